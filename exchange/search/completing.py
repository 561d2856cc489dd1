"""Titles that go on as the person types."""

from collections.abc import Iterator, Sequence

from exchange.kernel.languages import fold
from exchange.search.analysis.tokens import tokens
from exchange.search.inverted import Card
from exchange.search.leaf import Leaf
from exchange.search.port import Completion

SHORTEST = 2
LONGEST = 80


def complete(leaves: Sequence[Leaf], text: str, audience: frozenset[str], limit: int) -> tuple[Completion, ...]:
    """Titles that hold every typed word, the last one begun; those that begin so first, then newest.

    Only titles that the reader may read. One completion per title.
    """
    typed = _words(text[:LONGEST])
    if len("".join(typed)) < SHORTEST:
        return ()
    found = sorted(_matching(leaves, typed, audience), key=lambda pair: (not pair[0], -pair[1].published, pair[1].key))
    titles: dict[str, Completion] = {}
    for _, card in found:
        titles.setdefault(card.title, Completion(card.title, card.group, card.kind, card.language))
    return tuple(titles.values())[: max(limit, 0)]


def _matching(leaves: Sequence[Leaf], typed: list[str], audience: frozenset[str]) -> Iterator[tuple[bool, Card]]:
    """Cards whose title matches, each with whether the title begins with what was typed."""
    inner = [f" {word} " for word in typed[:-1]] + [f" {typed[-1]}"]
    start = " " + " ".join(typed)
    for leaf in leaves:
        visible = leaf.visible(audience)
        for number, title in enumerate(leaf.titles()):
            card = leaf.cards[number]
            if visible[number] and card is not None and all(word in title for word in inner):
                yield title.startswith(start), card


def searchable_title(title: str) -> str:
    """The title's words folded, with a space around each."""
    return f" {' '.join(_words(title))} "


def _words(text: str) -> list[str]:
    return [fold(token.raw) for token in tokens(text)]
