"""Save searches, make and revoke the secret of a personal feed."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from exchange.alerts.models import FeedSecret, SavedSearch
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError, RefusedError
from exchange.kernel.messages import N_
from exchange.notifications.models import Pace
from exchange.notifications.service import choose, forget

MATCH = "alerts.match"  # the job that looks for the saved searches that find a practice
MOST_SEARCHES = 50
_SIGN_IN = N_("Sign in to choose what you hear of.")
_ENOUGH = N_("You have fifty saved searches. Remove one you no longer need.")


@dataclass(frozen=True)
class Wanted:
    """A search as the results page has it."""

    words: str
    filters: Mapping[str, Sequence[str]]


def save_search(session: Session, *, actor: Actor, wanted: Wanted, pace: Pace, now: datetime) -> SavedSearch:
    """Keep it and hear of what is new at this pace; saving the same again changes the pace only.

    Raises:
        RefusedError: not signed in, or fifty are kept already.
    """
    person_id = _own(actor)
    filters = {name: sorted(values) for name, values in wanted.filters.items() if values}
    mine = select(SavedSearch).where(SavedSearch.person_id == person_id, SavedSearch.words == wanted.words)
    search = next((one for one in session.scalars(mine) if one.filters == filters), None)
    if search is None:
        count = select(func.count()).select_from(SavedSearch).where(SavedSearch.person_id == person_id)
        if (session.scalar(count) or 0) >= MOST_SEARCHES:
            raise RefusedError(_ENOUGH)
        search = SavedSearch(person_id=person_id, words=wanted.words, filters=filters, made_at=now)
        session.add(search)
        session.flush()
    choose(session, actor=actor, topic=search.topic, pace=pace, now=now)
    return search


def remove_search(session: Session, *, actor: Actor, search_id: UUID) -> None:
    """Forget a saved search of one's own; NotFoundError for another's."""
    search = session.get(SavedSearch, search_id)
    if search is None or search.person_id != _own(actor):
        raise NotFoundError
    forget(session, actor=actor, topic=search.topic)
    session.delete(search)


def new_feed_secret(session: Session, *, actor: Actor, now: datetime) -> str:
    """A fresh secret for the person's feed, shown once; the earlier one ends."""
    person_id, token = _own(actor), secrets.token_urlsafe(32)
    revoke_feed(session, actor=actor)
    session.add(FeedSecret(person_id=person_id, token_hash=hashed(token), made_at=now))
    session.flush()
    return token


def revoke_feed(session: Session, *, actor: Actor) -> None:
    """End the person's feed."""
    session.execute(delete(FeedSecret).where(FeedSecret.person_id == _own(actor)))


def hashed(token: str) -> str:
    """What is kept of a secret."""
    return sha256(token.encode()).hexdigest()


def _own(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise RefusedError(_SIGN_IN)
    return actor.person_id
