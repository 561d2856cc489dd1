"""Documents that call the thing by another name: found by the labels of the concepts that the query names."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from exchange.search.columns.holders import Scores, Term
from exchange.search.evaluation import Evaluation, Scored, Why
from exchange.search.port import ConceptPhrases, Reason
from exchange.search.prepared import ConceptRun, Prepared, concept_runs

_ENOUGH = 0.5  # a document must hold concepts for more than this share of the words, unless one has two words or more
_NO_RUN = -1


@dataclass(slots=True)
class _Evidence:
    """What speaks for each document: the best score for each part of the query, and the run that scored best."""

    count: int
    scores: dict[frozenset[int], Scores] = field(default_factory=dict)
    best_score: Scores = field(init=False)
    best_run: NDArray[np.int16] = field(init=False)

    def __post_init__(self) -> None:
        self.best_score = np.zeros(self.count, np.float32)
        self.best_run = np.full(self.count, _NO_RUN, np.int16)

    def add(self, number: int, part: frozenset[int], term: Term, scores: Scores) -> None:
        """A run that these documents hold."""
        documents = term.documents
        better = scores > self.best_score[documents]
        self.best_run[documents[better]] = number
        self.best_score[documents] = np.maximum(scores, self.best_score[documents])
        held = self.scores.setdefault(part, np.zeros(self.count, np.float32))
        held[documents] = np.maximum(scores, held[documents])

    def enough(self, words: int) -> NDArray[np.bool_]:
        """A single everyday word (child) is no reason to show what lacks the rest of the query."""
        is_whole_term = np.zeros(self.count, np.bool_)
        covers: dict[int, NDArray[np.bool_]] = {}
        for part, scores in self.scores.items():
            holds = scores > 0
            if len(part) != 1:
                is_whole_term |= holds
            for word in part:
                covers[word] = covers[word] | holds if word in covers else holds
        covered = np.sum(list(covers.values()), axis=0) if covers else np.zeros(self.count)
        enough: NDArray[np.bool_] = (is_whole_term | (covered > words * _ENOUGH)) & (self.best_run != _NO_RUN)
        return enough


def by_concept(evaluation: Evaluation, concepts: tuple[ConceptPhrases, ...], prepared: Prepared) -> Scored:
    """The documents that hold a label of a concept, each with the best reason."""
    runs = concept_runs(concepts)
    evidence = _Evidence(evaluation.view.count)
    for number, run in enumerate(runs):
        if evaluation.deadline.is_over():
            break
        term, rarity = evaluation.find(run.run)
        if len(term.documents):
            evidence.add(number, run.concept.words, term, evaluation.weighed(term, rarity * run.phrase.weight))
    documents = np.flatnonzero(evidence.enough(len(prepared.words)))
    scores = np.zeros(len(documents), np.float32)
    for held in evidence.scores.values():
        scores += held[documents]
    found = Scored(
        documents, scores, np.zeros(len(documents), np.bool_), lambda number: _why(runs, int(evidence.best_run[number]))
    )
    return evaluation.readable(found, prepared)


def _why(runs: Sequence[ConceptRun], number: int) -> Why:
    run = runs[number]
    reason = Reason(run.concept.concept_id, run.concept.label_shown, run.phrase.text)
    return Why(reason, run.run.sequence)
