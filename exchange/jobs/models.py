"""The outbox: the truth about what is still to be done."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, column
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base

_OPEN = column("done_at").is_(None)


class OutboxRow(Base):
    """One piece of work. Rows of one key are done in the order of their numbers."""

    __tablename__ = "outbox_row"
    __table_args__ = (
        Index("ix_outbox_row_open", "done_at", "run_after", "number"),
        Index("ix_outbox_row_key_number", "key", "number"),
        # Rows of one key wait for each other: without the thousands of that key that are done.
        Index("ix_outbox_row_open_key", "key", "number", sqlite_where=_OPEN, postgresql_where=_OPEN),
        {"sqlite_autoincrement": True},
    )

    number: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=True
    )  # never reused: the index stamps itself with it
    name: Mapped[str] = mapped_column(String(64), index=True)
    key: Mapped[str] = mapped_column(String(128))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)  # ids only
    made_at: Mapped[datetime]
    run_after: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    leased_until: Mapped[datetime | None]  # a runner is at it; after that instant another may take it up
    leased_by: Mapped[str | None] = mapped_column(String(64))  # which worker, so that it finds its own after a crash
    failed_at: Mapped[datetime | None]  # given up after the last attempt; an administrator may try again
    done_at: Mapped[datetime | None]
