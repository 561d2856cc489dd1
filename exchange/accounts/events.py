"""What happened to accounts, for those who hold something that hangs on them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exchange.kernel.actor import Actor
from exchange.kernel.events import Event


@dataclass(frozen=True)
class PersonJoined(Event):
    """An invitation was accepted: there is an account, or an account has roles in one more ministry."""

    person_id: UUID
    ministry_id: UUID | None


@dataclass(frozen=True)
class PersonDisabled(Event):
    """An account was closed. Its secrets, feeds and waiting mails end with it (trust.md I16)."""

    person_id: UUID
    ministry_id: UUID | None


@dataclass(frozen=True)
class RolesChanged(Event):
    """A person holds other roles in the ministry than before."""

    person_id: UUID
    ministry_id: UUID


@dataclass(frozen=True)
class PasswordChanged(Event):
    """The password is new; every other session has ended."""

    person_id: UUID


@dataclass(frozen=True)
class DeskHandedOver(Event):
    """What waited at one desk belongs to another person of the ministry from now on."""

    person_id: UUID
    successor_id: UUID
    ministry_id: UUID
    actor: Actor
    at: datetime
