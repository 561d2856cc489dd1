"""A document: chapters of prose, tables and lists, with a note for where every figure comes from."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cell:
    """One cell; `note` is the number of the note that says where a figure comes from."""

    text: str
    note: int | None = None


@dataclass(frozen=True)
class Grid:
    """A table with its heads."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Prose:
    """Cleaned HTML in the language of the document."""

    html: str


@dataclass(frozen=True)
class Pairs:
    """Names and values; a pair without a name is a sentence, one without a value a small head."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Entry:
    """A short line, with an address where there is one."""

    text: str
    href: str = ""
    lang: str = ""
    note: str = ""


@dataclass(frozen=True)
class Bullets:
    """Short lines."""

    lines: tuple[Entry, ...]


Piece = Grid | Prose | Pairs | Bullets


@dataclass(frozen=True)
class Chapter:
    """One heading. `circle` says who reads it where that is fewer."""

    id: str
    title: str
    pieces: tuple[Piece, ...]
    circle: str = ""
    new_page: bool = False


@dataclass(frozen=True)
class Paper:
    """The whole document; the writers need nothing else."""

    title: str
    lead: str
    language: str
    author: str
    address: str
    state: str  # which version this is, and how it stands to the official text
    facts: tuple[tuple[str, str], ...]
    facts_title: str
    chapters: tuple[Chapter, ...]
    notes: tuple[str, ...] = ()
    notes_title: str = ""
    original: str = ""
    original_language: str = ""


@dataclass
class Notes:
    """Notes as they are asked for; the same words are one note."""

    texts: list[str] = field(default_factory=list)

    def number(self, text: str) -> int | None:
        """The number of the note, counted from one; None for no words."""
        if not text:
            return None
        if text not in self.texts:
            self.texts.append(text)
        return self.texts.index(text) + 1


def grid(caption: str, head: tuple[str, ...], rows: Iterable[Iterable[str]]) -> Grid:
    """A table whose cells carry no notes."""
    return Grid(caption, head, tuple(tuple(Cell(text) for text in row) for row in rows))
