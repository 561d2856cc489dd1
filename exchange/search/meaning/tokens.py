"""Texts cut into the model's word pieces, by a tree of letters in five flat arrays: 5 MB instead of 45 as a dict."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_UNKNOWN, _BEGIN, _END = 0, 1, 2  # numbers of the model's own signs
_NONE = -1
_NEVER = -1e38  # worse than any score


class Tree(NamedTuple):
    """Every beginning of a piece, shorter ones first and then by letters, so the children of each stand together.

    Attributes:
        children: where those of each beginning start; they end where those of the next one do.
        letters: the last letter of each beginning.
        pieces: the piece that is this beginning; -1 for none.
        scores: by piece.
        unknown: one number, the score of a letter that no piece has.
    """

    children: NDArray[np.uint32]
    letters: NDArray[np.uint32]
    pieces: NDArray[np.int32]
    scores: NDArray[np.float32]
    unknown: NDArray[np.float64]

    @classmethod
    def of(cls, pieces: Sequence[str], scores: Iterable[float], unknown: float) -> "Tree":
        """The tree of these pieces."""
        beginnings = {piece[:end] for piece in pieces for end in range(len(piece) + 1)}
        ordered = sorted(sorted(beginnings), key=len)
        place = {beginning: at for at, beginning in enumerate(ordered)}
        parents = np.array([place[beginning[:-1]] for beginning in ordered[1:]])
        number = {piece: at for at, piece in enumerate(pieces)}
        return cls(
            (1 + np.searchsorted(parents, np.arange(len(ordered) + 1))).astype(np.uint32),
            np.array([ord(beginning[-1]) if beginning else 0 for beginning in ordered], np.uint32),
            np.array([number.get(beginning, _NONE) for beginning in ordered], np.int32),
            np.array(list(scores), np.float32),
            np.array([unknown]),
        )


class Tokens:
    """Cuts as the package's own tokenizer does: the pieces whose scores add up to most, the longer first of equal ones.

    Args:
        normalized: letters and spaces as the model knows them.
    """

    def __init__(self, tree: Tree, normalized: Callable[[str], str]) -> None:
        self._normalized = normalized
        self._children, self._letters, self._pieces, self._scores = (array.data for array in tree[:4])
        self._unknown = float(tree.unknown[0])

    def encode(self, text: str, **_: object) -> list[int]:
        """The numbers of the pieces, between the signs for beginning and end (what the model asks for)."""
        return [_BEGIN, *self._cut(list(map(ord, self._normalized(text)))), _END]

    def _cut(self, letters: Sequence[int]) -> list[int]:
        """The best way to each place goes over the best way to the place where its last piece begins."""
        best = [0.0] + [_NEVER] * len(letters)
        begins, chosen = [0] * len(best), [_UNKNOWN] * len(best)
        for at in range(len(letters)):
            for end, piece, score in self._standing(letters, at):
                if best[at] + score > best[end]:
                    best[end], begins[end], chosen[end] = best[at] + score, at, piece
        return _way_back(begins, chosen)

    def _standing(self, letters: Sequence[int], at: int) -> Iterator[tuple[int, int, float]]:
        """Where each piece ends that stands here, which it is, its score; last the letter alone, if no piece is it."""
        children, known, pieces, scores = self._children, self._letters, self._pieces, self._scores
        node, is_known = 0, False
        for end in range(at + 1, len(letters) + 1):
            letter, after = letters[end - 1], children[node + 1]
            node = bisect_left(known, letter, children[node], after)
            if node == after or known[node] != letter:
                break
            piece = pieces[node]
            if piece != _NONE:
                is_known = is_known or end == at + 1
                yield end, piece, scores[piece]
        if not is_known:
            yield at + 1, _UNKNOWN, self._unknown


def _way_back(begins: Sequence[int], chosen: Sequence[int]) -> list[int]:
    pieces, at = [], len(begins) - 1
    while at:
        pieces.append(chosen[at])
        at = begins[at]
    return pieces[::-1] or [_UNKNOWN]
