"""What shows in spreadsheets, slides, headers and footers: a row a line, a paragraph a line."""

from collections.abc import Iterator

from exchange.text.reading.document import Fault, FileKind, UnreadableError
from exchange.text.reading.excel import excel_lines
from exchange.text.reading.parts import Element, attribute, local, said_in, trees
from exchange.text.reading.writer import rows_of, text_of

_SAID = {
    FileKind.SLIDES: (r"ppt/slides/[^/]*\.xml", r"ppt/charts/[^/]*\.xml", r"ppt/diagrams/data\d*\.xml"),
    FileKind.WORD: (r"word/header\d*\.xml", r"word/footer\d*\.xml"),
}
_OPEN = {
    FileKind.WRITER: (r"styles\.xml",),
    FileKind.OPEN_SHEET: (r"content\.xml",),
    FileKind.OPEN_SLIDES: (r"content\.xml",),
}
_WITH_WORDS = {"master-styles", "body"}
_LEFT_OUT = {"annotation", "tracked-changes", "notes", "table"}  # the first three are aside, tables are read by rows


def words_shown(content: bytes, kind: FileKind) -> str:
    """What shows beside the running text of a document, and all that shows in a file that has none.

    Raises:
        UnreadableError: a part of the package is no XML, or a cell names words that are not there.
    """
    try:
        return "\n".join(filter(None, _lines(content, kind)))
    except (SyntaxError, IndexError, ValueError):  # the first is what ElementTree's ParseError is
        raise UnreadableError(Fault.BROKEN) from None


def _lines(content: bytes, kind: FileKind) -> Iterator[str]:
    if kind is FileKind.SHEET:
        yield from excel_lines(content)
    for root in trees(content, *_SAID.get(kind, ())):
        yield from said_in(root, "p", "t")
    for root in trees(content, *_OPEN.get(kind, ())):
        yield from (line for part in root if local(part) in _WITH_WORDS for line in _open(part))


def _open(parent: Element) -> Iterator[str]:
    for element in parent:
        name = local(element)
        if name == "table":
            yield attribute(element, "name")
            yield from (" ".join(filter(None, row)) for row in rows_of(element))
        elif name in {"p", "h"}:
            yield " ".join(text_of(element).split())
        if name not in _LEFT_OUT:
            yield from _open(element)
