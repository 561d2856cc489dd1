"""Who may see a request and who may act for which side (trust.md section 3). Everyone else gets a 404."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, and_, exists, false, or_

from exchange.kernel.actor import Actor, Role
from exchange.kernel.remembered import remembered
from exchange.meetings.models import (
    COMMITMENT_STEPS,
    Commitment,
    CommitmentState,
    Meeting,
    MeetingRequest,
    Participant,
    PartRole,
    Proposal,
)
from exchange.meetings.states import BOUND, OPEN, TRANSITIONS, Command, RequestState, Who, is_possible

_SEES = (Role.OFFICIAL, Role.PUBLISHER, Role.ORGANIZER, Role.ADMINISTRATOR)
_ACTS = (Role.OFFICIAL, Role.ORGANIZER, Role.ADMINISTRATOR)
_ORGANIZES = (Role.ORGANIZER, Role.ADMINISTRATOR)


def can_request(actor: Actor, owner_ministry_id: UUID) -> bool:
    """Whether the actor may ask the ministry for a meeting about a practice that the actor reads."""
    return actor.is_signed_in and actor.belongs_to(actor.ministry_id) and actor.ministry_id != owner_ministry_id


def can_read(actor: Actor, request: MeetingRequest) -> bool:
    """The two parties, the person who asked while still in that ministry, and the participants.

    The other party only once the request was sent: a draft belongs to the ministry that writes it.
    """
    seeing = actor.ministries_with(*_SEES)
    if request.from_ministry_id in seeing or (request.sent_at is not None and request.to_ministry_id in seeing):
        return True
    return _asked(actor, request) or can_join(actor, request)


@remembered
def readable_by(actor: Actor) -> ColumnElement[bool]:
    """`can_read` as a condition of the database."""
    if not actor.is_signed_in:
        return false()
    seeing, own = actor.ministries_with(*_SEES), actor.ministry_ids
    taking_part = exists().where(
        Participant.request_id == MeetingRequest.id,
        Participant.person_id == actor.person_id,
        Participant.ministry_id.in_(own),
        Participant.removed_at.is_(None),
    )
    return or_(
        MeetingRequest.from_ministry_id.in_(seeing),
        and_(MeetingRequest.to_ministry_id.in_(seeing), MeetingRequest.sent_at.is_not(None)),
        and_(MeetingRequest.requester_id == actor.person_id, MeetingRequest.from_ministry_id.in_(own)),
        taking_part,
    )


def sides_of(actor: Actor, request: MeetingRequest) -> frozenset[UUID]:
    """The sides of this request for which the actor may speak."""
    return actor.ministries_with(*_ACTS) & frozenset(request.ministry_ids)


def side_of(actor: Actor, request: MeetingRequest) -> UUID | None:
    """The side for which the actor speaks: the own ministry first."""
    sides = sides_of(actor, request)
    return actor.ministry_id if actor.ministry_id in sides else min(sides, default=None)


def may(actor: Actor, command: Command, request: MeetingRequest, offered_by: UUID) -> bool:
    """Whether the actor stands on the right side for the command; its moment is another question.

    Args:
        offered_by: the ministry that made the current proposal.
    """
    sides = sides_of(actor, request)
    organizes = actor.ministries_with(*_ORGANIZES)
    answer = {
        Who.EITHER_SIDE: bool(sides),
        Who.ANSWERING_SIDE: bool(sides - {offered_by}),
        Who.ASKED_SIDE: request.to_ministry_id in sides,
        Who.ASKING_SIDE: request.from_ministry_id in sides or _asked(actor, request),
        Who.CLEARING_DESK: request.from_ministry_id in organizes,
        Who.REQUESTER: _asked(actor, request) and request.reopened_at is None,
        Who.ORGANIZER: bool(organizes & set(request.ministry_ids)),
        Who.NOTE_TAKER: bool(sides) or _takes_notes(actor, request),
    }
    return answer.get(TRANSITIONS[command].who, False)


def can(actor: Actor, command: Command, request: MeetingRequest, offered_by: UUID) -> bool:
    """Whether the actor may give the command now."""
    return may(actor, command, request, offered_by) and is_possible(command, request.state)


def awaits(actor: Actor, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Requests whose next step is the actor's: times to answer, a room to bind, a request to clear, a course to note.

    A query that asks this joins the current proposal and, from outside, the meeting.
    """
    acts, organizes = actor.ministries_with(*_ACTS), actor.ministries_with(*_ORGANIZES)
    own, desk = _of(acts), _of(organizes)
    state, has_not_begun = MeetingRequest.state, or_(Meeting.starts_at.is_(None), Meeting.starts_at > now)
    answers = and_(state.in_(OPEN | {RequestState.RESCHEDULING}), own, Proposal.ministry_id.not_in(acts))
    clears = and_(state == RequestState.AWAITING_CLEARANCE, MeetingRequest.from_ministry_id.in_(organizes))
    writes = and_(state == RequestState.DRAFT, MeetingRequest.requester_id == actor.person_id)
    notes = and_(state.in_(BOUND), desk, Meeting.ended_at.is_not(None))
    return or_(
        and_(answers, has_not_begun), and_(state == RequestState.AGREED, desk, has_not_begun), clears, writes, notes
    )


