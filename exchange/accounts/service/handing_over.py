"""Hand the desk of a leaver to a colleague in one step: what the post owned goes with the post, not with the person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from exchange.accounts import policies
from exchange.accounts.events import DeskHandedOver
from exchange.accounts.models import Person
from exchange.accounts.policies import Account
from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, NotFoundError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message


def hand_over(session: Session, *, actor: Actor, person_id: UUID, successor_id: UUID, now: datetime) -> None:
    """Give everything that waits at one desk to another person of the same ministry. Twice gives nothing more.

    Capabilities listen to the fact and move what is theirs in the same transaction.

    Raises:
        NotFoundError: the actor may not know of one of them.
        RefusedError: the actor does not look after this ministry.
        InvalidError: the successor is closed, of another ministry, or the same person.
    """
    leaver, successor = _person(session, actor, person_id), _person(session, actor, successor_id)
    if not policies.can_manage(actor, leaver.ministry_id):
        raise RefusedError(Message(N_("The ministry’s administrator hands over desks.")))
    is_fit = successor.ministry_id == leaver.ministry_id and successor.disabled_at is None
    if leaver.ministry_id is None or not is_fit or leaver.id == successor.id:
        raise InvalidError({"successor": N_("Choose a colleague of the same ministry with an open account.")})
    emit(session, DeskHandedOver(leaver.id, successor.id, leaver.ministry_id, actor, now))


def _person(session: Session, actor: Actor, person_id: UUID) -> Person:
    person = session.scalar(select(Person).where(Person.id == person_id).options(selectinload(Person.memberships)))
    if person is None or not policies.can_see_account(actor, Account.of(person)):
        raise NotFoundError
    return person
