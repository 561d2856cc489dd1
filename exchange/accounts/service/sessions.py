"""Sessions: opened with proof, listed for their person, ended one by one or all; a fresh proof for dangerous acts."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from exchange.accounts.events import SignedInElsewhere
from exchange.accounts.models import Means, OpenSession, Person
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.events import emit

LONGEST = timedelta(hours=12)  # a working day; after that everybody signs in again
FRESH = timedelta(minutes=15)  # trust.md I20
_KEPT = timedelta(days=30)  # ended ones, for their person to look at


@dataclass(frozen=True)
class Opening:
    """With what a session is opened, and in which browser."""

    means: Means
    browser: str
    is_known_browser: bool = False  # one that has signed in to this account before


def open_session(session: Session, *, person: Person, opening: Opening, now: datetime) -> str:
    """Open one and return the number that only its cookie holds; a browser that is new to the account is told of."""
    visit = secrets.token_urlsafe(24)
    session.add(_row(person, opening, visit, now))
    was_here_before = person.last_seen_at is not None
    person.last_seen_at = now
    facts: dict[str, str | int | bool | None] = {"means": opening.means.value}
    act = Act("person.signed-in", "person", person.id, facts)
    record(session, actor=Actor(person_id=person.id, ministry_id=person.ministry_id), act=act, now=now)
    if was_here_before and not opening.is_known_browser and opening.means is not Means.SAMPLE:
        emit(session, SignedInElsewhere(person.id, opening.browser, now))
    return visit


def prove_again(session: Session, *, actor: Actor, visit: str, means: Means, now: datetime) -> str:
    """Note a fresh proof, under a new number: what somebody copied before is worth nothing (ASVS 7.2.4).

    Raises:
        NotFoundError: the session has ended meanwhile.
    """
    row = session.scalars(select(OpenSession).where(OpenSession.visit == hashed(visit))).one_or_none()
    if row is None or row.ended_at is not None or row.person_id != actor.person_id:
        raise NotFoundError
    fresh = secrets.token_urlsafe(24)
    row.visit, row.proven_at = hashed(fresh), now
    row.means = means if means.is_strong else row.means
    record(session, actor=actor, act=Act("person.proved-again", "person", row.person_id), now=now)
    return fresh


def sign_out(session: Session, *, actor: Actor, visit: str, now: datetime) -> None:
    """End this session for good, even for a copy of its cookie. Doing it twice is harmless."""
    if actor.person_id is None:
        return
    for row in session.scalars(select(OpenSession).where(OpenSession.visit == hashed(visit))):
        row.end(now)
    record(session, actor=actor, act=Act("person.signed-out", "person", actor.person_id), now=now)


def end_one(session: Session, *, actor: Actor, session_id: UUID, now: datetime) -> None:
    """End one of the actor's own sessions at its next request.

    Raises:
        NotFoundError: no such session of this person.
    """
    row = session.get(OpenSession, session_id)
    if row is None or row.person_id != actor.person_id:
        raise NotFoundError
    row.end(now)
    record(session, actor=actor, act=Act("person.session-ended", "person", row.person_id), now=now)


def end_others(session: Session, *, actor: Actor, visit: str, now: datetime) -> int:
    """End all of the actor's sessions but this one; how many there were."""
    mine = OpenSession.person_id == actor.person_id, OpenSession.ended_at.is_(None), OpenSession.ends_at > now
    rows = session.scalars(select(OpenSession).where(*mine, OpenSession.visit != hashed(visit))).all()
    for row in rows:
        row.end(now)
    if actor.person_id is not None:
        act = Act("person.sessions-ended", "person", actor.person_id, {"number": len(rows)})
        record(session, actor=actor, act=act, now=now)
    return len(rows)


def is_fresh(means: Means, proven_at: datetime, now: datetime) -> bool:
    """Whether a factor was shown at most fifteen minutes ago. Sample accounts have none to show."""
    return means is Means.SAMPLE or now - proven_at <= FRESH


def tidy(session: Session, *, now: datetime) -> None:
    """Drop sessions that ended long ago."""
    session.execute(delete(OpenSession).where(OpenSession.ends_at < now - _KEPT))


def hashed(secret: str) -> str:
    """What is kept of a secret that only its holder knows."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _row(person: Person, opening: Opening, visit: str, now: datetime) -> OpenSession:
    return OpenSession(
        visit=hashed(visit),
        person_id=person.id,
        number=person.session_number,
        means=opening.means,
        browser=opening.browser[:120],
        begun_at=now,
        proven_at=now,
        ends_at=now + LONGEST,
    )
