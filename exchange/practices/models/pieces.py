"""Pieces of a file that have found no field yet; they stay with the draft until somebody places or drops them."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

_KEPT_LETTER = re.compile(r"\\([!-/:-@\[-`{-~])|&lt;")  # a sign that Markdown is told to take for a letter


@dataclass(frozen=True)
class Piece:
    """One block of a file: under which heading it stood, what it is, its Markdown, and the field that fits."""

    text: str
    head: str = ""
    kind: str = "paragraph"  # as exchange.text.reading names it
    to: str = ""  # a field of the form; empty when none fits

    @property
    def shown(self) -> str:
        """The text as it stood in the file, without what Markdown needs to take its signs for letters."""
        return _KEPT_LETTER.sub(lambda sign: sign[1] or "<", self.text)


def pieces_to_json(pieces: Iterable[Piece]) -> list[dict[str, str]]:
    """As the database keeps them."""
    return [asdict(piece) for piece in pieces]


def pieces_from_json(raw: Iterable[dict[str, str]] | None) -> tuple[Piece, ...]:
    """Back again."""
    return tuple(Piece(**one) for one in raw or ())
