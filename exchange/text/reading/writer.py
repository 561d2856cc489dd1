"""An .odt by odfpy: headings, paragraphs, lists and tables as plain text."""

import io
from collections.abc import Callable, Iterator
from typing import Any

from exchange.text.reading.document import Block, BlockKind, Document, Fault, FileKind, Step, UnreadableError
from exchange.text.reading.word import table_as_markdown

Tell = Callable[[Step], None]
_WRAPPERS = {"section", "soft-page-break", "index-body", "table-of-content"}


def read_writer(content: bytes, tell: Tell) -> Document:
    """The blocks of an .odt.

    Raises:
        UnreadableError: its parts do not fit together.
    """
    from odf.opendocument import load  # noqa: PLC0415 - loaded in the child only

    tell(Step(1, 3))
    try:
        opened = load(io.BytesIO(content))
        body = opened.text
        tell(Step(2, 3))
        blocks = tuple(_blocks(body))
    except Exception:  # noqa: BLE001 - a damaged package raises anything; the child answers with one sentence
        raise UnreadableError(Fault.BROKEN) from None
    return Document(FileKind.WRITER, blocks, "\n".join(block.markdown for block in blocks))


def _blocks(parent: Any) -> Iterator[Block]:
    for element in parent.childNodes:
        name = getattr(element, "qname", ("", ""))[1]
        if name == "h":
            level = str(element.getAttribute("outlinelevel") or "1")
            yield from _said(BlockKind.HEADING, _text(element), int(level) if level.isdecimal() else 1)
        elif name == "p":
            yield from _said(BlockKind.PARAGRAPH, _text(element))
        elif name == "list":
            yield from _said(BlockKind.LIST, "\n".join(_items(element, 0)))
        elif name == "table":
            yield from _said(BlockKind.TABLE, table_as_markdown(_rows(element)))
        elif name in _WRAPPERS:
            yield from _blocks(element)


def _said(kind: BlockKind, text: str, level: int = 0) -> Iterator[Block]:
    if text.strip():
        yield Block(kind, text if kind in (BlockKind.LIST, BlockKind.TABLE) else " ".join(text.split()), level)


def _items(element: Any, depth: int) -> Iterator[str]:
    for item in element.childNodes:
        for part in item.childNodes:
            name = getattr(part, "qname", ("", ""))[1]
            if name == "list":
                yield from _items(part, depth + 1)
            elif name in {"p", "h"} and _text(part).strip():
                yield "  " * depth + "- " + " ".join(_text(part).split())


def _rows(element: Any) -> list[list[str]]:
    from odf.table import TableCell, TableRow  # noqa: PLC0415 - loaded in the child only

    return [
        [" ".join(_text(cell).split()) for cell in row.getElementsByType(TableCell)]
        for row in element.getElementsByType(TableRow)
    ]


def _text(element: Any) -> str:
    from odf import teletype  # noqa: PLC0415 - loaded in the child only

    return str(teletype.extractText(element))
