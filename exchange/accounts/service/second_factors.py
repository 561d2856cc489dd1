"""The second factor: codes of an authenticator app, recovery codes, and who needs one."""

import hmac
import secrets
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from exchange.accounts import policies, queries
from exchange.accounts.events import ProofChanged
from exchange.accounts.models import Means, Passkey, Person, RecoveryCode, TimeCode
from exchange.accounts.service.passwords import slow_digest
from exchange.accounts.service.sessions import hashed
from exchange.accounts.service.signing_in import Pause, count_attempt, forget_attempts
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, NotFoundError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.kernel.vault import Vault

STEP_SECONDS = 30
RECOVERY_CODES = 10
_DRIFT = (0, -1, 1)  # a telephone's clock may be half a minute off
_CODE_LETTERS = 12
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that a handwriting confuses
_WRONG = N_("This code is not right, or it has been used. Wait for the next one.")


class Step(StrEnum):
    """What stands between a right password and a session."""

    DONE = "done"
    CODE = "code"  # the person shows the second factor that the account has
    ENROL = "enrol"  # the person needs one and has none yet


def next_step(session: Session, *, person: Person, means: Means) -> Step:
    """What comes after this proof. A passkey is two factors by itself; a sample account needs none."""
    if has_second_factor(session, person.id) and means in (Means.PASSWORD, Means.SAMPLE):
        return Step.CODE
    if means.is_strong or not is_needed(session, person.id):
        return Step.DONE
    return Step.CODE if has_second_factor(session, person.id) else Step.ENROL


def is_needed(session: Session, person_id: UUID) -> bool:
    """Whether this person may not come in with one factor: administrators always, others as their ministry says."""
    actor = queries.actor_of(session, person_id)
    return policies.needs_second_factor(actor, queries.requiring_ministries(session, actor.ministry_ids))


def has_second_factor(session: Session, person_id: UUID) -> bool:
    """Whether the account has an app's codes or a passkey."""
    passkeys = select(func.count()).select_from(Passkey).where(Passkey.person_id == person_id)
    return session.get(TimeCode, person_id) is not None or bool(session.scalar(passkeys))


def new_secret() -> str:
    """For a new authenticator app."""
    import pyotp  # noqa: PLC0415 - only those who set it up need it

    secret: str = pyotp.random_base32()
    return secret


def add_time_code(
    session: Session, *, person_id: UUID, secret: str, code: str, vault: Vault, now: datetime
) -> tuple[str, ...]:
    """Keep the app's secret once it has shown a right code; returns new recovery codes, which are shown once.

    Raises:
        NotFoundError: no such open account.
        InvalidError: the code does not fit.
    """
    person = _open(session, person_id)
    step = _step_of(secret, code, now, after=0)
    if step is None:
        raise InvalidError({"code": Message(_WRONG)})
    session.merge(TimeCode(person_id=person_id, sealed_secret=vault.seal(secret), last_step=step, made_at=now))
    codes = _new_recovery_codes(session, person_id)
    _note(session, person, "time-code.added", now)
    return codes


def begin_code(session: Session, *, person_id: UUID, now: datetime) -> Pause | None:
    """Count an attempt with a code, or say until when there is a pause."""
    return count_attempt(session, _key(person_id), now)


def is_code(session: Session, *, person_id: UUID, code: str, vault: Vault, now: datetime) -> bool:
    """Whether it is the app's code of this half minute, or a recovery code; either is used up by it."""
    typed = "".join(code.split()).replace("-", "")
    if not (
        _use_time_code(session, person_id, typed, vault, now) or _use_recovery_code(session, person_id, typed, now)
    ):
        return False
    forget_attempts(session, _key(person_id))
    return True


def renew_recovery_codes(session: Session, *, actor: Actor, now: datetime) -> tuple[str, ...]:
    """New codes instead of the old ones.

    Raises:
        NotFoundError: nobody is signed in, or the account has no second factor that could be lost.
    """
    if actor.person_id is None or not has_second_factor(session, actor.person_id):
        raise NotFoundError
    person = _open(session, actor.person_id)
    codes = _new_recovery_codes(session, person.id)
    _note(session, person, "recovery-codes.renewed", now)
    return codes


