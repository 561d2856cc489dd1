"""Reads about people: posts for pages, addresses for mails, rights for jobs, the person of a session."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, exists, select
from sqlalchemy.orm import Session, joinedload

from exchange.accounts.addresses import normal_address
from exchange.accounts.models import Means, Membership, Ministry, OpenedMinistry, OpenSession, Person
from exchange.accounts.policies import needs_second_factor
from exchange.accounts.queries.institutions import MinistryView, ministry_view
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import NotFoundError
from exchange.kernel.rows import rows_of
from exchange.kernel.translated import Translated
from exchange.kernel.when import Place, city_of

_WHOLE = (joinedload(Person.ministry), joinedload(Person.memberships))
_NO_MINISTRY_ZONE = "Asia/Baku"  # for accounts that run the platform and belong to no ministry


@dataclass(frozen=True)
class PostView:
    """Who speaks, as pages show it: a post and an institution, never a name."""

    post: Translated
    organisation: Translated  # the short name; empty for those who run the platform
    country: str  # "" without a ministry
    ministry_id: UUID | None


@dataclass(frozen=True)
class PersonView:
    """A person to write to. For services and mails only; pages show PostView."""

    id: UUID
    email: str
    language: str
    place: Place  # named in the person's language
    post: Translated
    organisation: Translated
    country: str
    ministry_id: UUID | None


Recipient = PersonView


@dataclass(frozen=True)
class Addressee:
    """Whom to write to, and what they may know of at this moment."""

    person: Recipient
    actor: Actor


@dataclass(frozen=True)
class SignedIn:
    """The person of a session, with everything that a page asks about them. Read by one query."""

    actor: Actor
    person: PersonView
    ministry: MinistryView | None
    own_zone: str | None  # None: the ministry's
    theme: str | None
    means: Means
    proven_at: datetime
    session_id: UUID
    ends_at: datetime  # of the session


def post_views(session: Session, person_ids: Iterable[UUID]) -> dict[UUID, PostView]:
    """Posts by person, of disabled accounts too: what they wrote stays."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    rows = session.scalars(select(Person).where(Person.id.in_(wanted)).options(joinedload(Person.ministry)))
    return {row.id: PostView(row.post, _organisation(row), _country(row), row.ministry_id) for row in rows}


def people_with(session: Session, ministry_id: UUID, *roles: Role) -> list[PersonView]:
    """Active people who hold one of the roles in the ministry (any role when none is named), oldest account first."""
    holders = select(Membership.person_id).where(Membership.ministry_id == ministry_id)
    if roles:
        holders = holders.where(Membership.role.in_(roles))
    active = select(Person).where(Person.id.in_(holders), Person.disabled_at.is_(None)).order_by(Person.id)
    return [person_view(row) for row in session.scalars(active.options(joinedload(Person.ministry)))]


def ids_of_people_with(session: Session, ministry_id: UUID, role: Role) -> list[UUID]:
    """Whoever holds the role in the ministry, oldest account first; closed accounts too."""
    return list(rows_of(session, _holders(), {"ministry_id": ministry_id, "role": role}).scalars())


@cache
def _holders() -> Select[UUID]:
    held = Membership.ministry_id == bindparam("ministry_id"), Membership.role == bindparam("role")
    return select(Membership.person_id).where(*held).order_by(Membership.person_id)


def addressees(session: Session, person_ids: Collection[UUID]) -> dict[UUID, Addressee]:
    """Those among the people whose accounts are open, by one query."""
    if not person_ids:
        return {}
    rows = session.scalars(_open_accounts(), {"person_ids": list(person_ids)}).unique()
    return {row.id: Addressee(person_view(row), row.as_actor()) for row in rows}


@cache
def _open_accounts() -> Select[Person]:
    among = Person.id.in_(bindparam("person_ids", expanding=True))
    return select(Person).where(among, Person.disabled_at.is_(None)).options(*_WHOLE)


def recipient(session: Session, person_id: UUID) -> Recipient:
    """Whom to write to, in which language and on which clock; NotFoundError when the account is absent or disabled."""
    row = _person(session, person_id)
    if row is None or row.disabled_at is not None:
        raise NotFoundError
    return person_view(row)


def post_of(session: Session, person_id: UUID) -> Translated:
    """How the person's post is called; NotFoundError when the account is absent or disabled."""
    post = rows_of(session, _open_post(), {"person_id": person_id}).scalar()
    if post is None:
        raise NotFoundError
    return post


