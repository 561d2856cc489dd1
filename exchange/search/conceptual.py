"""Documents that call the thing by another name: found by the labels of the concepts that the query names."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from exchange.search.evaluation import Evaluation, Scored
from exchange.search.port import ConceptPhrases, Reason
from exchange.search.prepared import ConceptRun, Prepared, concept_runs

_ENOUGH = 0.5  # a document must hold concepts for more than this share of the words, unless one has two words or more


@dataclass(slots=True)
class _Evidence:
    """What speaks for one document: the best score for each part of the query, and its reason."""

    scores: dict[frozenset[int], float] = field(default_factory=dict)
    best: ConceptRun | None = None

    def add(self, run: ConceptRun, score: float) -> None:
        if self.best is None or score > max(self.scores.values()):
            self.best = run
        part = run.concept.words
        self.scores[part] = max(score, self.scores.get(part, 0.0))

    def is_enough(self, words: int) -> bool:
        """A single everyday word (child) is no reason to show what lacks the rest of the query."""
        covered = frozenset[int]().union(*self.scores)
        is_whole_term = any(len(part) != 1 for part in self.scores)
        return is_whole_term or len(covered) > words * _ENOUGH


def by_concept(evaluation: Evaluation, concepts: tuple[ConceptPhrases, ...], prepared: Prepared) -> list[Scored]:
    """The documents that hold a label of a concept, each with the best reason."""
    found = [Scored(leaf) for leaf in evaluation.leaves]
    evidence: list[dict[int, _Evidence]] = [{} for _ in found]
    for run in concept_runs(concepts):
        if evaluation.deadline.is_over():
            break
        _collect(evaluation, run, found, evidence)
    for scored, held in zip(found, evidence, strict=True):
        _weigh(scored, held, len(prepared.words))
        evaluation.exclude(scored, prepared)
        evaluation.hide(scored)
    return found


def _collect(
    evaluation: Evaluation, run: ConceptRun, found: list[Scored], evidence: Sequence[dict[int, _Evidence]]
) -> None:
    lists, rarity = evaluation.find(run.run, found)
    for scored, hits, held in zip(found, lists, evidence, strict=True):
        for number, frequency in hits.items():
            score = rarity * run.phrase.weight * evaluation.saturated(scored, number, frequency)
            held.setdefault(number, _Evidence()).add(run, score)


def _weigh(scored: Scored, evidence: dict[int, _Evidence], words: int) -> None:
    for number, held in evidence.items():
        if held.best is None or not held.is_enough(words):
            continue
        concept, phrase = held.best.concept, held.best.phrase
        scored.scores[number] = sum(held.scores.values())
        scored.reasons[number] = Reason(concept.concept_id, concept.label_shown, phrase.text)
        scored.marks[number] = frozenset[str]().union(*held.best.run.sequence)
