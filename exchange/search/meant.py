"""Documents near the question in meaning, as hits under the same filters as the others."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

from exchange.search.evaluation import Scored
from exchange.search.facets import Filters
from exchange.search.inverted import Card
from exchange.search.leaf import Leaf
from exchange.search.port import Entry, Hit, Near, Nearness

Known = Callable[[str], frozenset[str]]  # owner → the terms that mark its words; none where it holds no word
_Pairs = Sequence[tuple[int, int]]  # document number, place of its vectors
_kept: WeakKeyDictionary[Leaf, tuple[int, _Pairs]] = WeakKeyDictionary()  # of each leaf, until the vectors change


def near_hits(
    leaves: Sequence[Leaf], audience: frozenset[str], nearness: Nearness, filters: Filters, known: Known, limit: int
) -> tuple[Hit, ...]:
    """The nearest things that the reader may see and that pass the filters, one hit each, best first."""
    standing = dict(_standing(leaves, audience, nearness, _passing(leaves, audience, filters)))
    hits: dict[str, Hit] = {}
    for near in nearness.nearest(list(standing)):
        card = standing[near.place]
        if card.owner not in hits:
            hits[card.owner] = _hit(card, near, known(card.owner))
    return tuple(hits.values())[: max(limit, 0)]


def known_owners(scored: Sequence[Scored], matched: frozenset[str]) -> Known:
    """The owners that answered by words."""
    owners = {card.owner for part in scored for number in part.scores if (card := part.leaf.cards[number]) is not None}
    return lambda owner: matched if owner in owners else frozenset()


def _standing(
    leaves: Sequence[Leaf], audience: frozenset[str], nearness: Nearness, passing: frozenset[str] | None
) -> Iterator[tuple[int, Card]]:
    """Where the vectors of the documents stand that the reader may see and that pass the filters."""
    for leaf in leaves:
        visible = leaf.visible(audience)
        for number, place in _places_of(leaf, nearness):
            card = leaf.cards[number] if visible[number] else None
            if card is not None and (passing is None or card.owner in passing):
                yield place, card


def _places_of(leaf: Leaf, nearness: Nearness) -> _Pairs:
    kept = _kept.get(leaf)
    if kept is None or kept[0] != nearness.version:
        places = nearness.places(Entry(card.key, card.fingerprint) if card else None for card in leaf.cards)
        kept = _kept[leaf] = (nearness.version, [(at, place) for at, place in enumerate(places) if place >= 0])
    return kept[1]


def _passing(leaves: Sequence[Leaf], audience: frozenset[str], filters: Filters) -> frozenset[str] | None:
    """The owners any visible version of which passes the filters; None where there are no filters."""
    if not any(filters.chosen.values()) and not filters.narrowings:
        return None
    return frozenset(
        card.owner
        for leaf in leaves
        for card, is_visible in zip(leaf.cards, leaf.visible(audience), strict=True)
        if is_visible and card is not None and not filters.failed(card) and not filters.is_narrowed_out(card)
    )


def _hit(card: Card, near: Near, matched: frozenset[str]) -> Hit:
    shown = replace(near, place=0)  # where other vectors stand is nobody's business
    return Hit(card.group, card.key, card.kind, card.language, near.score, matched, near=shown)
