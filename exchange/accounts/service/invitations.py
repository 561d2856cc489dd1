"""Invite somebody by a link, and become a person of the exchange by following it."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from exchange.accounts import policies
from exchange.accounts.addresses import is_address, normal_address
from exchange.accounts.events import PersonJoined
from exchange.accounts.models import Invitation, Membership, Person
from exchange.accounts.service.password_rules import check_new_password
from exchange.accounts.service.passwords import hash_password
from exchange.accounts.service.sessions import hashed
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.kernel.translated import Translated

LASTS = timedelta(days=7)
LONGEST_POST = 120


@dataclass(frozen=True)
class Joining:
    """What the invited person says about themselves."""

    post: str
    language: str
    password: str


def invite(
    session: Session,
    *,
    actor: Actor,
    email: str,
    ministry_id: UUID | None,
    roles: Iterable[Role],
    now: datetime,
    runs_platform: bool = False,
) -> str:
    """Make an invitation and return its token, which is kept nowhere; an earlier open one for the address ends.

    The answer is the same whether the address has an account or not (trust.md I17).

    Raises:
        NotFoundError: the actor may not invite into that ministry.
        InvalidError: no address, or no role.
    """
    if not policies.can_invite(actor, ministry_id, runs_platform=runs_platform):
        raise NotFoundError
    chosen, address = sorted(set(roles)), normal_address(email)
    _check_invitation(address, chosen, runs_platform=runs_platform)
    _end_earlier(session, address, ministry_id, now)
    token = secrets.token_urlsafe(32)
    row = Invitation(
        token_hash=hashed(token),
        email=address,
        ministry_id=ministry_id,
        roles=[role.value for role in chosen],
        runs_platform=runs_platform,
        invited_by=actor.person_id,
        made_at=now,
        expires_at=now + LASTS,
    )
    session.add(row)
    session.flush()
    facts: dict[str, str | int | bool | None] = {"roles": ",".join(chosen), "platform": runs_platform}
    act = Act("invitation.made", "invitation", row.id, facts)
    record(session, actor=actor, act=act, now=now, ministry_id=ministry_id)
    return token


def open_invitation(session: Session, *, token: str, now: datetime) -> Invitation:
    """The invitation behind a link; NotFoundError alike for unknown, used and old ones."""
    row = session.scalars(select(Invitation).where(Invitation.token_hash == hashed(token))).one_or_none()
    if row is None or not row.is_open(now):
        raise NotFoundError
    return row


def account_for(session: Session, invitation: Invitation) -> UUID | None:
    """The open account that the address has already; it joins by signing in, without a new password."""
    active = select(Person.id).where(Person.email == invitation.email, Person.disabled_at.is_(None))
    return session.scalars(active).one_or_none()


def accept_invitation(session: Session, *, token: str, joining: Joining, now: datetime) -> Person:
    """Make the account, with a password of its own.

    Raises:
        NotFoundError: the link is unknown, used or old.
        ConflictError: the address has an open account; its owner signs in and joins with that.
        InvalidError: the post or the password cannot be accepted.
    """
    invitation = open_invitation(session, token=token, now=now)
    if account_for(session, invitation) is not None:
        raise ConflictError(Message(N_("This address has an account. Sign in with it, then open the link again.")))
    post = joining.post.strip()
    if not post or len(post) > LONGEST_POST:
        raise InvalidError({"post": Message(N_("Write the name of your post, such as “Family support desk”."))})
    check_new_password(joining.password, email=invitation.email)
    person = _person_to_open(session, invitation.email, now)
    person.post = Translated({joining.language: post})
    person.language = joining.language
    person.password_hash = hash_password(joining.password)
    return _join(session, person, invitation, now)


def join_with_account(session: Session, *, actor: Actor, token: str, now: datetime) -> Person:
    """Take the invitation's roles into the account that is signed in.

    Raises:
        NotFoundError: the link is unknown, used or old, or it was made for somebody else.
    """
    invitation = open_invitation(session, token=token, now=now)
    if actor.person_id is None or account_for(session, invitation) != actor.person_id:
        raise NotFoundError
    person = session.get(Person, actor.person_id, options=[selectinload(Person.memberships)])
    if person is None:
        raise NotFoundError
    return _join(session, person, invitation, now)


def _check_invitation(address: str, roles: list[Role], *, runs_platform: bool) -> None:
    faults: dict[str, Message | str] = {}
    if not is_address(address):
        faults["email"] = Message(N_("Write the work e-mail address in full, such as desk@ministry.example."))
    if not roles and not runs_platform:
        faults["roles"] = Message(N_("Choose at least one role."))
    if faults:
        raise InvalidError(faults)


def _end_earlier(session: Session, address: str, ministry_id: UUID | None, now: datetime) -> None:
    is_same = (Invitation.email == address, Invitation.ministry_id == ministry_id, Invitation.used_at.is_(None))
    session.execute(update(Invitation).where(*is_same, Invitation.expires_at > now).values(expires_at=now))


def _person_to_open(session: Session, email: str, now: datetime) -> Person:
    closed = select(Person).where(Person.email == email).options(selectinload(Person.memberships))
    person = session.scalars(closed).one_or_none()
    if person is None:
        person = Person(email=email, created_at=now, session_number=1, memberships=[], runs_platform=False)
        session.add(person)
        return person
    person.open_again()
    person.ministry_id, person.runs_platform = None, False
    return person


def _join(session: Session, person: Person, invitation: Invitation, now: datetime) -> Person:
    person.runs_platform = person.runs_platform or invitation.runs_platform
    person.ministry_id = person.ministry_id or invitation.ministry_id
    held = {(membership.ministry_id, membership.role) for membership in person.memberships}
    for role in map(Role, invitation.roles):
        if invitation.ministry_id is not None and (invitation.ministry_id, role) not in held:
            person.memberships.append(Membership(ministry_id=invitation.ministry_id, role=role))
    person.end_sessions()  # more rights begin under a new number (trust.md I18)
    invitation.used_at = now
    session.flush()
    facts: dict[str, str | int | bool | None] = {"person": str(person.id), "roles": ",".join(invitation.roles)}
    act = Act("invitation.accepted", "invitation", invitation.id, facts)
    record(session, actor=Actor(person.id, person.ministry_id), act=act, now=now, ministry_id=invitation.ministry_id)
    emit(session, PersonJoined(person.id, invitation.ministry_id))
    return person
