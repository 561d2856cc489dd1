"""Footnotes of a .docx, which python-docx reads past: their part of the package, and the marks in the text.

To be dropped when python-docx writes footnotes itself (python-openxml/python-docx issue 1).
"""

from typing import Any
from xml.sax.saxutils import escape

_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PLACE = "/word/footnotes.xml"
_SMALL_HALF_POINTS = 18


class Footnotes:
    """The notes of one document; `finish` puts them into it."""

    def __init__(self, document: Any, language: str) -> None:
        self._document = document
        self._language = language
        self._texts: list[str] = []

    def mark(self, paragraph: Any, text: str) -> None:
        """A note at the end of the paragraph."""
        from docx.oxml import OxmlElement  # noqa: PLC0415 - a library for files, loaded with one
        from docx.oxml.ns import qn  # noqa: PLC0415 - as above

        self._texts.append(text)
        run = paragraph.add_run()
        run.font.superscript = True
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(len(self._texts)))
        run._r.append(reference)  # noqa: SLF001 - python-docx has no public way

    def finish(self) -> None:
        """Put the notes into the package; a document without notes gets none."""
        from docx.opc.packuri import PackURI  # noqa: PLC0415 - as above
        from docx.opc.part import Part  # noqa: PLC0415 - as above

        if not self._texts:
            return
        part = Part(PackURI(_PLACE), _TYPE, self._xml().encode(), self._document.part.package)
        self._document.part.relate_to(part, _RELATION)

    def _xml(self) -> str:
        lines = "".join(
            f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'
            for number, kind, mark in (
                (-1, "separator", "separator"),
                (0, "continuationSeparator", "continuationSeparator"),
            )
        )
        notes = "".join(self._note(number, text) for number, text in enumerate(self._texts, start=1))
        return f'{_HEAD}<w:footnotes xmlns:w="{_NS}">{lines}{notes}</w:footnotes>'

    def _note(self, number: int, text: str) -> str:
        mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
        small = f'<w:rPr><w:sz w:val="{_SMALL_HALF_POINTS}"/><w:lang w:val="{self._language}"/></w:rPr>'
        words = f'<w:r>{small}<w:t xml:space="preserve"> {escape(text)}</w:t></w:r>'
        return f'<w:footnote w:id="{number}"><w:p>{mark}{words}</w:p></w:footnote>'
