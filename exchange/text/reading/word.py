"""A .docx by mammoth, cleaned by nh3, written as Markdown by markdownify; tables survive as pipe tables."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

from exchange.text.reading.document import Block, BlockKind, Document, Fault, FileKind, Picture, Step, UnreadableError
from exchange.text.reading.pictures import made_anew
from exchange.text.reading.tables import table_as_markdown

MOST_PICTURES = 40
_TAGS = frozenset(
    re.findall(
        r"\w+",
        "p br strong em u s sup sub a ul ol li h1 h2 h3 h4 h5 h6 table thead tbody tr th td img blockquote",
    )
)
_ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "img": {"src", "alt"}}
_SCHEMES = {"http", "https", "mailto", "picture"}
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh\nu => "
_LISTS = {"ul", "ol"}
_TYPED_TAG = re.compile(r"&lt;(?=[A-Za-z/!?])")  # "<" as a letter of the text, which Markdown would take for a tag
_PLAIN = re.compile(r"[^*`<&\\]*")
_TYPED_SIGN = re.compile(r"^(?:#{1,6}(?=\s)|>|\+(?=\s)|-{3,}$|={3,}$)", re.MULTILINE)
Tell = Callable[[Step], None]


class _Pictures:
    """Pictures in the order of the text, each made anew; one that cannot be read is counted."""

    def __init__(self) -> None:
        self.found: list[Picture] = []
        self.lost = 0

    def take(self, image: Any) -> dict[str, str]:
        """The attributes of the picture's place in the text."""
        if len(self.found) >= MOST_PICTURES:
            self.lost += 1
            return {"src": ""}
        try:
            with image.open() as stream:
                self.found.append(made_anew(stream.read()))
        except (UnreadableError, OSError, KeyError):
            self.lost += 1
            return {"src": ""}
        return {"src": f"picture:{len(self.found) - 1}"}


def read_word(content: bytes, tell: Tell) -> Document:
    """The blocks of a .docx.

    Raises:
        UnreadableError: its parts do not fit together.
    """
    import mammoth  # noqa: PLC0415 - loaded in the child only
    import nh3  # noqa: PLC0415 - the same

    pictures = _Pictures()
    tell(Step(1, 4))
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(content), style_map=_STYLES, convert_image=mammoth.images.img_element(pictures.take)
        ).value
    except Exception:  # noqa: BLE001 - a damaged package raises anything; the child answers with one sentence
        raise UnreadableError(Fault.BROKEN) from None
    tell(Step(2, 4))
    clean = nh3.clean(html, tags=set(_TAGS), attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    tell(Step(3, 4))
    blocks = tuple(_blocks(clean))
    text = "\n".join(_plain(block) for block in blocks if block.kind is not BlockKind.PICTURE)
    return Document(FileKind.WORD, blocks, text, tuple(pictures.found), pictures.lost)


def _blocks(html: str) -> Iterator[Block]:
    from bs4 import BeautifulSoup, Tag  # noqa: PLC0415 - loaded in the child only

    soup = BeautifulSoup(html, "html.parser")
    for link in soup.select("a"):
        if link.get_text() == "↑":  # from a footnote back to its place
            link.decompose()
        elif str(link.get("href", "#")).startswith("#"):  # marks inside the document lead nowhere here
            link.unwrap()
    for element in soup.children:
        if isinstance(element, Tag):
            yield from _of(element)


def _of(element: Any) -> Iterator[Block]:
    name = element.name
    pictures = [picture.extract() for picture in element.select("img")]
    if name == "table":
        yield Block(BlockKind.TABLE, table_as_markdown(_cells(element)))
    elif re.fullmatch(r"h[1-6]", name):
        words = _heading(element)
        if words:
            yield Block(BlockKind.HEADING, words, level=int(name[1]))
    else:
        markdown = _markdown(element)
        if markdown:
            yield Block(BlockKind.LIST if name in _LISTS else BlockKind.PARAGRAPH, markdown)
    for picture in pictures:
        number = str(picture.get("src", "")).removeprefix("picture:")
        if number.isdecimal():
            yield Block(BlockKind.PICTURE, str(picture.get("alt", "")), picture=int(number))


def _heading(element: Any) -> str:
    """Its words; a change of type inside a word does not cut it in two."""
    for line_break in element.select("br"):
        line_break.replace_with(" ")
    return " ".join(element.get_text().split())


def _markdown(element: Any) -> str:
    from markdownify import markdownify  # noqa: PLC0415 - loaded in the child only

    html = _TYPED_TAG.sub("&amp;lt;", str(element))
    text = markdownify(html, heading_style="ATX", bullets="-", escape_underscores=False, escape_misc=False)
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    return text if element.name != "p" else _TYPED_SIGN.sub(r"\\\g<0>", text)


def _cells(table: Any) -> list[list[str]]:
    """The rows of a table; a cell over several columns or rows leaves empty ones."""
    rows: list[list[str]] = []
    open_cells: dict[int, int] = {}  # column → how many more rows it reaches down
    for line in table.select("tr"):
        if line.find_parent("table") is not table:
            continue
        row: list[str] = []
        for cell in line.find_all(["td", "th"], recursive=False):
            _pass_open(row, open_cells)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for column in range(len(row), len(row) + wide):
                if high > 1:
                    open_cells[column] = high - 1
            row += [_cell_text(cell), *[""] * (wide - 1)]
        _pass_open(row, open_cells)
        rows.append(row)
    return rows


def _pass_open(row: list[str], open_cells: dict[int, int]) -> None:
    while open_cells.get(len(row), 0) > 0:
        open_cells[len(row)] -= 1
        row.append("")


def _span(cell: Any, name: str) -> int:
    typed = str(cell.get(name, "1"))
    return min(int(typed), 60) if typed.isdecimal() and int(typed) else 1


def _cell_text(cell: Any) -> str:
    parts = [_inside(part) for part in cell.children if getattr(part, "name", None)]
    return "; ".join(" ".join(part.split()) for part in parts if part)


def _inside(part: Any) -> str:
    """A paragraph, list or table inside a cell, in one line."""
    if part.name == "table":
        return "; ".join(", ".join(filter(None, row)) for row in _cells(part))
    if part.string is not None and _PLAIN.fullmatch(part.string):  # long tables are mostly such cells
        return str(part.string)
    return _markdown(part)


def _plain(block: Block) -> str:
    return block.markdown
