"""Words in an office file that do not show on its pages: deleted text that is still kept, comments, speaker's notes.

A name that was taken out with "track changes" stands in the file until the change is accepted.
"""

from collections.abc import Iterator

from exchange.text.reading.document import Fault, FileKind, UnreadableError
from exchange.text.reading.parts import Element, local, said_in, trees
from exchange.text.reading.writer import text_of

_COMMENTS = {
    FileKind.WORD: (r"word/comments\d*\.xml",),
    FileKind.SHEET: (r"xl/comments\d*\.xml", r"xl/threadedComments/[^/]*\.xml"),
    FileKind.SLIDES: (r"ppt/notesSlides/[^/]*\.xml", r"ppt/comments/[^/]*\.xml"),
}
_PARAGRAPHS = {FileKind.WORD: ("p",), FileKind.SHEET: ("comment", "threadedComment"), FileKind.SLIDES: ("p", "cm")}
_WITH_DELETED = (r"word/(?:document|footnotes|endnotes|header\d*|footer\d*)\.xml",)
_OPEN_ASIDE = {"annotation", "tracked-changes", "notes"}
_OPEN_SAID = {"p", "h"}


def words_aside(content: bytes, kind: FileKind) -> str:
    """All of them, one paragraph a line; empty for a PDF.

    Raises:
        UnreadableError: a part of the package is no XML.
    """
    if kind is FileKind.PDF:
        return ""
    try:
        return "\n".join(_office(content, kind) if kind in _COMMENTS else _open(content))
    except SyntaxError:  # what ElementTree calls its ParseError
        raise UnreadableError(Fault.BROKEN) from None


def _office(content: bytes, kind: FileKind) -> Iterator[str]:
    if kind is FileKind.WORD:
        for root in trees(content, *_WITH_DELETED):
            yield from said_in(root, "p", "delText")
    for root in trees(content, *_COMMENTS[kind]):
        for paragraph in _PARAGRAPHS[kind]:
            yield from said_in(root, paragraph, "t", "text")


def _open(content: bytes) -> Iterator[str]:
    for root in trees(content, r"content\.xml"):
        for element in root.iter():
            if local(element) in _OPEN_ASIDE:
                yield from _paragraphs(element)


def _paragraphs(element: Element) -> Iterator[str]:
    for part in element.iter():
        if local(part) in _OPEN_SAID and text_of(part).strip():
            yield " ".join(text_of(part).split())
