"""What people change about their own account: how they read, and their password."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from sqlalchemy.orm import Session

from exchange.accounts.events import PasswordChanged
from exchange.accounts.models import Person
from exchange.accounts.service.password_rules import check_new_password
from exchange.accounts.service.passwords import hash_password, is_password
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.kernel.events import emit
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_, Message

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Profile:
    """How a person reads: None for the zone means the ministry's, for the theme the device's."""

    language: Language
    zone: str | None
    theme: str | None


def update_profile(session: Session, *, actor: Actor, profile: Profile, now: datetime) -> Person:
    """Keep the choices.

    Raises:
        InvalidError: a zone or an appearance that does not exist.
    """
    person = _own(session, actor)
    if profile.zone is not None and profile.zone not in available_timezones():
        raise InvalidError({"zone": Message(N_("Choose a city from the list."))})
    if profile.theme is not None and profile.theme not in THEMES:
        raise InvalidError({"theme": Message(N_("Choose one of the appearances."))})
    person.language, person.zone, person.theme = profile.language.value, profile.zone, profile.theme
    facts: dict[str, str | int | bool | None] = {"language": profile.language.value, "zone": profile.zone}
    record(session, actor=actor, act=Act("person.profile-changed", "person", person.id, facts), now=now)
    return person


def change_password(session: Session, *, actor: Actor, current: str, new: str, now: datetime) -> Person:
    """Set a new password and end every session; the caller opens a new one for this browser (trust.md I18).

    Raises:
        InvalidError: the current password is wrong (`current`), or the new one breaks the rules (`password`).
    """
    person = _own(session, actor)
    if not is_password(person.password_hash, current):
        raise InvalidError({"current": Message(N_("This is not your current password."))})
    check_new_password(new, email=person.email)
    person.password_hash = hash_password(new)
    person.end_sessions()
    record(session, actor=actor, act=Act("person.password-changed", "person", person.id), now=now)
    emit(session, PasswordChanged(person.id, now))
    return person


def password_fault(session: Session, *, actor: Actor, password: str) -> bool:
    """Whether this is not the actor's password."""
    return not is_password(_own(session, actor).password_hash, password)


def _own(session: Session, actor: Actor) -> Person:
    person = session.get(Person, actor.person_id) if actor.person_id else None
    if person is None:
        raise NotFoundError
    return person
