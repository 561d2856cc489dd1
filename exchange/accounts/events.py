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
    """An account was closed. Its secrets, feeds, tokens and waiting mails end with it (trust.md I16).

    Who holds something of the person subscribes to this in the same transaction: the desk's open tasks, feeds, tokens.
    """

    person_id: UUID
    ministry_id: UUID | None
    at: datetime


@dataclass(frozen=True)
class RolesChanged(Event):
    """A person holds other roles in the ministry than before."""

    person_id: UUID
    ministry_id: UUID
    at: datetime


@dataclass(frozen=True)
class PasswordChanged(Event):
    """The password is new; every other session has ended."""

    person_id: UUID
    at: datetime


@dataclass(frozen=True)
class SignedInElsewhere(Event):
    """Somebody signed in with a browser that had not signed in to this account before."""

    person_id: UUID
    browser: str
    at: datetime


@dataclass(frozen=True)
class ProofChanged(Event):
    """A way to sign in was added or removed: codes of an app, a passkey, recovery codes."""

    person_id: UUID
    what: str  # "time-code.added", "passkey.removed", …
    at: datetime


@dataclass(frozen=True)
class PasswordLinkAsked(Event):
    """Somebody asked for a new password. The letter goes by its own job, because its link must stand nowhere."""

    reset_id: UUID
    at: datetime


@dataclass(frozen=True)
class MinistryOpened(Event):
    """A platform administrator looks into the things of a ministry, for a reason; its administrators hear of it."""

    opened_id: UUID
    ministry_id: UUID
    reason: str
    ends_at: datetime
    at: datetime


@dataclass(frozen=True)
class DeskHandedOver(Event):
    """What waited at one desk belongs to another person of the ministry from now on."""

    person_id: UUID
    successor_id: UUID
    ministry_id: UUID
    actor: Actor
    at: datetime
