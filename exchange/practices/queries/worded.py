"""Every word of a text and of the files that hang on it, to be looked through before others read it."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.files.models import StoredFile
from exchange.practices.models import Revision, RevisionFile


def words_of(value: object) -> Iterator[str]:
    """The texts inside a value of any shape: a draft with its languages, rows and cells."""
    if isinstance(value, str):
        if not isinstance(value, Enum):
            yield value
    elif isinstance(value, Mapping):
        yield from words_of(list(value.values()))
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from words_of(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for item in fields(value):
            yield from words_of(getattr(value, item.name))


def words_of_files(session: Session, revision: Revision) -> list[str]:
    """What was read from the files of a text, one after another: deleted text and comments too, they travel along."""
    wanted = select(StoredFile.words, StoredFile.aside).join(RevisionFile, RevisionFile.file_id == StoredFile.id)
    rows = session.execute(wanted.where(RevisionFile.revision_id == revision.id).order_by(StoredFile.id))
    return [text for row in rows for text in row if text]
