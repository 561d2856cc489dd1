"""A person's calendar feed: its secret is shown once, kept as a hash, and ended by a new one."""

from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import RefusedError
from exchange.kernel.messages import N_
from exchange.meetings.models import CalendarFeed

SECRET_BYTES = 32  # 43 characters of an address


def make_feed(session: Session, *, actor: Actor, busy_only: bool, now: datetime) -> str:
    """A new secret for the person's feed; an earlier address answers as if it had never been. Returns the secret.

    Args:
        busy_only: entries show only that the person is taken.
    """
    if actor.person_id is None:
        raise RefusedError(N_("Sign in first."))
    secret = token_urlsafe(SECRET_BYTES)
    feed = session.get(CalendarFeed, actor.person_id) or CalendarFeed(person_id=actor.person_id)
    feed.secret_hash, feed.busy_only, feed.made_at = hash_of(secret), busy_only, now
    session.add(feed)
    record(session, actor=actor, act=Act("calendar.feed_made", "person", actor.person_id), now=now)
    return secret


def end_feed(session: Session, *, actor: Actor, now: datetime) -> None:
    """Let the address answer no more."""
    feed = session.get(CalendarFeed, actor.person_id) if actor.person_id else None
    if feed is not None:
        session.delete(feed)
        record(session, actor=actor, act=Act("calendar.feed_ended", "person", feed.person_id), now=now)


def hash_of(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()
