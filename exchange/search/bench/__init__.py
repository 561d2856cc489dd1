"""How good and how fast search is, on public sets given as a folder; nothing of them is part of the product."""
