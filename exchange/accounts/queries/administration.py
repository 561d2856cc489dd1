"""Reads for those who manage the people of a ministry, and the demonstration's accounts for its sign-in page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from exchange.accounts import policies
from exchange.accounts.models import Invitation, Membership, Ministry, Person
from exchange.accounts.queries.institutions import MinistryView, ministry_view
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import NotFoundError
from exchange.kernel.translated import Translated


@dataclass(frozen=True)
class ManagedPerson:
    """An account as an administrator sees it."""

    id: UUID
    email: str
    post: Translated
    roles: tuple[Role, ...]  # in the ministry that is looked at
    last_seen_at: datetime | None
    is_disabled: bool
    may_disable: bool
    may_change_roles: bool


@dataclass(frozen=True)
class OpenInvitation:
    """Somebody who has been invited and has not come yet."""

    email: str
    roles: tuple[Role, ...]
    expires_at: datetime


@dataclass(frozen=True)
class SampleAccount:
    """An account of the demonstration that can be entered by one click."""

    id: UUID
    post: Translated
    roles: tuple[Role, ...]
    ministry: MinistryView | None
    email: str


def managed_ministries(session: Session, actor: Actor) -> tuple[MinistryView, ...]:
    """The ministries whose people the actor may manage, by slug."""
    wanted = select(Ministry).order_by(Ministry.slug)
    if not actor.runs_platform:
        wanted = wanted.where(Ministry.id.in_(actor.ministries_with(Role.ADMINISTRATOR)))
    return tuple(ministry_view(row) for row in session.scalars(wanted))


def managed_people(session: Session, actor: Actor, ministry_id: UUID) -> tuple[ManagedPerson, ...]:
    """The people of the ministry, open accounts first, then by address; none when the actor may not see them."""
    holders = select(Membership.person_id).where(Membership.ministry_id == ministry_id)
    of_ministry = (Person.ministry_id == ministry_id) | Person.id.in_(holders)
    wanted = select(Person).where(of_ministry, policies.visible_to(actor)).options(joinedload(Person.memberships))
    rows = session.scalars(wanted.order_by(Person.disabled_at.is_not(None), Person.email)).unique()
    return tuple(_managed(actor, row, ministry_id) for row in rows)


def managed_person(session: Session, actor: Actor, person_id: UUID, ministry_id: UUID) -> ManagedPerson:
    """One of them; NotFoundError alike for absent and not visible to the actor."""
    found = [person for person in managed_people(session, actor, ministry_id) if person.id == person_id]
    if not found:
        raise NotFoundError
    return found[0]


def open_invitations(session: Session, actor: Actor, ministry_id: UUID, now: datetime) -> tuple[OpenInvitation, ...]:
    """Invitations into the ministry that wait to be accepted, newest first; none when the actor may not invite."""
    if not policies.can_invite(actor, ministry_id):
        return ()
    is_open = (Invitation.ministry_id == ministry_id, Invitation.used_at.is_(None), Invitation.expires_at > now)
    rows = session.scalars(select(Invitation).where(*is_open).order_by(Invitation.id.desc()))
    return tuple(OpenInvitation(row.email, tuple(map(Role, row.roles)), row.expires_at) for row in rows)


def sample_accounts(session: Session) -> tuple[SampleAccount, ...]:
    """The demonstration's open accounts in the order in which they were made; the platform's own last."""
    wanted = select(Person).where(Person.is_sample, Person.disabled_at.is_(None))
    options = (joinedload(Person.ministry), joinedload(Person.memberships))
    rows = session.scalars(wanted.options(*options).order_by(Person.runs_platform, Person.id)).unique()
    return tuple(
        SampleAccount(row.id, row.post, _roles(row), ministry_view(row.ministry) if row.ministry else None, row.email)
        for row in rows
    )


def _managed(actor: Actor, row: Person, ministry_id: UUID) -> ManagedPerson:
    account = policies.Account.of(row)
    return ManagedPerson(
        id=row.id,
        email=row.email,
        post=row.post,
        roles=_roles(row, ministry_id),
        last_seen_at=row.last_seen_at,
        is_disabled=row.disabled_at is not None,
        may_disable=policies.can_disable(actor, account),
        may_change_roles=policies.can_change_roles(actor, account, ministry_id),
    )


def _roles(row: Person, ministry_id: UUID | None = None) -> tuple[Role, ...]:
    held = {one.role for one in row.memberships if ministry_id in (None, one.ministry_id)}
    return tuple(role for role in Role if role in held)
