"""A person comes from their ministry's own sign-in service: known, linked by address, or made with the mapped roles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from exchange.accounts.addresses import normal_address
from exchange.accounts.events import PersonJoined, RolesChanged
from exchange.accounts.models import Membership, Ministry, Person, ProviderIdentity
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.kernel.translated import Translated

_NO_ROLE = N_("Your ministry’s sign-in service gives you no role here. Ask the administrator of your ministry.")


@dataclass(frozen=True)
class Arrival:
    """What the service said, checked and reduced to what counts here."""

    provider: str
    subject: str
    email: str
    post: str
    language: str
    ministry_slug: str
    roles: frozenset[Role]


def receive(session: Session, *, arrival: Arrival, now: datetime) -> Person:
    """The person behind the arrival, with exactly the mapped roles in that ministry.

    Raises:
        RefusedError: no role is mapped, or the account was closed here.
    """
    ministry = session.scalars(select(Ministry).where(Ministry.slug == arrival.ministry_slug)).one_or_none()
    if ministry is None or not arrival.roles:
        raise RefusedError(Message(_NO_ROLE))
    person = _known(session, arrival) or _linked(session, arrival, now) or _made(session, arrival, ministry, now)
    if person.disabled_at is not None:
        raise RefusedError(Message(_NO_ROLE))
    _give(session, person, ministry, arrival.roles, now)
    return person


def _known(session: Session, arrival: Arrival) -> Person | None:
    same = ProviderIdentity.provider == arrival.provider, ProviderIdentity.subject == arrival.subject
    wanted = select(Person).join(ProviderIdentity, ProviderIdentity.person_id == Person.id).where(*same)
    return session.scalars(wanted.options(selectinload(Person.memberships))).one_or_none()


def _linked(session: Session, arrival: Arrival, now: datetime) -> Person | None:
    """The account that was made by invitation; its service vouches for the address, which is in its own domains."""
    wanted = select(Person).where(Person.email == normal_address(arrival.email))
    person = session.scalars(wanted.options(selectinload(Person.memberships))).one_or_none()
    if person is not None and person.disabled_at is None:
        _link(session, person, arrival, now)
    return person


def _made(session: Session, arrival: Arrival, ministry: Ministry, now: datetime) -> Person:
    person = Person(
        email=normal_address(arrival.email),
        post=Translated({arrival.language: arrival.post}),
        ministry_id=ministry.id,
        language=arrival.language,
        session_number=1,
        created_at=now,
        memberships=[],
    )
    session.add(person)
    session.flush()
    _link(session, person, arrival, now)
    emit(session, PersonJoined(person.id, ministry.id))
    return person


def _link(session: Session, person: Person, arrival: Arrival, now: datetime) -> None:
    session.add(
        ProviderIdentity(person_id=person.id, provider=arrival.provider, subject=arrival.subject, linked_at=now)
    )
    who = Actor(person.id, person.ministry_id)
    act = Act("person.linked", "person", person.id, {"provider": arrival.provider})
    record(session, actor=who, act=act, now=now)


def _give(session: Session, person: Person, ministry: Ministry, roles: Iterable[Role], now: datetime) -> None:
    wanted = frozenset(roles)
    held = {one.role: one for one in person.memberships if one.ministry_id == ministry.id}
    if held.keys() == wanted:
        return
    for role in held.keys() - wanted:
        person.memberships.remove(held[role])
    for role in wanted - held.keys():
        person.memberships.append(Membership(ministry_id=ministry.id, role=role))
    person.end_sessions()
    session.flush()
    facts: dict[str, str | int | bool | None] = {
        "before": ",".join(sorted(held)),
        "after": ",".join(sorted(wanted)),
        "by": "provider",
    }
    act = Act("person.roles-changed", "person", person.id, facts)
    record(session, actor=Actor.nobody(), act=act, now=now, ministry_id=ministry.id)
    emit(session, RolesChanged(person.id, ministry.id, now))
