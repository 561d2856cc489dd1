"""An .odt from its own XML: headings, paragraphs, lists, tables, notes and frames as plain text.

Read by hand because odfpy reads the styles too, fails on those of other programs than LibreOffice and prints them.
"""

from collections.abc import Callable, Iterator

from exchange.text.reading.document import Block, BlockKind, Document, Fault, FileKind, Step, UnreadableError
from exchange.text.reading.parts import Element, attribute, local, trees
from exchange.text.reading.tables import table_as_markdown

Tell = Callable[[Step], None]
_WRAPPERS = {"section", "index-body", "table-of-content", "numbered-paragraph"}
_ASIDE = {
    "annotation",
    "note",
    "text-box",
    "tracked-changes",
    "page-number",
    "page-count",
}  # inside a paragraph, but not of its sentence
_ROW_GROUPS = {"table-header-rows", "table-rows", "table-row-group"}
_WIDEST = 60  # columns: a sheet repeats its last empty cell up to its edge
_SPACES = {"tab": " ", "line-break": " ", "soft-page-break": ""}


def read_writer(content: bytes, tell: Tell) -> Document:
    """The blocks of an .odt.

    Raises:
        UnreadableError: its parts do not fit together.
    """
    tell(Step(1, 3))
    try:
        body = next(element for element in next(trees(content, r"content\.xml")).iter() if local(element) == "text")
        tell(Step(2, 3))
        blocks = tuple(blocks_of(body))
    except RecursionError:
        raise
    except Exception:  # noqa: BLE001 - a damaged package raises anything; the child answers with one sentence
        raise UnreadableError(Fault.BROKEN) from None
    return Document(FileKind.WRITER, blocks, "\n".join(block.markdown for block in blocks))


def blocks_of(parent: Element) -> Iterator[Block]:
    """The pieces inside an element, in order; a paragraph's notes and frames come behind it."""
    for element in parent:
        name = local(element)
        if name == "h":
            level = attribute(element, "outline-level")
            yield from _said(BlockKind.HEADING, text_of(element), int(level) if level.isdecimal() else 1)
        elif name == "p":
            yield from _said(BlockKind.PARAGRAPH, text_of(element))
        elif name == "list":
            yield from _said(BlockKind.LIST, "\n".join(_items(element, 0)))
        elif name == "table":
            yield from _said(BlockKind.TABLE, table_as_markdown(rows_of(element)))
        elif name in _WRAPPERS:
            yield from blocks_of(element)
        if name in {"h", "p", "list"}:
            yield from _beside(element)


def rows_of(table: Element) -> list[list[str]]:
    """The cells of a table, row by row; a cell over several columns or rows leaves empty ones."""
    rows: list[list[str]] = []
    for element in table:
        if local(element) in _ROW_GROUPS:
            rows += rows_of(element)
        elif local(element) == "table-row":
            rows.append(_cells(element))
    return rows


def text_of(element: Element) -> str:
    """The words of a paragraph without what stands beside it."""
    parts = [element.text or ""]
    for child in element:
        name = local(child)
        if name == "s":
            parts.append(" ")
        elif name not in _ASIDE:
            parts.append(_SPACES.get(name, "") or text_of(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _said(kind: BlockKind, text: str, level: int = 0) -> Iterator[Block]:
    if text.strip():
        yield Block(kind, text if kind in (BlockKind.LIST, BlockKind.TABLE) else " ".join(text.split()), level)


def _beside(element: Element) -> Iterator[Block]:
    for child in element:
        if local(child) == "note":
            yield from (block for part in child if local(part) == "note-body" for block in blocks_of(part))
        elif local(child) == "text-box":
            yield from blocks_of(child)
        elif local(child) != "annotation":
            yield from _beside(child)


def _items(element: Element, depth: int) -> Iterator[str]:
    for item in element:
        for part in item:
            name = local(part)
            if name == "list":
                yield from _items(part, depth + 1)
            elif name in {"p", "h"} and text_of(part).strip():
                yield "  " * depth + "- " + " ".join(text_of(part).split())


def _cells(row: Element) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if local(cell) in {"table-cell", "covered-table-cell"}:
            repeated = attribute(cell, "number-columns-repeated")
            often = int(repeated) if repeated.isdecimal() else 1
            text = "" if local(cell) == "covered-table-cell" else _cell_text(cell)
            cells += [text] * max(0, min(often, _WIDEST - len(cells)))
    return cells


def _cell_text(cell: Element) -> str:
    parts = (text_of(part) if local(part) in {"p", "h"} else "\n".join(_inside(part)) for part in cell)
    return "; ".join(" ".join(part.split()) for part in parts if part.strip())


def _inside(part: Element) -> Iterator[str]:
    """A list or a table inside a cell, in one line."""
    if local(part) == "list":
        yield ", ".join(line.strip("- ") for line in _items(part, 0))
    elif local(part) in {"table", "sub-table"}:
        yield "; ".join(", ".join(filter(None, row)) for row in rows_of(part))
