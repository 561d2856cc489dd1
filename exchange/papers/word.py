"""The document as .docx: real headings, table heads, languages, and a footnote for where every figure comes from."""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from exchange.papers.footnotes import Footnotes
from exchange.papers.paper import Bullets, Cell, Grid, Paper, Piece, Prose
from exchange.papers.prose import repeat_head, write_prose

CODES = {"az": "az-Latn-AZ", "tr": "tr-TR", "en": "en-GB", "ru": "ru-RU"}
_FONT = "Calibri"
_TABLES = ("Normal Table", "Table Grid")  # the styles of tables that are written with


def as_word(paper: Paper, *, now: datetime) -> bytes:
    """The file's bytes."""
    from docx import Document  # noqa: PLC0415 - a library for files, loaded with one

    document = Document(io.BytesIO(_blank()))
    _prepare(document, paper, now)
    writer = _Writer(document, paper, Footnotes(document, CODES[paper.language]))
    writer.write()
    found = io.BytesIO()
    document.save(found)
    return _without_hours(found)


@cache
def _blank() -> bytes:
    """The library's own blank document without its hundred styles of tables: half the work, a quarter lighter."""
    from docx import Document  # noqa: PLC0415 - as above
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415 - as above

    document, found = Document(), io.BytesIO()
    for style in list(document.styles):
        if style.type is WD_STYLE_TYPE.TABLE and style.name not in _TABLES:
            style.delete()
    document.save(found)
    return found.getvalue()


def _without_hours(saved: io.BytesIO) -> bytes:
    """The same parts without the hour at which they were packed: the same text at the same time is the same bytes."""
    found = io.BytesIO()
    with zipfile.ZipFile(saved) as before, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(zipfile.ZipInfo(name), before.read(name), zipfile.ZIP_DEFLATED)
    return found.getvalue()


class _Writer:
    """Writes one paper into one document."""

    def __init__(self, document: Any, paper: Paper, notes: Footnotes) -> None:
        self._document = document
        self._paper = paper
        self._notes = notes

    def write(self) -> None:
        """Everything, in its order."""
        self._head()
        for chapter in self._paper.chapters:
            if chapter.new_page:
                self._document.add_page_break()
            self._document.add_heading(chapter.title, level=1)
            if chapter.circle:
                self._document.add_paragraph(chapter.circle, style="Intense Quote")
            for piece in chapter.pieces:
                self._piece(piece)
        if self._paper.facts:
            self._document.add_heading(self._paper.facts_title, level=1)
            self._table((), [(Cell(name), Cell(value)) for name, value in self._paper.facts])
        self._document.add_paragraph(self._paper.address)
        self._notes.finish()

    def _head(self) -> None:
        paper, document = self._paper, self._document
        document.add_paragraph(paper.author)
        document.add_heading(paper.title, level=0)
        if paper.original:
            _in_language(document.add_paragraph(paper.original, style="Subtitle"), paper.original_language)
        document.add_paragraph(paper.lead)
        document.add_paragraph(paper.state, style="Caption")

    def _piece(self, piece: Piece) -> None:
        if isinstance(piece, Prose):
            write_prose(self._document, piece.html)
        elif isinstance(piece, Grid):
            self._document.add_paragraph(piece.caption, style="Caption")
            self._table(piece.head, piece.rows)
        elif isinstance(piece, Bullets):
            self._bullets(piece)
        else:
            for name, value in piece.pairs:
                paragraph = self._document.add_paragraph()
                paragraph.add_run(name).bold = True
                paragraph.add_run(f"{': ' if name and value else ''}{value}")

    def _bullets(self, piece: Bullets) -> None:
        for line in piece.lines:
            address = f" <{line.href}>" if line.href.startswith("http") and line.href != line.text else ""
            words = ", ".join(part for part in (line.text, line.note) if part)
            paragraph = self._document.add_paragraph(f"{words}{address}", style="List Bullet")
            _in_language(paragraph, line.lang or self._paper.language)

    def _table(self, head: tuple[str, ...], rows: Iterable[tuple[Cell, ...]]) -> None:
        every = ([tuple(map(Cell, head))] if head else []) + list(rows)
        if not every:
            return
        table = self._document.add_table(rows=len(every), cols=len(every[0]), style="Table Grid")
        for at, row in enumerate(every):
            for cell, place in zip(row, table.rows[at].cells, strict=True):
                run = place.paragraphs[0].add_run(cell.text)
                run.bold = bool(head) and at == 0
                if cell.note:
                    self._notes.mark(place.paragraphs[0], self._paper.notes[cell.note - 1])
        if head:
            repeat_head(table.rows[0])
        self._document.add_paragraph()


def _prepare(document: Any, paper: Paper, now: datetime) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above
    from docx.shared import Pt  # noqa: PLC0415 - as above

    known = document.core_properties
    known.title, known.author, known.language = paper.title, paper.author, CODES[paper.language]
    known.subject, known.comments = paper.lead[:250], paper.address
    known.created = known.modified = now.replace(tzinfo=None)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(11)
    _language(style.element.get_or_add_rPr()).set(qn("w:val"), CODES[paper.language])


def _language(properties: Any) -> Any:
    from docx.oxml import OxmlElement  # noqa: PLC0415 - as above

    element = OxmlElement("w:lang")
    properties.append(element)
    return element


def _in_language(paragraph: Any, language: str) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    for run in paragraph.runs:
        _language(run._r.get_or_add_rPr()).set(qn("w:val"), CODES.get(language, language))  # noqa: SLF001 - no public way
