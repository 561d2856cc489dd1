"""Two ranked lists made one: by place in each list, the list by words counting less (search.md 3b)."""

from collections.abc import Sequence

WORDS_WEIGHT = 0.5
_DEPTH = 10.0  # how slowly a place further down loses worth


def fused(by_words: Sequence[str], by_meaning: Sequence[str]) -> list[str]:
    """Best first; what stands in both lists gains from both."""
    worth: dict[str, float] = {}
    for weight, ranked in ((1.0, by_meaning), (WORDS_WEIGHT, by_words)):
        for place, owner in enumerate(ranked, start=1):
            worth[owner] = worth.get(owner, 0.0) + weight / (_DEPTH + place)
    return sorted(worth, key=lambda owner: (-worth[owner], owner))
