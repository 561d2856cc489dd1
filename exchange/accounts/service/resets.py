"""A new password for somebody who forgot it. Known and unknown addresses are answered and cost alike (trust.md I17)."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from exchange.accounts.addresses import normal_address
from exchange.accounts.events import PasswordChanged, PasswordLinkAsked
from exchange.accounts.models import PasswordReset, Person
from exchange.accounts.service.password_rules import check_new_password
from exchange.accounts.service.passwords import hash_password
from exchange.accounts.service.sessions import hashed
from exchange.accounts.service.signing_in import count_attempt
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.events import emit

LASTS = timedelta(minutes=30)
MOST_AN_HOUR = 3
_KEPT = timedelta(days=2)


def ask_for_link(session: Session, *, email: str, now: datetime) -> None:
    """Let a letter go to the address if it has an account; one row and one event in either case."""
    address = normal_address(email)
    if count_attempt(session, hashed(f"reset\n{address}"), now) is not None:
        return
    person = session.scalars(select(Person).where(Person.email == address, Person.disabled_at.is_(None))).one_or_none()
    may_have_one = person is not None and _recent(session, person.id, now) < MOST_AN_HOUR
    row = PasswordReset(person_id=person.id if person and may_have_one else None, made_at=now, expires_at=now + LASTS)
    session.add(row)
    session.flush()
    emit(session, PasswordLinkAsked(row.id, now))


def open_reset(session: Session, *, reset_id: UUID, now: datetime) -> PasswordReset:
    """What a link stands for; NotFoundError alike for unknown, used and old ones."""
    row = session.get(PasswordReset, reset_id)
    if row is None or not row.is_open(now):
        raise NotFoundError
    return row


def set_password(session: Session, *, reset_id: UUID, new: str, now: datetime) -> Person:
    """Set it once, and end every session. A second factor is still asked for at the next sign-in.

    Raises:
        NotFoundError: the link is unknown, used or old, or the account was closed.
        InvalidError: the password breaks the rules.
    """
    row = open_reset(session, reset_id=reset_id, now=now)
    person = session.get(Person, row.person_id)
    if person is None or person.disabled_at is not None:
        raise NotFoundError
    check_new_password(new, email=person.email)
    row.used_at = now
    person.password_hash = hash_password(new)
    person.end_sessions()
    who = Actor(person.id, person.ministry_id)
    record(session, actor=who, act=Act("person.password-reset", "person", person.id), now=now)
    emit(session, PasswordChanged(person.id, now))
    return person


def tidy(session: Session, *, now: datetime) -> None:
    """Drop links that nobody can use any more."""
    session.execute(delete(PasswordReset).where(PasswordReset.made_at < now - _KEPT))


def _recent(session: Session, person_id: UUID, now: datetime) -> int:
    mine = PasswordReset.person_id == person_id, PasswordReset.made_at > now - timedelta(hours=1)
    return session.scalar(select(func.count()).select_from(PasswordReset).where(*mine)) or 0
