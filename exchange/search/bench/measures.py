"""The measures of search.md 5: nDCG@10, Recall@20, and how well stems group the forms of a word."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DEPTH = 10
REACH = 20


def ndcg(found: Sequence[str], grades: Mapping[str, float]) -> float:
    """nDCG@10 with the grade as gain."""
    gained = sum(grades.get(key, 0.0) / math.log2(rank + 2) for rank, key in enumerate(found[:DEPTH]))
    ideal = sorted(grades.values(), reverse=True)[:DEPTH]
    best = sum(grade / math.log2(rank + 2) for rank, grade in enumerate(ideal))
    return gained / best if best else 0.0


def recall(found: Sequence[str], grades: Mapping[str, float]) -> float:
    """Recall@20."""
    wanted = {key for key, grade in grades.items() if grade > 0}
    return len(wanted.intersection(found[:REACH])) / len(wanted) if wanted else 0.0


@dataclass(frozen=True)
class Grouping:
    """How well forms are grouped, over all pairs of different forms."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def grouping(stems_and_lemmas: Sequence[tuple[str, str]]) -> Grouping:
    """Pairs with one stem against pairs with one lemma."""
    together = _pairs(Counter(stems_and_lemmas))
    by_stem = _pairs(Counter(stem for stem, _ in stems_and_lemmas))
    by_lemma = _pairs(Counter(lemma for _, lemma in stems_and_lemmas))
    return Grouping(together / by_stem if by_stem else 1.0, together / by_lemma if by_lemma else 1.0)


def _pairs(groups: Mapping[object, int]) -> int:
    return sum(count * (count - 1) // 2 for count in groups.values())
