"""A text cut into pieces of one to three sentences: what a vector stands for, and what is shown as a reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_PIECES = 64  # of one document
_SHORTEST, _LONGEST = 60, 400  # characters
_END = re.compile(r"(?<=[.!?…])[\"'”»)]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class Piece:
    """`text[start:end]` of the original."""

    start: int
    end: int


def pieces(text: str) -> list[Piece]:
    """The text's sentences, short ones joined with the next; at most 64."""
    found: list[Piece] = []
    start = 0
    for sentence in _sentences(text):
        if sentence.end - start > _LONGEST and sentence.start > start:
            found.append(Piece(start, sentence.start))
            start = sentence.start
        if sentence.end - start >= _SHORTEST:
            found.append(Piece(start, sentence.end))
            start = sentence.end
    if text[start:].strip():
        found.append(Piece(start, len(text)))
    trimmed = [_trimmed(text, piece) for piece in found]
    return [piece for piece in trimmed if piece.end > piece.start][:MOST_PIECES]


def _sentences(text: str) -> Iterator[Piece]:
    start = 0
    for match in _END.finditer(text):
        yield Piece(start, match.end())
        start = match.end()
    if start < len(text):
        yield Piece(start, len(text))


def _trimmed(text: str, piece: Piece) -> Piece:
    held = text[piece.start : piece.end]
    return Piece(piece.start + len(held) - len(held.lstrip()), piece.start + len(held.rstrip()))
