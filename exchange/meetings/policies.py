"""Who may see a request and who may act for which side (trust.md section 3). Everyone else gets a 404."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_

from exchange.kernel.actor import Actor, Role
from exchange.kernel.remembered import remembered
from exchange.meetings.models import MeetingRequest, Participant, Proposal
from exchange.meetings.states import OPEN, TRANSITIONS, Command, RequestState, Who, is_possible

_SEES = (Role.OFFICIAL, Role.PUBLISHER, Role.ORGANIZER, Role.ADMINISTRATOR)
_ACTS = (Role.OFFICIAL, Role.ORGANIZER, Role.ADMINISTRATOR)
_ORGANIZES = (Role.ORGANIZER, Role.ADMINISTRATOR)


def can_request(actor: Actor, owner_ministry_id: UUID) -> bool:
    """Whether the actor may ask the ministry for a meeting about a practice that the actor reads."""
    return actor.is_signed_in and actor.belongs_to(actor.ministry_id) and actor.ministry_id != owner_ministry_id


def can_read(actor: Actor, request: MeetingRequest) -> bool:
    """The two parties, the person who asked while still in that ministry, and the participants."""
    if actor.ministries_with(*_SEES) & set(request.ministry_ids):
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
        MeetingRequest.to_ministry_id.in_(seeing),
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
    answer = {
        Who.EITHER_SIDE: bool(sides),
        Who.ANSWERING_SIDE: bool(sides - {offered_by}),
        Who.ASKED_SIDE: request.to_ministry_id in sides,
        Who.ASKING_SIDE: request.from_ministry_id in sides or _asked(actor, request),
        Who.ORGANIZER: bool(actor.ministries_with(*_ORGANIZES) & set(request.ministry_ids)),
    }
    return answer.get(TRANSITIONS[command].who, False)


def can(actor: Actor, command: Command, request: MeetingRequest, offered_by: UUID) -> bool:
    """Whether the actor may give the command now."""
    return may(actor, command, request, offered_by) and is_possible(command, request.state)


@remembered
def awaits(actor: Actor) -> ColumnElement[bool]:
    """Requests whose next step is the actor's: an answer to the other side's times, or a room to bind.

    A query that asks this joins the current proposal.
    """
    acts, organizes = actor.ministries_with(*_ACTS), actor.ministries_with(*_ORGANIZES)
    own = or_(MeetingRequest.from_ministry_id.in_(acts), MeetingRequest.to_ministry_id.in_(acts))
    to_answer = and_(MeetingRequest.state.in_(OPEN), own, Proposal.ministry_id.not_in(acts))
    bind = or_(MeetingRequest.from_ministry_id.in_(organizes), MeetingRequest.to_ministry_id.in_(organizes))
    return or_(to_answer, and_(MeetingRequest.state == RequestState.AGREED, bind))


def can_join(actor: Actor, request: MeetingRequest) -> bool:
    """Participants only, and only while they belong to the side that they came for."""
    part = request.part_of(actor.person_id)
    return part is not None and actor.belongs_to(part.ministry_id)


def _asked(actor: Actor, request: MeetingRequest) -> bool:
    return request.requester_id == actor.person_id and actor.belongs_to(request.from_ministry_id)
