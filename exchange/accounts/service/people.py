"""What an administrator does with the people of a ministry: roles, post, closing an account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from exchange.accounts import policies
from exchange.accounts.addresses import normal_address
from exchange.accounts.events import PersonDisabled, RolesChanged
from exchange.accounts.models import Membership, Person
from exchange.accounts.service.passwords import hash_password
from exchange.accounts.service.second_factors import drop_all
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import InvalidError, NotFoundError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.kernel.translated import Translated


@dataclass(frozen=True)
class NewPerson:
    """An account that is made without an invitation: by the operator, or for the demonstration."""

    email: str
    post: Translated
    ministry_id: UUID | None
    roles: tuple[Role, ...]
    language: str
    password: str
    runs_platform: bool = False
    is_sample: bool = False


def add_person(session: Session, new: NewPerson, *, now: datetime) -> Person:
    """Make the account; one that exists keeps its password and is returned as it is."""
    address = normal_address(new.email)
    existing = session.scalars(select(Person).where(Person.email == address)).one_or_none()
    if existing is not None:
        return existing
    person = Person(
        email=address,
        post=new.post,
        ministry_id=new.ministry_id,
        language=new.language,
        password_hash=hash_password(new.password),
        runs_platform=new.runs_platform,
        is_sample=new.is_sample,
        created_at=now,
        memberships=[Membership(ministry_id=new.ministry_id, role=role) for role in new.roles if new.ministry_id],
    )
    session.add(person)
    session.flush()
    act = Act("person.added", "person", person.id, {"roles": ",".join(new.roles), "sample": new.is_sample})
    record(session, actor=Actor.nobody(), act=act, now=now, ministry_id=new.ministry_id)
    return person


def disable_person(session: Session, *, actor: Actor, person_id: UUID, now: datetime) -> Person:
    """Close the account in one step (trust.md I16): sessions, passkeys, codes and links end at once.

    By the event feeds, tokens, waiting mails and the desk follow; what the person wrote stays. Twice is harmless.

    Raises:
        NotFoundError: no such account, or the actor may not know of it.
        RefusedError: the account is the actor's own, another ministry's, or the ministry's last administrator.
    """
    person = _visible(session, actor, person_id)
    if not policies.can_disable(actor, policies.Account.of(person)):
        raise RefusedError(
            Message(N_("Only an administrator of this person’s ministry can close the account, and nobody their own."))
        )
    if person.disabled_at is not None:
        return person
    _keep_an_administrator(session, person, actor)
    person.disable(now)
    drop_all(session, person.id)
    act = Act("person.disabled", "person", person.id)
    record(session, actor=actor, act=act, now=now, ministry_id=person.ministry_id)
    emit(session, PersonDisabled(person.id, person.ministry_id, now))
    return person


def change_roles(
    session: Session, *, actor: Actor, person_id: UUID, ministry_id: UUID, roles: Iterable[Role], now: datetime
) -> Person:
    """Let the person hold exactly these roles in the ministry; they count from the next request on.

    More rights than before end the person's sessions, so that they begin under a new number (trust.md I18).

    Raises:
        NotFoundError: no such account, or the actor may not know of it.
        RefusedError: the actor may not change this person's roles in that ministry.
        InvalidError: no role is left; closing the account is another thing.
    """
    person = _visible(session, actor, person_id)
    chosen = frozenset(roles)
    if not policies.can_change_roles(actor, policies.Account.of(person), ministry_id):
        raise RefusedError(Message(N_("Another administrator of this ministry has to change these roles.")))
    if not chosen:
        raise InvalidError({"roles": Message(N_("Choose at least one role, or close the account."))})
    before = {held.role: held for held in person.memberships if held.ministry_id == ministry_id}
    if before.keys() == chosen:
        return person
    for role in before.keys() - chosen:
        person.memberships.remove(before[role])
    for role in chosen - before.keys():
        person.memberships.append(Membership(ministry_id=ministry_id, role=role))
    if chosen - before.keys():
        person.end_sessions()
    session.flush()
    facts: dict[str, str | int | bool | None] = {"before": ",".join(sorted(before)), "after": ",".join(sorted(chosen))}
    act = Act("person.roles-changed", "person", person.id, facts)
    record(session, actor=actor, act=act, now=now, ministry_id=ministry_id)
    emit(session, RolesChanged(person.id, ministry_id, now))
    return person


def _visible(session: Session, actor: Actor, person_id: UUID) -> Person:
    wanted = select(Person).where(Person.id == person_id, policies.visible_to(actor))
    person = session.scalars(wanted.options(selectinload(Person.memberships))).one_or_none()
    if person is None:
        raise NotFoundError
    return person


def _keep_an_administrator(session: Session, person: Person, actor: Actor) -> None:
    if actor.runs_platform:
        return  # can bring in the next one
    administers = {held.ministry_id for held in person.memberships if held.role is Role.ADMINISTRATOR}
    for ministry_id in administers:
        others = (
            select(func.count())
            .select_from(Membership)
            .join(Person, Person.id == Membership.person_id)
            .where(Membership.ministry_id == ministry_id, Membership.role == Role.ADMINISTRATOR)
            .where(Person.disabled_at.is_(None), Person.id != person.id)
        )
        if not session.scalar(others):
            raise RefusedError(
                Message(N_("This is the ministry’s last administrator. Make somebody else administrator first."))
            )
