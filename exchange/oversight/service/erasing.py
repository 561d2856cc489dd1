"""Erase a person from a closed account: what is the institution's record stays, under the post (decision 0036)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session, selectinload

from exchange.accounts import policies
from exchange.accounts.models import Invitation, Person
from exchange.accounts.policies import Account
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.base import Base
from exchange.kernel.errors import NotFoundError, RefusedError
from exchange.kernel.messages import N_, Message
from exchange.notifications.models import BouncedAddress, Mail, MailState
from exchange.oversight.kinds import KEPT, End

NO_ADDRESS = "@erased.invalid"  # RFC 2606: a name that no mail ever reaches


def erase_person(session: Session, *, actor: Actor, person_id: UUID, now: datetime) -> Person:
    """Take away address, settings, inbox, sessions and the content of mails. Twice is harmless.

    The trail names an account by number and post, so its seals stay valid.

    Raises:
        NotFoundError: no such account, or the actor may not know of it.
        RefusedError: the account is open, the actor's own, or another ministry's.
    """
    wanted = select(Person).where(Person.id == person_id, policies.visible_to(actor))
    person = session.scalars(wanted.options(selectinload(Person.memberships))).one_or_none()
    if person is None:
        raise NotFoundError
    if person.disabled_at is None or not policies.can_disable(actor, Account.of(person)):
        raise RefusedError(Message(N_("Close the account first. Its ministry’s administrator does both.")))
    erase(session, person, actor=actor, now=now)
    return person


def erase(session: Session, person: Person, *, actor: Actor, now: datetime) -> None:
    """The work of it, for `erase_person` and for the daily tidying."""
    if person.email.endswith(NO_ADDRESS):
        return
    _empty_mails(session, person.id)
    _delete_rows(session, person.id)
    session.execute(delete(Invitation).where(Invitation.email == person.email))
    session.execute(delete(BouncedAddress).where(BouncedAddress.address == person.email))
    session.expire(person, ["memberships"])
    person.email, person.password_hash = f"{person.id}{NO_ADDRESS}", None
    person.zone = person.theme = person.last_seen_at = None
    person.end_sessions()
    record(session, actor=actor, act=Act("person.erased", "person", person.id), now=now, ministry_id=person.ministry_id)


def empty_mails(session: Session, *which: object) -> int:
    """Take address and content out of mails; that one was sent, and when, stays. How many were emptied."""
    nothing = {"address": "", "subject": "", "text": "", "html": "", "calendar": None, "calendar_method": None}
    wanted = update(Mail).where(*which, or_(Mail.address != "", Mail.text != "")).values(**nothing, reply_to=None)  # type: ignore[arg-type]  # conditions on Mail
    return int(getattr(session.execute(wanted), "rowcount", 0))


def _empty_mails(session: Session, person_id: UUID) -> None:
    waiting = Mail.person_id == person_id, Mail.state == MailState.WAITING
    session.execute(update(Mail).where(*waiting).values(state=MailState.WITHHELD, reason="erased"))
    session.execute(update(Mail).where(Mail.person_id == person_id).values(notice_id=None))
    empty_mails(session, Mail.person_id == person_id)


def _delete_rows(session: Session, person_id: UUID) -> None:
    doomed = {kept.table: kept.column for kept in KEPT if kept.end is End.DELETED}
    for table in reversed(Base.metadata.sorted_tables):
        if table.name in doomed:
            session.execute(delete(table).where(table.c[doomed[table.name]] == person_id))