def remove_time_code(session: Session, *, actor: Actor, now: datetime) -> None:
    """Forget the app.

    Raises:
        RefusedError: it is the last second factor of somebody who needs one.
    """
    if actor.person_id is None:
        raise NotFoundError
    row = session.get(TimeCode, actor.person_id)
    if row is None:
        return
    keep_one_factor(session, actor.person_id, without_time_code=True)
    session.delete(row)
    session.flush()
    if not has_second_factor(session, actor.person_id):
        session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == actor.person_id))
    _note(session, _open(session, actor.person_id), "time-code.removed", now)


def keep_one_factor(
    session: Session, person_id: UUID, *, without_time_code: bool = False, without: UUID | None = None
) -> None:
    """Refuse when nothing would be left to somebody who needs a second factor.

    Raises:
        RefusedError: with what to do first.
    """
    left = select(func.count()).select_from(Passkey).where(Passkey.person_id == person_id)
    passkeys = session.scalar(left.where(Passkey.id != without) if without else left) or 0
    has_code = not without_time_code and session.get(TimeCode, person_id) is not None
    if not passkeys and not has_code and is_needed(session, person_id):
        raise RefusedError(Message(N_("Your account needs a second factor. Add another one before you remove this.")))


def drop_all(session: Session, person_id: UUID) -> None:
    """Forget every proof of an account that is closed."""
    for table in (TimeCode, RecoveryCode, Passkey):
        session.execute(delete(table).where(table.person_id == person_id))


def _use_time_code(session: Session, person_id: UUID, typed: str, vault: Vault, now: datetime) -> bool:
    row = session.get(TimeCode, person_id)
    secret = vault.open(row.sealed_secret) if row else None
    if row is None or secret is None:
        return False
    step = _step_of(secret, typed, now, after=row.last_step)
    if step is None:
        return False
    row.last_step = step
    return True


def _step_of(secret: str, typed: str, now: datetime, *, after: int) -> int | None:
    """The half minute that the code belongs to; only later ones than `after`, so that no code counts twice."""
    import pyotp  # noqa: PLC0415 - as above

    codes, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    steps = [current + drift for drift in _DRIFT if current + drift > after]
    found = [step for step in steps if hmac.compare_digest(codes.generate_otp(step), typed.strip())]
    return found[0] if found else None


def _use_recovery_code(session: Session, person_id: UUID, typed: str, now: datetime) -> bool:
    if len(typed) != _CODE_LETTERS:
        return False
    mine = RecoveryCode.person_id == person_id, RecoveryCode.code_hash == _kept(person_id, typed)
    row = session.scalars(select(RecoveryCode).where(*mine, RecoveryCode.used_at.is_(None))).first()
    if row is None:
        return False
    row.used_at = now
    _note(session, _open(session, person_id), "recovery-code.used", now)
    return True


def _new_recovery_codes(session: Session, person_id: UUID) -> tuple[str, ...]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = tuple("".join(secrets.choice(_LETTERS) for _ in range(_CODE_LETTERS)) for _ in range(RECOVERY_CODES))
    session.add_all([RecoveryCode(person_id=person_id, code_hash=_kept(person_id, code)) for code in codes])
    session.flush()
    return tuple(f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes)


def _kept(person_id: UUID, code: str) -> str:
    """Sixty bits are too few for a quick hash. The person's id is the salt, so a code is looked up by one digest."""
    return slow_digest(code, b"recovery code" + person_id.bytes)


def _note(session: Session, person: Person, what: str, now: datetime) -> None:
    who = Actor(person.id, person.ministry_id)
    record(session, actor=who, act=Act(f"person.{what}", "person", person.id), now=now)
    emit(session, ProofChanged(person.id, what, now))


def _open(session: Session, person_id: UUID) -> Person:
    person = session.get(Person, person_id)
    if person is None or person.disabled_at is not None:
        raise NotFoundError
    return person


def _key(person_id: UUID) -> str:
    return hashed(f"second factor\n{person_id}")
