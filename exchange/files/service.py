"""Take a file in: what it is, whether it is harmless, its words; its bytes go to the store, its row to the database."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.files.kinds import MediaType, media_type_of
from exchange.files.letters import letters_of
from exchange.files.models import FOLDER, StoredFile, key_of
from exchange.files.scanning import Scanner
from exchange.files.store import FileStore
from exchange.kernel.ids import new_id
from exchange.kernel.signs import with_pictures

A_DAY = timedelta(days=1)
MOST_WORDS = 300_000  # characters that search reads of one file
_LONGEST_NAME = 120
_MARK = b"\xef\xbb\xbf"  # of UTF-8: without it Excel takes a text for one in the code page of the machine


@dataclass(frozen=True)
class Upload:
    """What somebody sends. The name is a wish, the content is the fact."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Received:
    """A file that was taken in and lies in the store, not yet in the database."""

    id: UUID
    name: str
    media_type: MediaType
    size_bytes: int
    sha256: str
    words: str
    aside: str  # what does not show on its pages and can be read all the same


def receive(upload: Upload, *, store: FileStore, scanner: Scanner) -> Received:
    """Look at the file and keep its bytes. Takes seconds: call it before the writing transaction.

    Bytes whose row is never written are swept away a day later.

    Raises:
        InvalidError: the field "file" with what is wrong and what to do.
        UnavailableError: the scanner or the store does not answer; nothing is kept.
    """
    media_type = media_type_of(upload.content)
    scanner.check(upload.content)
    content, media_type = _clean(upload.content, media_type)
    words, aside = _words(content, media_type)
    file_id = new_id()
    store.put(key_of(file_id), content)
    name = safe_name(upload.name, media_type)
    return Received(file_id, name, media_type, len(content), hashlib.sha256(content).hexdigest(), words, aside)


def keep(session: Session, received: Received, *, by: UUID | None, now: datetime) -> StoredFile:
    """The row of a received file; twice gives the same one."""
    standing = session.get(StoredFile, received.id)
    if standing is not None:
        return standing
    row = StoredFile(
        id=received.id,
        name=received.name,
        media_type=received.media_type.value,
        size_bytes=received.size_bytes,
        sha256=received.sha256,
        words=received.words,
        aside=received.aside,
        stored_by=by,
        stored_at=now,
    )
    session.add(row)
    session.flush()
    return row


def sweep(session: Session, *, store: FileStore, unused: Iterable[StoredFile], now: datetime) -> int:
    """Forget files that nothing carries any more, and bytes whose row was never written; a day is left for both.

    Returns how many objects are gone from the store.
    """
    for file in unused:
        if now - file.stored_at > A_DAY:
            session.delete(file)
    session.flush()
    known = {key_of(file_id) for file_id in session.scalars(select(StoredFile.id))}
    gone = [key for key, at in store.keys(FOLDER) if key not in known and now - at > A_DAY]
    for key in gone:
        store.delete(key)
    return len(gone)


def safe_name(wished: str, media_type: MediaType) -> str:
    """The last part of the name without signs that a disk or a header takes amiss, with the ending of its type."""
    plain = unicodedata.normalize("NFC", re.split(r"[\\/]", wished)[-1])
    plain = "".join(sign for sign in plain if unicodedata.category(sign)[0] not in "CZ" or sign == " ")
    plain = re.sub(r'[<>:"|?*;%]', "", plain)
    stem, _dot, ending = plain.rpartition(".")
    stem = (stem or ending).strip(". ")[:_LONGEST_NAME].strip(". ") or "document"
    kept = "csv" if media_type is MediaType.TEXT and ending == "csv" else media_type.ending
    return f"{stem}.{kept}"


def _clean(content: bytes, media_type: MediaType) -> tuple[bytes, MediaType]:
    """Pictures are made anew: what a camera wrote into them stays behind. Texts in an old code page become UTF-8."""
    if media_type is MediaType.TEXT:
        return _in_utf8(content), media_type
    if not media_type.is_picture:
        return content, media_type
    from exchange.text.reading import read_picture  # noqa: PLC0415 - with a file only

    picture = read_picture(content)
    return picture.content, MediaType(picture.media_type)


def _in_utf8(content: bytes) -> bytes:
    """The same letters on a machine of any country."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _MARK + (letters_of(content) or "").encode()
    return content


def _words(content: bytes, media_type: MediaType) -> tuple[str, str]:
    """What search may find it by, and what stands aside.

    A document that cannot be read is refused; one that only tires the reader is kept.
    """
    if media_type is MediaType.TEXT:
        return with_pictures(content.decode("utf-8-sig"))[:MOST_WORDS], ""
    if media_type.is_picture:
        return "", ""
    from exchange.text.reading import Fault, UnreadableError, read_words  # noqa: PLC0415 - with a file only

    try:
        words = read_words(content)
    except UnreadableError as error:
        if error.fault in {Fault.EMPTY, Fault.TOO_LARGE, Fault.TOO_HARD}:
            return "", ""
        raise
    return with_pictures(words.shown)[:MOST_WORDS], with_pictures(words.aside)[:MOST_WORDS]
