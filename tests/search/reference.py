"""BM25 as it is written in textbooks, one document after another: what the columns are measured against."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from exchange.search.analysis.forms import Place, places
from exchange.search.inverted import SECTION_GAP, SECTIONS, Field
from exchange.search.port import MEMBERS, PUBLIC, SearchDocument
from exchange.search.prepared import Prepared, Run, Word, prepare
from exchange.search.query import parse
from exchange.search.ranking import ALL_WORDS_BONUS, STEM_WEIGHT, Census, contribution


@dataclass(frozen=True)
class Taken:
    """A document taken apart."""

    document: SearchDocument

    @cached_property
    def places(self) -> Sequence[tuple[int, float, str, Place]]:
        found, position = [], 0
        for section in SECTIONS:
            for place in places(getattr(self.document, section.name), self.document.language):
                found.append((position, section.weight, section.name, place))
                position += 1
            position += SECTION_GAP
        return found

    @cached_property
    def occurrences(self) -> Mapping[tuple[Field, str], list[tuple[int, float]]]:
        found: dict[tuple[Field, str], list[tuple[int, float]]] = {}
        for position, weight, section, place in self.places:
            for term in place.terms:
                found.setdefault((Field.TERMS, term), []).append((position, weight))
                if section == "title":
                    found.setdefault((Field.TITLE, term), []).append((position, 1.0))
            for word in place.exact:
                found.setdefault((Field.EXACT, word), []).append((position, weight))
        return found

    def weight(self, field: Field, term: str) -> float:
        return sum(weight for _, weight in self.occurrences.get((field, term), ()))

    def frequency(self, run: Run) -> float:
        """How often the run stands in the document."""
        if len(run.sequence) == 1:
            return max((self.weight(run.field, term) for term in run.sequence[0]), default=0.0)
        standing = [
            {place for term in alternatives for place, _ in self.occurrences.get((run.field, term), ())}
            for alternatives in run.sequence
        ]
        return float(sum(all(at + n in found for n, found in enumerate(standing)) for at in standing[0]))


class Reference:
    """All living documents, asked one by one."""

    def __init__(self, documents: Iterable[SearchDocument], audience: frozenset[str]) -> None:
        held = [Taken(document) for document in documents]
        circle = audience & {PUBLIC, MEMBERS}
        self._open = [one for one in held if not one.document.audience.isdisjoint(circle)]
        self._seen = [one for one in held if not one.document.audience.isdisjoint(audience)]
        self._census = Census(len(self._open), sum(len(one.places) for one in self._open))

    def answer(self, text: str) -> list[tuple[str, float]]:
        """Groups with their scores, best first."""
        prepared = prepare(parse(text))
        scores: dict[str, tuple[float, float, str]] = {}
        for taken in self._seen:
            score = self._score(taken, prepared)
            if score is not None:
                document = taken.document
                best = (-score, -document.sort_values["published"], document.key)
                owner = f"{document.kind}:{document.group}"
                scores[owner] = min(best, scores.get(owner, best))
        return [(owner, -best[0]) for owner, best in sorted(scores.items(), key=lambda pair: pair[1])]

    def _score(self, taken: Taken, prepared: Prepared) -> float | None:
        if any(taken.frequency(run) for run in prepared.excluded):
            return None
        runs = [(run, taken.frequency(run)) for run in prepared.required]
        covered = [word for word in prepared.words if self._holds(taken, word)]
        if not all(frequency for _, frequency in runs) or not (runs or covered or prepared.is_open):
            return None
        score = sum(self._word_score(taken, word) for word in covered)
        if len(prepared.words) > 1 and covered:
            score *= 1 + ALL_WORDS_BONUS * (len(covered) - 1) / (len(prepared.words) - 1)
        damping = self._census.damping(len(taken.places))
        for run, frequency in runs:
            holders = sum(bool(one.frequency(run)) for one in self._open)
            score += self._census.rarity(holders) * contribution(frequency, damping)
        return score

    def _word_score(self, taken: Taken, word: Word) -> float:
        holders = {
            sought: sum(bool(one.weight(sought.field, sought.term)) for one in self._open) for sought in word.sought
        }
        known = max((count for sought, count in holders.items() if sought.weight == STEM_WEIGHT), default=0)
        damping = self._census.damping(len(taken.places))
        return sum(
            sought.weight
            * self._census.rarity(max(holders[sought], known))
            * contribution(taken.weight(sought.field, sought.term), damping)
            for sought in word.sought
        )

    def _holds(self, taken: Taken, word: Word) -> bool:
        return any(taken.weight(sought.field, sought.term) for sought in word.sought)


def distance(one: str, other: str) -> int:
    """Letters added, dropped, changed or swapped with their neighbour, cell by cell."""
    table = {(at, -1): at + 1 for at in range(-1, len(one))} | {(-1, to): to + 1 for to in range(-1, len(other))}
    for at, letter in enumerate(one):
        for to, target in enumerate(other):
            steps = [table[at - 1, to] + 1, table[at, to - 1] + 1, table[at - 1, to - 1] + (letter != target)]
            if at and to and letter == other[to - 1] and one[at - 1] == target:
                steps.append(table[at - 2, to - 2] + 1)
            table[at, to] = min(steps)
    return table[len(one) - 1, len(other) - 1]