def _of(ministry_ids: frozenset[UUID]) -> ColumnElement[bool]:
    return or_(MeetingRequest.from_ministry_id.in_(ministry_ids), MeetingRequest.to_ministry_id.in_(ministry_ids))


def keeps_desk(actor: Actor, ministry_id: UUID) -> bool:
    """Whether the actor organizes for the ministry: clears its requests, chooses how its meetings are handled."""
    return ministry_id in actor.ministries_with(*_ORGANIZES)


def can_join(actor: Actor, request: MeetingRequest) -> bool:
    """Participants only, and only while they belong to the side that they came for."""
    part = request.part_of(actor.person_id)
    return part is not None and actor.belongs_to(part.ministry_id)


def looks_after(actor: Actor, request: MeetingRequest) -> bool:
    """Whether the actor organizes for the side that bound the room."""
    meeting = request.meeting
    part = request.part_of(meeting.organizer_id) if meeting else None
    return part is not None and part.ministry_id in actor.ministries_with(*_ORGANIZES)


def acts_for(actor: Actor) -> frozenset[UUID]:
    """The ministries for which the actor speaks."""
    return actor.ministries_with(*_ACTS)


def can_read_commitment(actor: Actor, commitment: Commitment) -> bool:
    """The two ministries, by everyone in them who sees meetings."""
    return bool(actor.ministries_with(*_SEES) & {commitment.ministry_id, commitment.other_ministry_id})


def commitments_readable_by(actor: Actor) -> ColumnElement[bool]:
    """`can_read_commitment` as a condition of the database."""
    seeing = actor.ministries_with(*_SEES)
    if not seeing:
        return false()
    return or_(Commitment.ministry_id.in_(seeing), Commitment.other_ministry_id.in_(seeing))


def can_step(actor: Actor, commitment: Commitment, state: CommitmentState) -> bool:
    """Its ministry says how far a commitment is; the other side may take a proposal back."""
    acts = acts_for(actor)
    if commitment.ministry_id in acts:
        return True
    takes_back = state is CommitmentState.DROPPED and commitment.state is CommitmentState.PROPOSED
    return takes_back and commitment.other_ministry_id in acts


def may_step_now(actor: Actor, commitment: Commitment, state: CommitmentState) -> bool:
    """Whether the actor may take the commitment to that state from where it is."""
    return commitment.state in COMMITMENT_STEPS.get(state, ()) and can_step(actor, commitment, state)


def _asked(actor: Actor, request: MeetingRequest) -> bool:
    return request.requester_id == actor.person_id and actor.belongs_to(request.from_ministry_id)


def _takes_notes(actor: Actor, request: MeetingRequest) -> bool:
    part = request.part_of(actor.person_id)
    return part is not None and part.role is PartRole.NOTE_TAKER and actor.belongs_to(part.ministry_id)


def can_choose_rooms(actor: Actor) -> bool:
    """Whoever runs the platform: a room concerns two ministries, and neither of them chooses for the other."""
    return actor.runs_platform


def can_decide_days(actor: Actor) -> bool:
    """Whoever runs the platform keeps the calendars of the countries; they are the same for every reader."""
    return actor.runs_platform
