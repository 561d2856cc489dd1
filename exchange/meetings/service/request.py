"""Ask another ministry for a meeting about one of its practices: at once, or by a draft that is finished later."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.queries import people_with
from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, RefusedError
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_, Message
from exchange.meetings import policies
from exchange.meetings.models import LENGTHS, Level, MeetingRequest, Openness, Proposal, Slot
from exchange.meetings.service.clearance import dispatch
from exchange.meetings.service.commands import Order, Outcome, remember, repeated, write_down
from exchange.meetings.service.times import Offer, checked_slots
from exchange.meetings.states import Command, RequestState
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
    openness: Openness = Openness.CLOSED
    substitute_id: UUID | None = None  # a colleague who comes if the person who asks cannot


def request_meeting(session: Session, *, actor: Actor, draft: RequestDraft, key: str, now: datetime) -> Outcome:
    """Send the request with its first proposal to the ministry that owns the practice.

    In a ministry that clears its requests first, it goes to the ministry's own desk instead.

    Raises:
        NotFoundError: the actor does not read such a practice.
        RefusedError: it is the actor's own ministry's, or the actor speaks for no ministry.
        InvalidError: one sentence per field: purpose, slots, languages, minutes, topic, outcome, substitute.
    """
    order = Order(Command.REQUEST, actor, key, now)
    earlier = repeated(session, order)
    if earlier:
        return earlier
    practice = _askable(session, actor, draft)
    check_texts(session, actor, draft)
    slots = checked_slots(draft.offer, minutes=draft.minutes, now=now)
    request = _new(session, order, draft, practice, slots)
    dispatch(session, order, request, practice=str(practice.id), revision=practice.revision)
    return remember(session, order, request.id)


def save_draft(session: Session, *, actor: Actor, draft: RequestDraft, key: str, now: datetime) -> Outcome:
    """Keep what is written so far; times may still be missing, nobody is told.

    Raises:
        As `request_meeting`.
    """
    order = Order(Command.DRAFT, actor, key, now)
    earlier = repeated(session, order)
    if earlier:
        return earlier
    practice = _askable(session, actor, draft)
    check_texts(session, actor, draft)
    slots = checked_slots(draft.offer, minutes=draft.minutes, now=now) if draft.offer.starts else []
    request = _new(session, order, draft, practice, slots)
    write_down(session, order, request, practice=str(practice.id), revision=practice.revision)
    return remember(session, order, request.id)


def _askable(session: Session, actor: Actor, draft: RequestDraft) -> PracticeBrief:
    practice = brief(session, actor=actor, slug=draft.practice_slug, language=draft.offer.language)
    if not policies.can_request(actor, practice.ministry_id):
        raise RefusedError(N_("A meeting is requested from another ministry than your own."))
    return practice


def _new(
    session: Session, order: Order, draft: RequestDraft, practice: PracticeBrief, slots: list[Slot]
) -> MeetingRequest:
    request = MeetingRequest(
        practice_id=practice.id,
        practice_revision=practice.revision,
        from_ministry_id=order.actor.ministry_id,
        to_ministry_id=practice.ministry_id,
        requester_id=order.actor.person_id,
        state=RequestState.DRAFT,
        made_at=order.now,
        due_at=order.now,
    )
    write_texts(request, draft)
    request.proposals = [first_proposal(order, draft.offer, slots)]
    session.add(request)
    session.flush()
    return request


def write_texts(request: MeetingRequest, draft: RequestDraft) -> None:
    """Put what was written into the request."""
    request.topic, request.purpose, request.outcome = draft.topic.strip(), draft.purpose.strip(), draft.outcome.strip()
    request.written_in, request.languages = draft.offer.language, list(draft.languages)
    request.level, request.minutes, request.openness = draft.level, draft.minutes, draft.openness
    request.substitute_id = draft.substitute_id


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


def check_texts(session: Session, actor: Actor, draft: RequestDraft) -> None:
    """Refuse what is missing or too long, one sentence per field."""
    faults = {
        "purpose": _text_fault(draft.purpose, LONGEST_PURPOSE) or (None if draft.purpose.strip() else _NO_PURPOSE),
        "topic": _text_fault(draft.topic, LONGEST_TOPIC),
        "outcome": _text_fault(draft.outcome, LONGEST_OUTCOME),
        "languages": None if draft.languages and set(draft.languages) <= set(Language) else _NO_LANGUAGE,
        "minutes": None if draft.minutes in LENGTHS else _WRONG_LENGTH,
        "substitute": _substitute_fault(session, actor, draft.substitute_id),
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


def _substitute_fault(session: Session, actor: Actor, substitute_id: UUID | None) -> Message | None:
    if substitute_id is None:
        return None
    own = people_with(session, actor.ministry_id) if actor.ministry_id else []
    if substitute_id == actor.person_id or substitute_id not in {person.id for person in own}:
        return Message(N_("Choose people of your own ministry."))
    return None
