"""Who may manage whose accounts (trust.md section 3, "invite/disable users, roles of A").

The platform's administrators bring people in and close accounts; they change nobody's roles, because that needs a
second person. Nobody changes their own.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, select, true

from exchange.accounts.models import Membership, Person
from exchange.kernel.actor import Actor, Role


@dataclass(frozen=True)
class Account:
    """The facts about an account that decide who may manage it."""

    person_id: UUID
    ministry_id: UUID | None
    ministry_ids: frozenset[UUID]  # with a role in it
    runs_platform: bool

    @classmethod
    def of(cls, person: Person) -> "Account":
        """From the row. Needs `memberships` loaded."""
        held = frozenset(membership.ministry_id for membership in person.memberships)
        return cls(person.id, person.ministry_id, held, person.runs_platform)


def can_manage(actor: Actor, ministry_id: UUID | None) -> bool:
    """Whether the actor may look after the people of a ministry; None asks about those who belong to none."""
    return actor.runs_platform or actor.holds(Role.ADMINISTRATOR, ministry_id)


def can_invite(actor: Actor, ministry_id: UUID | None, *, runs_platform: bool = False) -> bool:
    """Whether the actor may invite into the ministry; only the platform's own bring in the platform's own."""
    return actor.runs_platform if runs_platform or ministry_id is None else can_manage(actor, ministry_id)


def can_see_account(actor: Actor, account: Account) -> bool:
    """Whether the actor may see the account among the people of a ministry."""
    return actor.runs_platform or any(actor.holds(Role.ADMINISTRATOR, held) for held in _ministries(account))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The SQL twin of `can_see_account`, on Person."""
    if actor.runs_platform:
        return true()
    own = actor.ministries_with(Role.ADMINISTRATOR)
    if not own:
        return false()
    holders = select(Membership.person_id).where(Membership.ministry_id.in_(own))
    return or_(Person.ministry_id.in_(own), Person.id.in_(holders))


def can_disable(actor: Actor, account: Account) -> bool:
    """Whether the actor may close the account: by the ministry that it speaks for, and never one's own."""
    if actor.person_id == account.person_id:
        return False
    if account.runs_platform:
        return actor.runs_platform
    return can_manage(actor, account.ministry_id)


def can_change_roles(actor: Actor, account: Account, ministry_id: UUID) -> bool:
    """Whether the actor may say which roles the person holds in that ministry."""
    if actor.person_id == account.person_id or ministry_id not in _ministries(account):
        return False
    return actor.holds(Role.ADMINISTRATOR, ministry_id)


def needs_second_factor(actor: Actor, requiring: frozenset[UUID]) -> bool:
    """Whether one factor is not enough for the actor: administrators always, others as a ministry of theirs says.

    Args:
        requiring: those of the actor's ministries that ask it of everybody.
    """
    administers = bool(actor.ministries_with(Role.ADMINISTRATOR))
    return actor.runs_platform or administers or bool(actor.ministry_ids & requiring)


def can_open(actor: Actor) -> bool:
    """Whether the actor may look into a ministry in an emergency, which then hears of it."""
    return actor.runs_platform


def can_read_trail(actor: Actor, ministry_id: UUID | None) -> bool:
    """Whether the actor may read who did what for a ministry; nobody may write there."""
    return actor.runs_platform or actor.holds(Role.ADMINISTRATOR, ministry_id)


def _ministries(account: Account) -> frozenset[UUID]:
    own = frozenset() if account.ministry_id is None else frozenset({account.ministry_id})
    return account.ministry_ids | own
