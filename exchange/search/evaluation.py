"""Which documents answer a query, and how well: one term at a time into one array of scores."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.holders import Numbers, Saturations, Scores, Term, in_both
from exchange.search.columns.view import View
from exchange.search.port import Matched, Reason
from exchange.search.prepared import Prepared, Run, Sought, Word
from exchange.search.ranking import ALL_WORDS_BONUS, K1, OPEN_TOKENS, STEM_WEIGHT
from exchange.search.runs import run_frequencies


@dataclass(frozen=True)
class Why:
    """Why a document without the typed words is shown, and by what its words are marked."""

    reason: Reason
    marks: Matched


@dataclass(frozen=True)
class Scored:
    """The documents that answer, ascending, with their scores; `full` ones hold every word."""

    documents: Numbers
    scores: Scores
    full: NDArray[np.bool_]
    why: Callable[[int], Why | None] = field(default=lambda _: None)

    def only(self, kept: NDArray[np.bool_]) -> "Scored":
        """Those of the documents, in the same order."""
        at = np.flatnonzero(kept)  # once: choosing by flags looks for the chosen ones each time
        return Scored(self.documents[at], self.scores[at], self.full[at], self.why)


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
    """One query for one reader. Statistics come only from what the reader's whole circle may read (I2)."""

    def __init__(self, view: View, audience: frozenset[str], deadline: Deadline) -> None:
        self.view = view
        self.deadline = deadline
        self.visible = view.visible(audience)
        self._open_class = audience & OPEN_TOKENS
        self._open = view.visible(self._open_class)
        self.census = view.census(self._open_class)

    def main(self, prepared: Prepared) -> Scored:
        """The documents that hold the typed words."""
        if prepared.is_open:
            documents = np.flatnonzero(self.visible.flags)
            found = Scored(documents, np.zeros(len(documents), np.float32), np.ones(len(documents), np.bool_))
        else:
            found = self._words(prepared.words)
        for at, run in enumerate(prepared.required):
            found = self._require(run, found, is_first=at == 0)
        return self.readable(found, prepared)

    def readable(self, found: Scored, prepared: Prepared) -> Scored:
        """Without what holds an excluded word, and without what the reader may not see: before anything is counted."""
        allowed = self.visible.flags
        for run in prepared.excluded:
            allowed = allowed.copy() if allowed is self.visible.flags else allowed
            allowed[run_frequencies(self.view, run).documents] = False
        if allowed is self.visible.flags and self.visible.is_full:
            return found
        return found.only(allowed[found.documents])

    def find(self, run: Run) -> tuple[Term, float]:
        """Who holds the run, and how rare it is among open documents."""
        found = run_frequencies(self.view, run)
        return found, self.census.rarity(self._open.count(found.documents))

    def weighed(self, term: Term, worth: float) -> Scores:
        """`ranking.contribution` of every holder, times what the term is worth."""
        dampings = self.view.dampings(self._open_class)[term.documents]
        return term.weights * np.float32(worth * (K1 + 1)) / (term.weights + dampings)

    def _words(self, words: Sequence[Word]) -> Scored:
        lists = self._held(words[0]) if len(words) == 1 else []
        if len(lists) == 1:  # one list is its own result: no table to fill
            sought, term, worth = lists[0]
            scores = self._saturations(sought).held * np.float32(worth)
            return Scored(term.documents, scores, np.ones(len(scores), np.bool_))
        scores, covered = np.zeros(self.view.count, np.float32), np.zeros(self.view.count, np.uint8)
        for word in words:
            if self.deadline.is_over():
                break
            self._add_word(word, scores, covered)
        documents = np.flatnonzero(covered > 0)
        found, held = scores[documents], covered[documents]
        if len(words) > 1:  # documents that hold more of the words stand higher: ranked OR with a bonus for all
            bonus = ALL_WORDS_BONUS * (held.astype(np.float32) - 1) / np.float32(len(words) - 1)
            found = found * (1 + bonus)
        return Scored(documents, found, held == len(words))

    def _add_word(self, word: Word, scores: Scores, covered: NDArray[np.uint8]) -> None:
        """Any of a word's terms counts; its commonest stem says how rare it is, whichever language was meant."""
        held = self._held(word)
        seen = np.zeros(self.view.count, np.bool_)
        for sought, term, worth in held:
            kept = self._saturations(sought)
            if kept.column is None:
                scores[term.documents] += kept.held * np.float32(worth)
                seen[term.documents] = True
            else:
                scores += kept.column * np.float32(worth)
                seen |= kept.column > 0
        covered += seen

    def _held(self, word: Word) -> list[tuple[Sought, Term, float]]:
        """The terms of the word that anyone holds, and what each is worth."""
        terms = {sought: self.view.term(sought.field, sought.term) for sought in word.sought}
        known, holders = self._rarest(terms)
        return [
            (sought, term, sought.weight * self.census.rarity(max(holders[sought], known)))
            for sought, term in terms.items()
            if len(term.documents)
        ]

    def _saturations(self, sought: Sought) -> Saturations:
        """What of a term's contributions does not depend on its worth."""
        return self.view.saturations(sought.field, sought.term, self._open_class)

    def _rarest(self, terms: Mapping[Sought, Term]) -> tuple[int, Mapping[Sought, int]]:
        holders = {sought: self._open.count(term.documents) for sought, term in terms.items()}
        known = max((count for sought, count in holders.items() if sought.weight == STEM_WEIGHT), default=0)
        return known, holders

    def _require(self, run: Run, found: Scored, *, is_first: bool) -> Scored:
        """Keep only what holds the run; words beside it then only rank."""
        term, rarity = self.find(run)
        if not is_first:
            rows, own = in_both(found.documents, term.documents, self.view.count)
            held = Term(term.documents[own], term.weights[own])
            return Scored(held.documents, found.scores[rows] + self.weighed(held, rarity), found.full[rows])
        before, full = np.zeros(self.view.count, np.float32), np.zeros(self.view.count, np.bool_)
        before[found.documents], full[found.documents] = found.scores, found.full
        return Scored(term.documents, before[term.documents] + self.weighed(term, rarity), full[term.documents])
