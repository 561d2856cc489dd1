"""What a person sees of their own ways to sign in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.accounts.models import OpenSession, Passkey, Person, RecoveryCode, TimeCode


@dataclass(frozen=True)
class SessionView:
    """A browser that is signed in."""

    id: UUID
    browser: str
    begun_at: datetime


@dataclass(frozen=True)
class PasskeyView:
    """A key on one of the person's devices."""

    id: UUID
    name: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class Proofs:
    """Everything that opens the account."""

    has_password: bool
    time_code_since: datetime | None
    recovery_codes: int  # not used yet
    passkeys: tuple[PasskeyView, ...]
    sessions: tuple[SessionView, ...]  # newest first

    @property
    def has_second_factor(self) -> bool:
        """Whether something besides the password is there."""
        return self.time_code_since is not None or bool(self.passkeys)


def own_proofs(session: Session, *, person_id: UUID, now: datetime) -> Proofs:
    """Of one person, for themselves only."""
    person, code = session.get_one(Person, person_id), session.get(TimeCode, person_id)
    unused = RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    keys = session.scalars(select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id))
    mine = OpenSession.person_id == person_id, OpenSession.number == person.session_number
    is_open = OpenSession.ended_at.is_(None), OpenSession.ends_at > now
    opened = session.scalars(select(OpenSession).where(*mine, *is_open).order_by(OpenSession.id.desc()))
    return Proofs(
        has_password=person.password_hash is not None,
        time_code_since=code.made_at if code else None,
        recovery_codes=session.scalar(select(func.count()).select_from(RecoveryCode).where(*unused)) or 0,
        passkeys=tuple(PasskeyView(key.id, key.name, key.made_at, key.used_at) for key in keys),
        sessions=tuple(SessionView(one.id, one.browser, one.begun_at) for one in opened),
    )
