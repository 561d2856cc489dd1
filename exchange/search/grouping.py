"""Documents that answer, gathered into hits, one per practice. Keeps no object per document: there may be thousands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from exchange.search.evaluation import Scored
from exchange.search.facets import FacetCounter, Filters
from exchange.search.inverted import Card
from exchange.search.port import Hit, Sort, SortKey

_SORT_KEYS = {
    Sort.NEWEST: SortKey.PUBLISHED,
    Sort.DISCUSSED: SortKey.DISCUSSED,
    Sort.ADOPTED: SortKey.ADOPTED,
    Sort.EVIDENCE: SortKey.EVIDENCE,
}


@dataclass(slots=True)
class Groups:
    """By owner: the best score, where its document stands, and the greatest sort value of any version."""

    sort_key: SortKey
    score: dict[str, float] = field(default_factory=dict)
    place: dict[str, Scored] = field(default_factory=dict)
    number: dict[str, int] = field(default_factory=dict)
    value: dict[str, float] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.score)

    def add(self, owner: str, part: Scored, number: int, card: Card) -> None:
        """Take in one document."""
        score = part.scores[number]
        value = card.sort_values.get(self.sort_key, 0.0)
        if owner not in self.score:
            self._set(owner, score, part, number)
            self.value[owner] = value
            return
        self.value[owner] = max(self.value[owner], value)
        if score > self.score[owner] or (score == self.score[owner] and _is_before(card, self.card(owner))):
            self._set(owner, score, part, number)

    def card(self, owner: str) -> Card:
        """The best document of the owner."""
        card = self.place[owner].leaf.cards[self.number[owner]]
        if card is None:  # scores hold living documents only
            raise LookupError(owner)
        return card

    def ordered(self, *, by_score: bool) -> list[str]:
        """The owners, best first; equal ones newest first, then by key: never by place in the index (trust.md I2).

        Three stable passes instead of one with tuples, which would wake the garbage collector at every query.
        """
        owners = sorted(self.score, key=lambda owner: self.card(owner).key)
        owners.sort(key=lambda owner: self.card(owner).published, reverse=True)
        ranked = self.score if by_score else self.value
        owners.sort(key=lambda owner: ranked[owner], reverse=True)
        return owners

    def hit(self, owner: str, matched: frozenset[str]) -> Hit:
        """The owner's best document as a hit."""
        card, part, number = self.card(owner), self.place[owner], self.number[owner]
        return Hit(
            group=card.group,
            key=card.key,
            kind=card.kind,
            language=card.language,
            score=round(self.score[owner], 6),
            matched=part.marks.get(number, matched),
            reason=part.reasons.get(number),
        )

    def _set(self, owner: str, score: float, part: Scored, number: int) -> None:
        self.score[owner], self.place[owner], self.number[owner] = score, part, number


def gather(
    scored: list[Scored], filters: Filters, facets: FacetCounter, sort: Sort, belongs: Callable[[str], bool]
) -> Groups:
    """Count the documents whose owner belongs here in the facets, and gather those that pass the filters."""
    groups = Groups(_SORT_KEYS.get(sort, SortKey.PUBLISHED))
    for part, number, card in _cards(scored):
        owner = card.owner
        if not belongs(owner) or filters.is_narrowed_out(card):
            continue
        failed = filters.failed(card)
        facets.count(card, owner, failed)
        if not failed:
            groups.add(owner, part, number, card)
    return groups


def _cards(scored: list[Scored]) -> Iterator[tuple[Scored, int, Card]]:
    for part in scored:
        cards = part.leaf.cards
        for number in part.scores:
            card = cards[number]
            if card is not None:
                yield part, number, card


def _is_before(one: Card, other: Card) -> bool:
    return (-one.published, one.key) < (-other.published, other.key)
