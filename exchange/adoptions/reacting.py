"""What follows from a fact about an adoption, in the same transaction: an audit row, notices to those concerned."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.queries import PersonView, Recipient, actor_of, ministry, people_with
from exchange.adoptions import mail
from exchange.adoptions.events import (
    AdoptionDescribed,
    AdoptionEvent,
    AdoptionReadersChanged,
    AdoptionResultAdded,
    AdoptionStepTaken,
    NewsAsked,
)
from exchange.adoptions.mail import Told
from exchange.adoptions.models import Adoption, AdoptionStep
from exchange.adoptions.queries import knowable
from exchange.audit.service import Act, record
from exchange.kernel.actor import Role
from exchange.kernel.errors import NotFoundError
from exchange.kernel.events import EventBus
from exchange.notifications.notice import Notice
from exchange.notifications.service import notify
from exchange.practices.models import Practice
from exchange.practices.queries import brief

Compose = Callable[[Told, Recipient], Notice]
_ACTIONS: dict[type[AdoptionEvent], str] = {
    AdoptionStepTaken: "adoption.stepped",
    AdoptionResultAdded: "adoption.result_added",
    AdoptionDescribed: "adoption.described",
    AdoptionReadersChanged: "adoption.readers_changed",
    NewsAsked: "adoption.news_asked",
}


def subscribe(bus: EventBus) -> None:
    """Listen to every fact about adoptions."""
    for kind in _ACTIONS:
        bus.subscribe(kind, write_audit)
    bus.subscribe(AdoptionStepTaken, lambda session, event: tell_owner(session, event, mail.stepped))
    bus.subscribe(AdoptionResultAdded, lambda session, event: tell_owner(session, event, mail.reported))
    bus.subscribe(AdoptionReadersChanged, tell_owner_of_opening)
    bus.subscribe(NewsAsked, tell_keepers)


def write_audit(session: Session, event: AdoptionEvent) -> None:
    """One row per fact, in states, never in words."""
    names = ("stage", "before", "after", "months")
    facts: dict[str, str | int | bool | None] = {name: getattr(event, name) for name in names if hasattr(event, name)}
    act = Act(_ACTIONS[type(event)], "adoption", event.adoption_id, facts)
    record(session, actor=event.actor, act=act, now=event.at, ministry_id=event.ministry_id)


def tell_owner(session: Session, event: AdoptionEvent, compose: Compose) -> None:
    """The desk of the practice's owner, as far as it may know of the record."""
    adoption = session.get_one(Adoption, event.adoption_id)
    owner_id = session.scalar(select(Practice.ministry_id).where(Practice.id == event.practice_id))
    if owner_id is not None:
        _tell(session, adoption, people_with(session, owner_id, Role.PUBLISHER), compose, event.at)


def tell_owner_of_opening(session: Session, event: AdoptionReadersChanged) -> None:
    """A record that was the ministry's own until now is news to the owner."""
    if event.before == "ministry":
        tell_owner(session, event, mail.stepped)


def tell_keepers(session: Session, event: NewsAsked) -> None:
    """Those who keep the record: its ministry's publishers and organizers, and who wrote into it."""
    adoption = session.get_one(Adoption, event.adoption_id)
    writers = select(AdoptionStep.person_id).where(AdoptionStep.adoption_id == adoption.id)
    wrote = set(session.scalars(writers))
    keepers = people_with(session, adoption.ministry_id, Role.PUBLISHER, Role.ORGANIZER)
    known = {person.id for person in keepers}
    keepers += [one for one in people_with(session, adoption.ministry_id) if one.id in wrote - known]
    _tell(session, adoption, keepers, lambda facts, to: mail.asked(facts, event.months, to), event.at)


def _tell(session: Session, adoption: Adoption, people: Iterable[PersonView], compose: Compose, at: datetime) -> None:
    adopter = ministry(session, adoption.ministry_id)
    for person in people:
        actor = actor_of(session, person.id)
        if session.scalar(knowable(actor, (adoption.id,))) is None:
            continue
        facts = Told(
            adoption_id=adoption.id,
            practice_title=_title(session, adoption, person),
            organisation=adopter.short_names or adopter.names,
            stage_label=adoption.stage.label,
            at=at,
        )
        notify(session, person_id=person.id, notice=compose(facts, person), now=at)


def _title(session: Session, adoption: Adoption, person: PersonView) -> str:
    actor = actor_of(session, person.id)
    try:
        return brief(session, actor=actor, practice_id=adoption.practice_id, language=person.language).title
    except NotFoundError:  # the owner narrowed the practice since; the record stays its ministry's
        return ""
