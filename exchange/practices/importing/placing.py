"""Which piece of a document belongs into which field. Nothing is left out: what fits nowhere has no field."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from exchange.kernel.languages import Language
from exchange.practices.importing.headings import field_for
from exchange.practices.models import Piece
from exchange.practices.service.taking import PICTURE
from exchange.text.reading import Block, BlockKind, Document

LONGEST_TITLE, LONGEST_SUMMARY = 120, 600
_LONGEST_HEAD = 80  # a paragraph longer than that is no heading
_MARKS = re.compile(r"[*_`#]+|\s*:\s*$")
_CYRILLIC = re.compile(r"[а-яё]")
_AZERBAIJANI, _TURKISH = re.compile(r"[əƏ]"), re.compile(r"[ğşıİ]")


@dataclass(frozen=True)
class Placed:
    """What a document gives: a title, its language, its pieces with the fields that fit."""

    title: str
    language: Language
    pieces: tuple[Piece, ...]


@dataclass
class _Under:
    """The heading that the reading is under, and the wider one whose field counts."""

    head: str = ""
    field: str = ""
    level: int = 0


def place(document: Document) -> Placed:
    """Every block of the document as a piece."""
    title, blocks = _title(document.blocks)
    pieces = tuple(_pieces(blocks))
    return Placed(title, language_of(document.text), _with_summary(pieces))


def language_of(text: str) -> Language:
    """The working language that the letters speak for."""
    if len(_CYRILLIC.findall(text)) * 2 > len(text) / 2:
        return Language.RU
    if _AZERBAIJANI.search(text):
        return Language.AZ
    return Language.TR if _TURKISH.search(text) else Language.EN


def _title(blocks: tuple[Block, ...]) -> tuple[str, tuple[Block, ...]]:
    """The first heading where it names no field, or a short first line: the name of the practice."""
    for number, block in enumerate(blocks):
        if block.kind is BlockKind.PICTURE:
            continue
        words = _plain(block.markdown)
        is_heading = block.kind is BlockKind.HEADING or (
            block.kind is BlockKind.PARAGRAPH and len(words) <= LONGEST_TITLE and not words.endswith(".")
        )
        if is_heading and words and len(words) <= LONGEST_TITLE and not field_for(words):
            return words, blocks[:number] + blocks[number + 1 :]
        return "", blocks
    return "", blocks


def _pieces(blocks: Iterable[Block]) -> Iterator[Piece]:
    under = _Under()
    for block in blocks:
        heading = _heading(block)
        if heading is None:
            yield Piece(_text(block), under.head, block.kind.value, under.field)
            continue
        words, level, field = heading
        if field or not under.field or level <= under.level:
            under = _Under(words, field, level)
            if not field:  # a heading that means nothing to us is text all the same
                yield Piece(f"### {words}", words, BlockKind.HEADING.value)
        else:
            yield Piece(f"### {words}", under.head, BlockKind.HEADING.value, under.field)


def _text(block: Block) -> str:
    """Of a picture its place in the text, by its number; the service puts the address in."""
    if block.picture is None:
        return block.markdown
    words = re.sub(r"[\[\]\n]", " ", block.markdown).strip()
    return f"![{words}]({PICTURE}{block.picture})"


def _heading(block: Block) -> tuple[str, int, str] | None:
    """Words, level and field of what serves as a heading: a styled one, or a short line that says exactly a field."""
    words = _plain(block.markdown)
    if block.kind is BlockKind.HEADING:
        return words, block.level, field_for(words)
    if block.kind is not BlockKind.PARAGRAPH or len(words) > _LONGEST_HEAD:
        return None
    field = field_for(words, exactly=True)
    return (words, 6, field) if field else None


def _plain(markdown: str) -> str:
    return _MARKS.sub("", markdown).strip()


def _with_summary(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The first paragraph before any heading is the summary, where the document has none and it is short enough."""
    if any(piece.to == "summary" for piece in pieces):
        return pieces
    for number, piece in enumerate(pieces):
        if piece.head:
            return pieces
        if piece.kind == BlockKind.PARAGRAPH and len(piece.text) <= LONGEST_SUMMARY:
            return (*pieces[:number], replace(piece, to="summary"), *pieces[number + 1 :])
    return pieces
