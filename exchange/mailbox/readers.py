"""Who understands which mail: capabilities register their readers, the first that knows a mail takes it."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from exchange.mailbox.incoming import Incoming
from exchange.notifications.returned import read_returned
from exchange.notifications.service import note_returned

Reader = Callable[[Session, Incoming, datetime], str | None]
_READERS = "exchange.mail_readers"


def register_reader(app: Flask, read: Reader) -> None:
    """Let `read` look at mails that come in. It writes in the given session and says in a word what it did.

    None: the mail is not for it.
    """
    readers_of(app).append(read)


def readers_of(app: Flask) -> list[Reader]:
    """All readers in the order in which they were registered."""
    readers: list[Reader] = app.extensions.setdefault(_READERS, [returned])
    return readers


def returned(session: Session, incoming: Incoming, now: datetime) -> str | None:
    """A mail of ours that came back for good."""
    report = read_returned(incoming.message)
    if report is None:
        return None
    return "returned" if note_returned(session, returned=report, now=now) else "returned.unknown"
