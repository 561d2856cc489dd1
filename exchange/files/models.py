"""What is known of a stored file. Its bytes lie in the store, under its id."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, Id

FOLDER = "files"


class StoredFile(Base):
    """One file, never changed: another content is another file. Who may have it is said by what it hangs on."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size_bytes > 0", name="size_is_positive"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(200))  # as it is saved on the reader's machine
    media_type: Mapped[str] = mapped_column(String(120))  # by the content
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(Text, default="", deferred=True)  # for search
    aside: Mapped[str] = mapped_column(Text, default="", deferred=True)  # does not show on its pages; never searched
    stored_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    stored_at: Mapped[datetime]

    @property
    def key(self) -> str:
        """Where its bytes lie in the store."""
        return key_of(self.id)


def key_of(file_id: UUID) -> str:
    """No word of a person stands in a key."""
    return f"{FOLDER}/{file_id.hex[-2:]}/{file_id}"
