"""Sign in and out. An attempt counts as failed until it succeeds, so attempts at one instant cannot pass uncounted."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from exchange.accounts.addresses import normal_address
from exchange.accounts.models import EndedSession, FailedSignIn, Person
from exchange.accounts.service.passwords import hash_password, is_password, needs_new_hash
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError

FREE_ATTEMPTS = 10
_REMEMBERED = timedelta(hours=1)
_FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)
_KEEP_ENDED = timedelta(days=2)  # longer than any session lives


@dataclass(frozen=True)
class Attempt:
    """What is needed to check a password outside the writing transaction (it takes 30 ms of work)."""

    key: str
    person_id: UUID | None
    password_hash: str | None


@dataclass(frozen=True)
class Pause:
    """Too many wrong passwords: the next attempt counts after `ends_at`."""

    ends_at: datetime


def begin_attempt(session: Session, *, email: str, known_browser: str, now: datetime) -> Attempt | Pause:
    """Count an attempt to sign in, or say until when there is a pause.

    Addresses without an account are counted and answered alike (trust.md I17). A browser that has signed in to this
    account before is counted apart, so a stranger who guesses passwords does not keep its owner out (I19).
    """
    address = normal_address(email)
    key = _key(address, known_browser)
    pause = _pause(session, key, now)
    if pause is not None:
        return pause
    session.add(FailedSignIn(key=key, at=now))
    person = session.scalars(select(Person).where(Person.email == address, Person.disabled_at.is_(None))).one_or_none()
    return Attempt(key, person.id if person else None, person.password_hash if person else None)


def is_right(attempt: Attempt, password: str) -> bool:
    """Whether the password fits. Slow by intention, and as slow for an address without an account."""
    return is_password(attempt.password_hash, password)


def finish_attempt(session: Session, *, attempt: Attempt, password: str, now: datetime) -> Person:
    """Forget the failures and open the session.

    Raises:
        NotFoundError: the account was closed or its password changed while the password was checked.
    """
    person = session.get(Person, attempt.person_id)
    if person is None or person.disabled_at is not None or person.password_hash != attempt.password_hash:
        raise NotFoundError
    session.execute(delete(FailedSignIn).where(FailedSignIn.key == attempt.key))
    if needs_new_hash(person.password_hash or ""):
        person.password_hash = hash_password(password)
    return _enter(session, person, "person.signed-in", now)


def enter_sample(session: Session, *, person_id: UUID, now: datetime) -> Person:
    """Open a session for an account of the demonstration. The view lets this happen in the demonstration only.

    Raises:
        NotFoundError: no such account, or not one of the demonstration.
    """
    person = session.get(Person, person_id)
    if person is None or not person.is_sample or person.disabled_at is not None:
        raise NotFoundError
    return _enter(session, person, "person.entered", now)


def sign_out(session: Session, *, actor: Actor, visit: str, now: datetime) -> None:
    """End this session for good, even for a copy of its cookie. Doing it twice is harmless."""
    if actor.person_id is None:
        return
    if visit and session.get(EndedSession, hashed(visit)) is None:
        session.add(EndedSession(visit=hashed(visit), ended_at=now))
    record(session, actor=actor, act=Act("person.signed-out", "person", actor.person_id), now=now)


def tidy(session: Session, *, now: datetime) -> None:
    """Drop what no rule looks at any more."""
    session.execute(delete(FailedSignIn).where(FailedSignIn.at < now - _REMEMBERED - LONGEST_PAUSE))
    session.execute(delete(EndedSession).where(EndedSession.ended_at < now - _KEEP_ENDED))


def hashed(secret: str) -> str:
    """What is kept of a secret that only its holder knows."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _enter(session: Session, person: Person, action: str, now: datetime) -> Person:
    person.last_seen_at = now
    who = Actor(person_id=person.id, ministry_id=person.ministry_id)
    record(session, actor=who, act=Act(action, "person", person.id), now=now)
    return person


def _pause(session: Session, key: str, now: datetime) -> Pause | None:
    recent = select(func.count(), func.max(FailedSignIn.at)).where(
        FailedSignIn.key == key, FailedSignIn.at > now - _REMEMBERED
    )
    failures, last = session.execute(recent).one()
    if failures < FREE_ATTEMPTS:
        return None
    ends_at: datetime = last + min(LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(failures - FREE_ATTEMPTS, 8))
    return Pause(ends_at) if now < ends_at else None


def _key(address: str, known_browser: str) -> str:
    return hashed(f"{address}\n{known_browser}")
