"""What a file holds once it is read, and why one cannot be read."""

from dataclasses import dataclass
from enum import StrEnum

from exchange.kernel.errors import InvalidError
from exchange.kernel.messages import N_, Message

MOST_BYTES = 10 * 1024 * 1024


class FileKind(StrEnum):
    """What a file is by its content; its name is never believed."""

    WORD = "docx"
    WRITER = "odt"
    PDF = "pdf"
    SHEET = "xlsx"
    SLIDES = "pptx"
    OPEN_SHEET = "ods"
    OPEN_SLIDES = "odp"

    @property
    def is_running_text(self) -> bool:
        """Whether it becomes pieces of a text; of the others only the words are read."""
        return self in {FileKind.WORD, FileKind.WRITER, FileKind.PDF}


class BlockKind(StrEnum):
    """What a piece of a document is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    PICTURE = "picture"


@dataclass(frozen=True)
class Picture:
    """A picture made anew: no metadata, at most 1600 pixels wide and high."""

    content: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True)
class Block:
    """One piece, as Markdown; of a heading the words alone."""

    kind: BlockKind
    markdown: str
    level: int = 0  # of a heading: 1 is the widest
    picture: int | None = None  # of a picture: its place among the document's pictures


@dataclass(frozen=True)
class Document:
    """A file that was read: its pieces in order, its words for search, its pictures."""

    kind: FileKind
    blocks: tuple[Block, ...]
    text: str
    pictures: tuple[Picture, ...] = ()
    lost: int = 0  # pictures that could not be read


@dataclass(frozen=True)
class Words:
    """What stands in a file: what shows on its pages, and what whoever has the file can read all the same."""

    shown: str
    aside: str  # deleted text that is still kept, comments, speaker's notes


@dataclass(frozen=True)
class Step:
    """How far the reading is: `done` of `most` pieces."""

    done: int
    most: int


class Fault(StrEnum):
    """Why a file or a picture cannot be read."""

    UNKNOWN = "unknown"
    OLD_WORD = "old word"
    OLD_OFFICE = "old office"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    TOO_LARGE = "too large"
    HOSTILE = "hostile"
    TOO_HARD = "too hard"
    EMPTY = "empty"
    NO_PICTURE = "no picture"

    @property
    def sentence(self) -> str:
        """What it means and what to do, untranslated."""
        return _SENTENCES[self]


_SENTENCES = {
    Fault.UNKNOWN: N_("This file is not a .docx, .odt or .pdf. Save the text as .docx and choose it again."),
    Fault.OLD_OFFICE: N_(
        "This is an old Office file (.doc, .xls, .ppt). Save it as .docx, .xlsx or .pptx and choose it again."
    ),
    Fault.OLD_WORD: N_("This is an old Word file (.doc). Open it in Word, save it as .docx and choose it again."),
    Fault.ENCRYPTED: N_("This file is protected by a password. Save it without one and choose it again."),
    Fault.BROKEN: N_("This file is damaged and cannot be read. Open it, save it anew and choose it again."),
    Fault.TOO_LARGE: N_("This file is too large. At most 10 MB can be read; large pictures can be left out."),
    Fault.HOSTILE: N_("This file holds parts that no ordinary document has, so it was not read."),
    Fault.TOO_HARD: N_("This file takes too long to read. Copy the text into the fields, or choose a shorter file."),
    Fault.EMPTY: N_("No text was found in this file. A scanned page is a picture: its words cannot be read."),
    Fault.NO_PICTURE: N_("This is not a picture that can be shown. Choose a JPEG, PNG or WebP file."),
}


class UnreadableError(InvalidError):
    """A file that was not read; the sentence says why.

    Attributes:
        fault: which reason it was.
    """

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__({"file": Message(fault.sentence)})
