"""A .pdf by pdfium as plain text: lines joined into paragraphs. A PDF knows no headings."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from exchange.text.reading.document import Block, BlockKind, Document, Fault, FileKind, Step, UnreadableError

MOST_PAGES = 500
_SHORT = 0.7  # of the page's usual line: a line this short ends a paragraph
_ENDS = (".", "!", "?", ":", ";", "…")
_PASSWORD = "assword"  # noqa: S105 - pdfium says "Incorrect password error"
_CUT = re.compile(r"(?:[\x02\ufffe]|[\u00ad\u2010]\s*\n)\s*(\w)")  # pdfium's own mark, or a hyphen at the end of a line
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe]")
Tell = Callable[[Step], None]


def read_pdf(content: bytes, tell: Tell) -> Document:
    """The paragraphs of a .pdf.

    Raises:
        UnreadableError: protected, damaged, or of too many pages.
    """
    import pypdfium2  # noqa: PLC0415 - loaded in the child only

    try:
        opened = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(Fault.ENCRYPTED if _PASSWORD in str(error) else Fault.BROKEN) from None
    most = len(opened)
    if most > MOST_PAGES:
        raise UnreadableError(Fault.TOO_LARGE)
    pages = []
    for number in range(most):
        tell(Step(number, most))
        pages.append(_page(opened, number))
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for page in pages for text in _paragraphs(page))
    return Document(FileKind.PDF, blocks, "\n".join(block.markdown for block in blocks))


def _page(opened: Any, number: int) -> str:
    import pypdfium2  # noqa: PLC0415 - loaded in the child only

    try:
        return str(opened[number].get_textpage().get_text_bounded())
    except pypdfium2.PdfiumError:  # one damaged page does not hide the others
        return ""


def _paragraphs(page: str) -> Iterator[str]:
    lines = [" ".join(line.split()) for line in _joined(page).splitlines()]
    usual = max(map(len, lines), default=0)
    open_lines: list[str] = []
    for line in lines:
        if line:
            open_lines.append(line)
        if open_lines and (not line or len(line) < usual * _SHORT or line.endswith(_ENDS)):
            yield " ".join(open_lines)
            open_lines = []
    if open_lines:
        yield " ".join(open_lines)


def _joined(page: str) -> str:
    """Words that were cut at the end of a line in one piece again. Before a digit or a capital the hyphen is meant."""
    whole = _CUT.sub(lambda cut: cut[1] if cut[1].islower() else f"-{cut[1]}", page)
    return _CONTROL.sub("", whole)
