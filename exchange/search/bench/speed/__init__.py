"""How fast search is, beside other engines, on one made-up corpus in one run."""
