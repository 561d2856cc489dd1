"""What comes after: another talk on the same matter; and drafts that are changed before they are sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError
from exchange.kernel.messages import N_
from exchange.meetings import policies
from exchange.meetings.models import AgendaItem, MeetingRequest, Proposal
from exchange.meetings.service.commands import Order, Outcome, find_for, remember, repeated, write_down
from exchange.meetings.service.request import RequestDraft, check_texts, write_texts
from exchange.meetings.service.times import checked_slots
from exchange.meetings.states import Command, RequestState


def follow_up(session: Session, *, actor: Actor, request_id: UUID, key: str, now: datetime) -> Outcome:
    """Begin a draft for the next talk of the same two ministries: it names the meeting before and has its agenda.

    What is still open between the two needs no copy: a commitment stands beside every talk of its pair until it is
    closed.

    Raises:
        ConflictError: the meeting has not taken place (and was not missed) yet.
    """
    order = Order(Command.FOLLOW_UP, actor, key, now)
    earlier = repeated(session, order)
    if earlier:
        return earlier
    held = find_for(session, order, request_id)
    if not policies.can(actor, order.command, held, held.current.ministry_id):
        raise ConflictError(N_("A follow-up begins after the meeting."))
    side = policies.side_of(actor, held) or held.from_ministry_id
    request = _next(held, side, actor, now)
    session.add(request)
    session.flush()
    points = _carry_agenda(session, held, request)
    write_down(session, order, request, follows=str(held.id), points=points)
    return remember(session, order, request.id)


def _next(held: MeetingRequest, side: UUID, actor: Actor, now: datetime) -> MeetingRequest:
    proposal = Proposal(
        number=1,
        ministry_id=side,
        person_id=actor.person_id,
        zone=held.current.zone,
        note="",
        note_language=held.written_in,
        made_at=now,
    )
    return MeetingRequest(
        practice_id=held.practice_id,
        practice_revision=held.practice_revision,
        from_ministry_id=side,
        to_ministry_id=held.other_side(side),
        requester_id=actor.person_id,
        topic=held.meeting.title if held.meeting else held.topic,
        purpose=held.purpose,
        outcome=held.outcome,
        written_in=held.written_in,
        languages=list(held.languages),
        level=held.level,
        openness=held.openness,
        minutes=held.minutes,
        state=RequestState.DRAFT,
        follows_id=held.id,
        made_at=now,
        due_at=now,
        is_sample=held.is_sample,
        proposals=[proposal],
    )


def _carry_agenda(session: Session, held: MeetingRequest, request: MeetingRequest) -> int:
    """The same points in the same versions: the talk goes on where it was. Returns how many."""
    wanted = select(AgendaItem).where(AgendaItem.request_id == held.id).order_by(AgendaItem.position)
    carried = [
        AgendaItem(
            request_id=request.id,
            position=point.position,
            title=point.title,
            language=point.language,
            minutes=point.minutes,
            ministry_id=point.ministry_id,
            practice_id=point.practice_id,
            practice_revision=point.practice_revision,
        )
        for point in session.scalars(wanted)
    ]
    session.add_all(carried)
    session.flush()
    return len(carried)


def change_draft(
    session: Session, *, actor: Actor, request_id: UUID, draft: RequestDraft, version: int, key: str, now: datetime
) -> Outcome:
    """Write a draft anew; nobody is told.

    Raises:
        ConflictError: it was sent or changed meanwhile.
        InvalidError: as for a new request.
    """
    order = Order(Command.DRAFT, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, Order(Command.REQUEST, actor, key, now), request_id)
    if request.state is not RequestState.DRAFT or request.version != version:
        raise ConflictError(N_("This draft changed while you were here."))
    check_texts(session, actor, draft)
    slots = checked_slots(draft.offer, minutes=draft.minutes, now=now) if draft.offer.starts else []
    write_texts(request, draft)
    request.current.slots = slots
    request.current.zone = draft.offer.zone
    request.version += 1
    write_down(session, order, request)
    return remember(session, order, request.id)
