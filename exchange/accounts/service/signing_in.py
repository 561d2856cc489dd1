"""Sign in with a password. An attempt counts as failed until it succeeds, so none at the same instant is uncounted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from exchange.accounts.addresses import normal_address
from exchange.accounts.models import FailedSignIn, Person
from exchange.accounts.service.passwords import hash_password, is_password, needs_new_hash
from exchange.accounts.service.sessions import hashed
from exchange.kernel.errors import NotFoundError

FREE_ATTEMPTS = 10
_REMEMBERED = timedelta(hours=1)
_FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)


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
    pause = count_attempt(session, key, now)
    if pause is not None:
        return pause
    person = session.scalars(select(Person).where(Person.email == address, Person.disabled_at.is_(None))).one_or_none()
    return Attempt(key, person.id if person else None, person.password_hash if person else None)


def is_right(attempt: Attempt, password: str) -> bool:
    """Whether the password fits. Slow by intention, and as slow for an address without an account."""
    return is_password(attempt.password_hash, password)


def finish_attempt(session: Session, *, attempt: Attempt, password: str) -> Person:
    """Forget the failures; the person, whose session is opened next, when a second factor does not stand between.

    Raises:
        NotFoundError: the account was closed or its password changed while the password was checked.
    """
    person = session.get(Person, attempt.person_id)
    if person is None or person.disabled_at is not None or person.password_hash != attempt.password_hash:
        raise NotFoundError
    forget_attempts(session, attempt.key)
    if needs_new_hash(person.password_hash or ""):
        person.password_hash = hash_password(password)
    return person


def sample(session: Session, *, person_id: UUID) -> Person:
    """An account of the demonstration. The view lets this happen in the demonstration only.

    Raises:
        NotFoundError: no such account, or not one of the demonstration.
    """
    person = session.get(Person, person_id)
    if person is None or not person.is_sample or person.disabled_at is not None:
        raise NotFoundError
    return person


def count_attempt(session: Session, key: str, now: datetime) -> Pause | None:
    """Count an attempt under the key, or say until when there is a pause; forget them when one succeeds."""
    pause = _pause(session, key, now)
    if pause is None:
        session.add(FailedSignIn(key=key, at=now))
    return pause


def forget_attempts(session: Session, key: str) -> None:
    """An attempt under the key has succeeded."""
    session.execute(delete(FailedSignIn).where(FailedSignIn.key == key))


def tidy(session: Session, *, now: datetime) -> None:
    """Drop what no rule looks at any more."""
    session.execute(delete(FailedSignIn).where(FailedSignIn.at < now - _REMEMBERED - LONGEST_PAUSE))


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
