"""Ask another ministry for a meeting about one of its practices."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from exchange.accounts.queries import ministry
from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_, Message
from exchange.meetings import policies
from exchange.meetings.events import MeetingRequested
from exchange.meetings.models import LENGTHS, Level, MeetingRequest, Proposal, Slot
from exchange.meetings.service.commands import Order, Outcome, remember, repeated, write_down
from exchange.meetings.service.times import Offer, checked_slots, due_at
from exchange.meetings.states import Command
from exchange.practices.queries import PracticeBrief, brief

LONGEST_PURPOSE = 2_000
LONGEST_OUTCOME = 600
LONGEST_TOPIC = 160


@dataclass(frozen=True)
class RequestDraft:
    """What the asking side wrote."""

    practice_slug: str
    purpose: str
    offer: Offer
    languages: tuple[str, ...]
    minutes: int = 60
    level: Level = Level.EXPERTS
    topic: str = ""
    outcome: str = ""


def request_meeting(session: Session, *, actor: Actor, draft: RequestDraft, key: str, now: datetime) -> Outcome:
    """Send the request with its first proposal to the ministry that owns the practice.

    Raises:
        NotFoundError: the actor does not read such a practice.
        RefusedError: it is the actor's own ministry's, or the actor speaks for no ministry.
        InvalidError: one sentence per field: purpose, slots, languages, minutes, topic, outcome.
    """
    order = Order(Command.REQUEST, actor, key, now)
    earlier = repeated(session, order)
    if earlier:
        return earlier
    practice = brief(session, actor=actor, slug=draft.practice_slug, language=draft.offer.language)
    if not policies.can_request(actor, practice.ministry_id):
        raise RefusedError(N_("A meeting is requested from another ministry than your own."))
    request = _written(session, order, draft, practice)
    write_down(session, order, request, practice=str(practice.id), revision=practice.revision)
    emit(session, MeetingRequested(request.id, actor.person_id, now))
    return remember(session, order, request.id)


def _written(session: Session, order: Order, draft: RequestDraft, practice: PracticeBrief) -> MeetingRequest:
    _check_texts(draft)
    slots = checked_slots(draft.offer, minutes=draft.minutes, now=order.now)
    request = _request(order.actor, draft, practice)
    request.made_at = order.now
    request.due_at = due_at(ministry(session, practice.ministry_id), slots, order.now)
    request.proposals = [first_proposal(order, draft.offer, slots)]
    session.add(request)
    session.flush()
    return request


def _request(actor: Actor, draft: RequestDraft, practice: PracticeBrief) -> MeetingRequest:
    return MeetingRequest(
        practice_id=practice.id,
        practice_revision=practice.revision,
        from_ministry_id=actor.ministry_id,
        to_ministry_id=practice.ministry_id,
        requester_id=actor.person_id,
        topic=draft.topic.strip(),
        purpose=draft.purpose.strip(),
        outcome=draft.outcome.strip(),
        written_in=draft.offer.language,
        languages=list(draft.languages),
        level=draft.level,
        minutes=draft.minutes,
    )


def first_proposal(order: Order, offer: Offer, slots: list[Slot]) -> Proposal:
    """Proposal 1, which comes with the request."""
    return Proposal(
        number=1,
        ministry_id=order.actor.ministry_id,
        person_id=order.actor.person_id,
        zone=offer.zone,
        note=offer.note.strip(),
        note_language=offer.language,
        made_at=order.now,
        slots=slots,
    )


def _check_texts(draft: RequestDraft) -> None:
    faults = {
        "purpose": _text_fault(draft.purpose, LONGEST_PURPOSE) or (None if draft.purpose.strip() else _NO_PURPOSE),
        "topic": _text_fault(draft.topic, LONGEST_TOPIC),
        "outcome": _text_fault(draft.outcome, LONGEST_OUTCOME),
        "languages": None if draft.languages and set(draft.languages) <= set(Language) else _NO_LANGUAGE,
        "minutes": None if draft.minutes in LENGTHS else _WRONG_LENGTH,
    }
    found = {name: fault for name, fault in faults.items() if fault}
    if found:
        raise InvalidError(found)


_NO_PURPOSE = Message(N_("Say what you would like to talk about."))
_NO_LANGUAGE = Message(N_("Choose at least one language to talk in."))
_WRONG_LENGTH = Message(N_("Choose how long the meeting takes."))


def _text_fault(text: str, longest: int) -> Message | None:
    if len(text.strip()) > longest:
        return Message(N_("This text is too long: at most %(most)s characters."), {"most": longest})
    return None
