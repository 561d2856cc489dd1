"""A practice became readable, or has a new version: followers are told, saved searches are looked through."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.queries import Recipient, actor_of, recipient
from exchange.alerts import mail
from exchange.alerts.service import MATCH
from exchange.jobs.outbox import Job, enqueue
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.events import EventBus
from exchange.notifications.queries import followers_of
from exchange.notifications.service import notify
from exchange.practices.events import CirculationChanged, PracticeEvent, PracticePublished
from exchange.practices.models import Practice, RevisionTheme
from exchange.practices.queries import brief
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import taxonomy


def subscribe(bus: EventBus) -> None:
    """Listen to what changes who reads what."""
    bus.subscribe(PracticePublished, tell_followers)
    bus.subscribe(CirculationChanged, tell_followers)
    bus.subscribe(PracticePublished, ask_for_matches)
    bus.subscribe(CirculationChanged, ask_for_matches)


def tell_followers(session: Session, event: PracticeEvent) -> None:
    """Those who follow the practice or something that it belongs to, and may read it."""
    practice = session.get_one(Practice, event.practice_id)
    own = f"practice:{practice.id}"
    is_first = practice.published_at == event.at or isinstance(event, CirculationChanged)
    for person_id, topics in followers_of(session, topics_of(session, practice)).items():
        if person_id == event.actor.person_id or (not is_first and own not in topics):
            continue
        to, actor = _person(session, person_id)
        if to is not None:
            _tell(session, to, actor, practice, event, tuple(sorted(topics)), is_first=is_first)


def _tell(
    session: Session,
    to: Recipient,
    actor: Actor,
    practice: Practice,
    event: PracticeEvent,
    topics: tuple[str, ...],
    *,
    is_first: bool,
) -> None:
    try:
        card = brief(session, actor=actor, practice_id=practice.id, language=to.language)
    except NotFoundError:  # not theirs to read
        return
    notice = mail.published(card, to, topics) if is_first else mail.changed(card, to, topics, event.revision_id)
    notify(session, person_id=to.id, notice=notice, now=event.at)


def topics_of(session: Session, practice: Practice) -> tuple[str, ...]:
    """What one may follow to hear of this practice."""
    words = taxonomy(session)
    codes = session.scalars(
        select(RevisionTheme.code).where(RevisionTheme.revision_id == practice.published_revision_id)
    )
    wider = [one for code in codes for one in words.with_wider(code)]
    themes = dict.fromkeys(f"theme:{one}" for one in words.same_as(TermList.THEME, wider))  # followed before a merge
    return (
        f"practice:{practice.id}",
        *themes,
        f"ministry:{practice.ministry_id}",
        f"country:{practice.country}",
    )


def ask_for_matches(session: Session, event: PracticeEvent) -> None:
    """Look through the saved searches after the commit: there may be thousands."""
    _enqueue(session, event.practice_id, event.at)


def _enqueue(session: Session, practice_id: UUID, at: datetime) -> None:
    enqueue(session, Job(MATCH, f"match:{practice_id}", {"practice_id": str(practice_id)}), now=at)


def _person(session: Session, person_id: UUID) -> tuple[Recipient | None, Actor]:
    try:
        return recipient(session, person_id), actor_of(session, person_id)
    except NotFoundError:  # the account was closed since
        return None, Actor.nobody()
