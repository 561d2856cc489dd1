"""Which documents answer a query, and how well: the same for every engine that offers leaves."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from exchange.search.leaf import Leaf, Postings, open_class
from exchange.search.port import Reason
from exchange.search.prepared import Prepared, Run, Word
from exchange.search.ranking import ALL_WORDS_BONUS, K1, STEM_WEIGHT, Census, contribution
from exchange.search.runs import run_frequencies


@dataclass(slots=True)
class Scored:
    """The documents of one leaf that answer, with their scores; `full` ones hold every word."""

    leaf: Leaf
    scores: dict[int, float] = field(default_factory=dict)
    full: set[int] = field(default_factory=set)
    reasons: dict[int, Reason] = field(default_factory=dict)
    marks: dict[int, frozenset[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Deadline:
    """A time limit: after it, an evaluation answers with what it has."""

    at: float
    clock: Callable[[], float] = time.thread_time  # CPU time: a busy machine changes no answer
    passed: bool = False

    def is_over(self) -> bool:
        """Whether to stop; remembered."""
        self.passed = self.passed or self.clock() > self.at
        return self.passed


class Evaluation:
    """One query for one reader over all leaves. Statistics come only from what the reader's whole circle may read."""

    def __init__(self, leaves: Sequence[Leaf], audience: frozenset[str], deadline: Deadline) -> None:
        self.leaves = leaves
        self.deadline = deadline
        self._audience = audience
        self._open = open_class(audience)
        self._damping_of: dict[int, Sequence[float]] = {}
        counts = [leaf.census(self._open) for leaf in leaves]
        self.census = Census(sum(count.documents for count in counts), sum(count.words for count in counts))

    def main(self, prepared: Prepared) -> list[Scored]:
        """The documents that hold the typed words."""
        found = [Scored(leaf) for leaf in self.leaves]
        if prepared.is_open:
            for scored in found:
                scored.scores = {number: 0.0 for number, card in enumerate(scored.leaf.cards) if card is not None}
        self._add_words(prepared.words, found)
        for at, run in enumerate(prepared.required):
            self._require(run, found, is_first=at == 0)
        for scored in found:
            self.exclude(scored, prepared)
            self.hide(scored)
        return found

    def _add_words(self, words: Sequence[Word], found: list[Scored]) -> None:
        covered: list[dict[int, int]] = [{} for _ in found]
        for word in words:
            if self.deadline.is_over():
                break
            self._add_word(word, found, covered)
        for scored, counts in zip(found, covered, strict=True):
            _reward_all_words(scored, counts, len(words))

    def _add_word(self, word: Word, found: list[Scored], covered: list[dict[int, int]]) -> None:
        """Any of a word's terms counts; its commonest stem says how rare it is, whichever language was meant."""
        seen: list[set[int]] = [set() for _ in found]
        lists = {sought: [part.leaf.postings(sought.field, sought.term) for part in found] for sought in word.sought}
        holders = {sought: self._holders(postings) for sought, postings in lists.items()}
        known = max((count for sought, count in holders.items() if sought.weight == STEM_WEIGHT), default=0)
        for sought, postings in lists.items():
            worth = sought.weight * self.census.rarity(max(holders[sought], known))
            for part, held, numbers in zip(found, postings, seen, strict=True):
                numbers.update(held.documents)
                self._add(part, held, worth)
        for counts, numbers in zip(covered, seen, strict=True):
            for number in numbers:
                counts[number] = counts.get(number, 0) + 1

    def _holders(self, lists: Sequence[Postings]) -> int:
        return sum(postings.holders.get(self._open, 0) for postings in lists)

    def _add(self, scored: Scored, postings: Postings, worth: float) -> None:
        """`ranking.contribution` written out: the one loop that runs for every posting."""
        scores, dampings, most = scored.scores, self._dampings(scored.leaf), worth * (K1 + 1)
        for number, weight in zip(postings.documents, postings.weights, strict=True):
            scores[number] = scores.get(number, 0.0) + most * weight / (weight + dampings[number])

    def _dampings(self, leaf: Leaf) -> Sequence[float]:
        kept = self._damping_of.get(id(leaf))
        if kept is None:
            kept = self._damping_of[id(leaf)] = [self.census.damping(length) for length in leaf.lengths]
        return kept

    def _require(self, run: Run, found: list[Scored], *, is_first: bool) -> None:
        """Keep only what holds the run; words beside it then only rank."""
        lists, rarity = self.find(run, found)
        for scored, hits in zip(found, lists, strict=True):
            before = scored.scores
            scored.scores = {
                number: before.get(number, 0.0) + rarity * self.saturated(scored, number, frequency)
                for number, frequency in hits.items()
                if is_first or number in before
            }

    def find(self, run: Run, found: list[Scored]) -> tuple[list[Mapping[int, float]], float]:
        """Who holds the run, leaf by leaf, and how rare it is among open documents."""
        lists = [run_frequencies(scored.leaf, run) for scored in found]
        holders = sum(
            self._is_open(scored.leaf, number) for scored, hits in zip(found, lists, strict=True) for number in hits
        )
        return lists, self.census.rarity(holders)

    def saturated(self, scored: Scored, number: int, frequency: float) -> float:
        """What so many occurrences in that document count."""
        return contribution(frequency, self.census.damping(scored.leaf.lengths[number]))

    def _is_open(self, leaf: Leaf, number: int) -> bool:
        card = leaf.cards[number]
        return card is not None and card.is_open_to(self._open)

    def exclude(self, scored: Scored, prepared: Prepared) -> None:
        """Take away what holds an excluded word."""
        for run in prepared.excluded:
            for number in run_frequencies(scored.leaf, run):
                scored.scores.pop(number, None)

    def hide(self, scored: Scored) -> None:
        """Take away what the reader may not see."""
        visible = scored.leaf.visible(self._audience)
        scored.scores = {number: score for number, score in scored.scores.items() if visible[number]}


def _reward_all_words(scored: Scored, covered: dict[int, int], words: int) -> None:
    """Documents that hold more of the words stand higher: ranked OR with a bonus for all."""
    scored.full = {number for number, count in covered.items() if count == words}
    if words > 1:
        for number, score in scored.scores.items():
            scored.scores[number] = score * (1 + ALL_WORDS_BONUS * (covered.get(number, 0) - 1) / (words - 1))
