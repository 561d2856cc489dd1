"""Take one mail, once, in one transaction with everything that follows from it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from exchange.mailbox.incoming import Incoming
from exchange.mailbox.models import ReceivedMail
from exchange.mailbox.readers import Reader

AGAIN = "again"
NOTHING = "nothing"
KEPT = timedelta(days=180)  # longer than any mail server tries


def receive(session: Session, *, incoming: Incoming, readers: Sequence[Reader], now: datetime) -> str:
    """Hand the mail to the first reader that knows it. Returns what came of it, in a word.

    The same mail a second time does nothing. A mail that nobody knows does nothing either: a mailbox gets all kinds.
    """
    if session.get(ReceivedMail, incoming.key) is not None:
        return AGAIN
    answers = (read(session, incoming, now) for read in readers)
    done = next((answer for answer in answers if answer is not None), NOTHING)
    session.add(ReceivedMail(key=incoming.key, received_at=now, done=done))
    session.flush()
    return done


def forget_old(session: Session, *, now: datetime) -> None:
    """Forget mails of which no copy can still be on its way."""
    session.execute(delete(ReceivedMail).where(ReceivedMail.received_at < now - KEPT))
