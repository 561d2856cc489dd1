"""What a file is, told by its bytes. Whatever is not on the list is refused, and so is what runs code when opened."""

import io
import zipfile
from enum import StrEnum

from exchange.files.letters import letters_of
from exchange.kernel.errors import InvalidError
from exchange.kernel.messages import N_, Message
from exchange.text.reading import DAMAGED

MOST_BYTES = 10 * 1024 * 1024
MOST_PARTS = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
_PDF_HEAD = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"


class MediaType(StrEnum):
    """The files that may be attached."""

    PDF = "application/pdf"
    DOCX = f"{_OFFICE}.wordprocessingml.document"
    XLSX = f"{_OFFICE}.spreadsheetml.sheet"
    PPTX = f"{_OFFICE}.presentationml.presentation"
    ODT = f"{_ODF}.text"
    ODS = f"{_ODF}.spreadsheet"
    ODP = f"{_ODF}.presentation"
    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    TEXT = "text/plain"

    @property
    def ending(self) -> str:
        """The end of a name that belongs to the type."""
        return _ENDINGS[self]

    @property
    def spoken(self) -> str:
        """What people call it."""
        return _SPOKEN[self]

    @property
    def is_picture(self) -> bool:
        """Whether it is made anew before it is kept, so that no place and no camera hides in it."""
        return self.value.startswith("image/")


_ENDINGS = {
    MediaType.PDF: "pdf",
    MediaType.DOCX: "docx",
    MediaType.XLSX: "xlsx",
    MediaType.PPTX: "pptx",
    MediaType.ODT: "odt",
    MediaType.ODS: "ods",
    MediaType.ODP: "odp",
    MediaType.PNG: "png",
    MediaType.JPEG: "jpg",
    MediaType.WEBP: "webp",
    MediaType.TEXT: "txt",
}
_SPOKEN = {
    MediaType.PDF: "PDF",
    MediaType.DOCX: "Word",
    MediaType.XLSX: "Excel",
    MediaType.PPTX: "PowerPoint",
    MediaType.ODT: "ODT",
    MediaType.ODS: "ODS",
    MediaType.ODP: "ODP",
    MediaType.PNG: "PNG",
    MediaType.JPEG: "JPEG",
    MediaType.WEBP: "WebP",
    MediaType.TEXT: "TXT",
}
ENDINGS = ",".join(f".{ending}" for ending in (*_ENDINGS.values(), "csv", "jpeg"))
_OFFICE_PARTS = {
    "word/document.xml": MediaType.DOCX,
    "xl/workbook.xml": MediaType.XLSX,
    "ppt/presentation.xml": MediaType.PPTX,
}
_ODF_TYPES = {kind.value.encode(): kind for kind in (MediaType.ODT, MediaType.ODS, MediaType.ODP)}


def refused(sentence: str) -> InvalidError:
    """The field "file" with one sentence."""
    return InvalidError({"file": Message(sentence)})


def media_type_of(content: bytes) -> MediaType:
    """The type of the content.

    Raises:
        InvalidError: empty, too large, a package that is a bomb, one with macros, or nothing on the list.
    """
    if not content:
        raise refused(N_("This file is empty. Choose another one."))
    if len(content) > MOST_BYTES:
        raise refused(N_("This file is too large. At most 10 MB can be attached; give a link for more."))
    if content.startswith(_OLE):
        raise _old_office(content)
    found = _by_mark(content) or _package(content) or _text(content)
    if found is None:
        raise refused(
            N_("Files of this type are not taken. Attach a PDF, an Office or LibreOffice file, a picture or a text.")
        )
    return found


def _by_mark(content: bytes) -> MediaType | None:
    if b"%PDF-" in content[:_PDF_HEAD]:
        return MediaType.PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return MediaType.WEBP
    return None


def _old_office(content: bytes) -> InvalidError:
    """A file of the years before 2007, or one with a password."""
    from exchange.text.reading import UnreadableError, fault_of_ole  # noqa: PLC0415 - with such a file only

    return UnreadableError(fault_of_ole(content))


def _package(content: bytes) -> MediaType | None:
    """An office file, once its packaging is known to be harmless."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise refused(N_("This file unpacks to more than an ordinary document holds, so it was not taken."))
            return _office(package, {part.filename for part in parts})
    except DAMAGED:
        raise refused(
            N_("This file is damaged or protected by a password. Save it anew and choose it again.")
        ) from None


def _office(package: zipfile.ZipFile, names: set[str]) -> MediaType | None:
    if any(name.rpartition("/")[2] == "vbaProject.bin" for name in names) or "Basic/script-lc.xml" in names:
        raise refused(N_("This file holds macros, which can run on the reader’s machine. Save it without macros."))
    if "mimetype" in names:
        return _ODF_TYPES.get(package.read("mimetype")[:100].strip())
    return next((kind for part, kind in _OFFICE_PARTS.items() if part in names), None)


def _text(content: bytes) -> MediaType | None:
    """Plain words: readable in a known code page and not the beginning of a page, a script or a text of RTF."""
    letters = letters_of(content)
    if letters is None or letters.lstrip().startswith(("<", "#!", "{\\rtf")):
        return None
    return MediaType.TEXT