@cache
def _open_post() -> Select[Translated]:
    return select(Person.post).where(Person.id == bindparam("person_id"), Person.disabled_at.is_(None))


def person_by_email(session: Session, email: str) -> PersonView | None:
    """The open account with that address, for commands."""
    wanted = select(Person).where(Person.email == normal_address(email), Person.disabled_at.is_(None))
    row = session.scalars(wanted.options(joinedload(Person.ministry))).one_or_none()
    return person_view(row) if row else None


def actor_of(session: Session, person_id: UUID) -> Actor:
    """The person's rights as they are now, for jobs; nobody when the account is absent or disabled."""
    row = _person(session, person_id)
    return row.as_actor() if row is not None and row.disabled_at is None else Actor.nobody()


def signed_in(session: Session, *, visit: str, now: datetime) -> SignedIn | None:
    """The person of a session; None when it has ended, the account is closed, or one factor is not enough any more.

    Args:
        visit: hash of the number that only this session's cookie holds.
    """
    found = session.execute(_of_visit(), {"visit": visit, "now": now}).unique().one_or_none()
    if found is None:
        return None
    row, opened, is_required = found
    actor = row.as_actor()
    if not opened.means.is_strong and (is_required or needs_second_factor(actor, frozenset())):
        return None
    ministry_of = ministry_view(row.ministry) if row.ministry else None
    return SignedIn(
        actor=replace(actor, opened=opened_ministries(session, row.id, now)) if row.runs_platform else actor,
        person=person_view(row),
        ministry=ministry_of,
        own_zone=row.zone,
        theme=row.theme,
        means=opened.means,
        proven_at=opened.proven_at,
        session_id=opened.id,
        ends_at=opened.ends_at,
    )


@cache
def _of_visit() -> Select[Person, OpenSession, bool]:
    """Asked for every page of a person, so it is said once."""
    is_open = OpenSession.ended_at.is_(None), OpenSession.ends_at > bindparam("now"), Person.disabled_at.is_(None)
    same_number = OpenSession.number == Person.session_number
    return (
        select(Person, OpenSession, _someone_requires())
        .join(OpenSession, OpenSession.person_id == Person.id)
        .where(OpenSession.visit == bindparam("visit"), same_number, *is_open)
        .options(*_WHOLE)
    )


def _someone_requires() -> ColumnElement[bool]:
    """Whether a ministry of the person asks a second factor of everybody."""
    held = select(Membership.person_id).join(Ministry, Ministry.id == Membership.ministry_id)
    return exists(held.where(Membership.person_id == Person.id, Ministry.requires_second_factor))


def opened_ministries(session: Session, person_id: UUID, now: datetime) -> frozenset[UUID]:
    """The ministries into which the person looks just now, by break-glass."""
    mine = OpenedMinistry.person_id == person_id, OpenedMinistry.ends_at > now
    return frozenset(session.scalars(select(OpenedMinistry.ministry_id).where(*mine)))


def requiring_ministries(session: Session, ministry_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the ministries that ask a second factor of everybody."""
    wanted = select(Ministry.id).where(Ministry.id.in_(set(ministry_ids)), Ministry.requires_second_factor)
    return frozenset(session.scalars(wanted))


def session_number(session: Session, person_id: UUID) -> int | None:
    """The number that the sessions of an open account carry; None when there is no such account."""
    wanted = select(Person.session_number).where(Person.id == person_id, Person.disabled_at.is_(None))
    return session.scalars(wanted).one_or_none()


def person_view(row: Person) -> PersonView:
    """The row as a value. Needs `ministry` loaded."""
    return PersonView(
        id=row.id,
        email=row.email,
        language=row.language,
        place=_place(row),
        post=row.post,
        organisation=_organisation(row),
        country=_country(row),
        ministry_id=row.ministry_id,
    )


def _person(session: Session, person_id: UUID) -> Person | None:
    return session.scalars(select(Person).where(Person.id == person_id).options(*_WHOLE)).unique().one_or_none()


def _place(row: Person) -> Place:
    ministry_of = row.ministry
    if ministry_of is not None and row.zone in (None, ministry_of.zone):
        return Place(ministry_of.zone, ministry_of.city.text_for(row.language))
    zone = row.zone or _NO_MINISTRY_ZONE
    return Place(zone, city_of(zone, row.language))


def _organisation(row: Person) -> Translated:
    return (row.ministry.short_names or row.ministry.names) if row.ministry else Translated()


def _country(row: Person) -> str:
    return row.ministry.country if row.ministry else ""
