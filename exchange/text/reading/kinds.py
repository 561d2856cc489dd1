"""Tell what a file is by its first bytes, and refuse packages that are bombs, protected or carry a DTD."""

import io
import lzma
import zipfile
import zlib

from exchange.text.reading.document import Fault, FileKind, UnreadableError

MOST_PARTS = 5_000
MOST_UNPACKED = 150 * 1024 * 1024
MOST_XML = 40 * 1024 * 1024
_OLE, _PDF, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", b"PK\x03\x04"
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError),  # what each way of packing says
    *(NotImplementedError, RuntimeError, KeyError, ValueError),  # and zipfile of passwords, names and numbers
)
_PDF_HEAD = 1024  # a PDF may begin with up to that many other bytes
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_OLD_OTHERS = tuple(name.encode("utf-16-le") for name in ("Workbook", "PowerPoint Document"))
_MAIN_PARTS = {
    "word/document.xml": FileKind.WORD,
    "xl/workbook.xml": FileKind.SHEET,
    "ppt/presentation.xml": FileKind.SLIDES,
}
_ODF = b"application/vnd.oasis.opendocument."
_ODF_TYPES = {
    _ODF + b"text": FileKind.WRITER,
    _ODF + b"spreadsheet": FileKind.OPEN_SHEET,
    _ODF + b"presentation": FileKind.OPEN_SLIDES,
}
_DTD = tuple("<!DOCTYPE".encode(name) for name in ("ascii", "utf-16-le", "utf-16-be"))


def kind_of(content: bytes) -> FileKind:
    """The kind of a file, once its packaging is known to be harmless.

    Raises:
        UnreadableError: it is nothing that can be read.
    """
    if content.startswith(_OLE):
        raise UnreadableError(fault_of_ole(content))
    if _PDF in content[:_PDF_HEAD]:
        return FileKind.PDF
    if not content.startswith(_ZIP):
        raise UnreadableError(Fault.UNKNOWN)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _packaged(package)
    except DAMAGED:
        raise UnreadableError(Fault.BROKEN) from None


def fault_of_ole(content: bytes) -> Fault:
    """Why a file in the container of the years before 2007 is not read: protected ones still use it."""
    if _ENCRYPTED_OFFICE in content:
        return Fault.ENCRYPTED
    return Fault.OLD_OFFICE if any(mark in content for mark in _OLD_OTHERS) else Fault.OLD_WORD


def _packaged(package: zipfile.ZipFile) -> FileKind:
    parts = package.infolist()
    _refuse_bomb(parts)
    names = {part.filename for part in parts}
    kind = next((one for main, one in _MAIN_PARTS.items() if main in names), None)
    if kind is None and "mimetype" in names:
        kind = _ODF_TYPES.get(package.read("mimetype")[:100].strip())
    if kind is None:
        raise UnreadableError(Fault.UNKNOWN)
    _refuse_protected(package, parts)
    _refuse_dtd(package, parts)
    return kind


def _refuse_bomb(parts: list[zipfile.ZipInfo]) -> None:
    xml = sum(part.file_size for part in parts if _is_xml(part))
    if len(parts) > MOST_PARTS or xml > MOST_XML or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnreadableError(Fault.TOO_LARGE)


def _refuse_protected(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    manifest = "META-INF/manifest.xml"
    names = {part.filename for part in parts}
    is_odf_protected = manifest in names and b"encryption-data" in package.read(manifest)
    if is_odf_protected or any(part.flag_bits & 1 for part in parts):
        raise UnreadableError(Fault.ENCRYPTED)


def _refuse_dtd(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """No office program writes a DTD; entities that grow or fetch need one."""
    for part in parts:
        if _is_xml(part) and any(mark in package.read(part) for mark in _DTD):
            raise UnreadableError(Fault.HOSTILE)


def _is_xml(part: zipfile.ZipInfo) -> bool:
    return part.filename.endswith((".xml", ".rels"))
