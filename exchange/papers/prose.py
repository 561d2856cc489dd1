"""Cleaned HTML as paragraphs, lists and tables of a .docx."""

from html.parser import HTMLParser
from typing import Any

_STYLES = {"blockquote": "Quote", "pre": "No Spacing", "dd": "List Continue"}
_HEADS = {"h3": 2, "h4": 3, "h5": 4, "h6": 5}
_BOLD, _SLANTED = {"strong", "dt", "th"}, {"em"}
_DEEPEST = 3  # levels of lists that Word's own styles have


def write_prose(document: Any, html: str) -> None:
    """Append it to the document."""
    reader = _Prose(document)
    reader.feed(html)
    reader.close()


class _Prose(HTMLParser):
    """Follows the tags that `text.cleaning` lets stand; whatever else comes is words."""

    def __init__(self, document: Any) -> None:
        super().__init__(convert_charrefs=True)
        self._document = document
        self._paragraph: Any = None
        self._open: list[str] = []
        self._lists: list[str] = []
        self._rows: list[list[str]] | None = None
        self._heads = 0  # rows of the table that are its head
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        if tag in {"ul", "ol"}:
            self._lists.append(tag)
        elif tag == "table":
            self._rows, self._heads = [], 0
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in {"td", "th"} and self._rows:
            self._rows[-1].append("")
            self._heads = max(self._heads, 1) if tag == "th" and len(self._rows) == 1 else self._heads
        elif tag == "br" and self._paragraph is not None:
            self._paragraph.add_run().add_break()
        elif tag == "a":
            self._address = dict(attrs).get("href") or ""
        elif self._rows is None:
            self._begin(tag)

    def _begin(self, tag: str) -> None:
        """A new paragraph where the tag begins one."""
        if tag == "li":
            depth = min(len(self._lists), _DEEPEST)
            named = "List Number" if self._lists and self._lists[-1] == "ol" else "List Bullet"
            self._paragraph = self._document.add_paragraph(style=named if depth <= 1 else f"{named} {depth}")
        elif tag in _HEADS:
            self._paragraph = self._document.add_heading(level=_HEADS[tag])
        elif tag in {"p", "pre", "dt", "dd"} and "li" not in self._open[:-1]:
            inside = next((name for name in reversed(self._open) if name in _STYLES), "")
            self._paragraph = self._document.add_paragraph(style=_STYLES.get(inside))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                continue
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif tag == "table":
            self._table()
        elif tag == "a" and self._address.startswith("http"):
            self._words(f" <{self._address}>")
            self._address = ""
        elif tag in {"p", "li", "pre", "dt", "dd", *_HEADS} and self._rows is None and "li" not in self._open:
            self._paragraph = None

    def handle_data(self, data: str) -> None:
        if self._paragraph is None and self._rows is None and not data.strip():
            return
        self._words(data if "pre" in self._open else " ".join(data.split("\n")))

    def _words(self, text: str) -> None:
        if self._rows is not None:
            if self._rows and self._rows[-1]:
                self._rows[-1][-1] += text
            return
        if self._paragraph is None:
            self._paragraph = self._document.add_paragraph()
        run = self._paragraph.add_run(text)
        run.bold = bool(_BOLD & set(self._open)) or None
        run.italic = bool(_SLANTED & set(self._open)) or None

    def _table(self) -> None:
        rows, self._rows = self._rows or [], None
        width = max(map(len, rows), default=0)
        if not width:
            return
        table = self._document.add_table(rows=len(rows), cols=width, style="Table Grid")
        for at, row in enumerate(rows):
            for place, text in zip(table.rows[at].cells, row, strict=False):
                place.paragraphs[0].add_run(text.strip()).bold = at < self._heads or None
        if self._heads:
            repeat_head(table.rows[0])


def repeat_head(row: Any) -> None:
    """The head of a table: said again on every page, and known as one to a screen reader."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - a library for files, loaded with one

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no public way
