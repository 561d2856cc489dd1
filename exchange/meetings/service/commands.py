"""What all commands share: find the request, do it once, move the state only from what the giver saw."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, NotFoundError, RefusedError
from exchange.kernel.messages import N_, Message
from exchange.meetings import policies
from exchange.meetings.models import CommandKey, MeetingRequest
from exchange.meetings.states import TRANSITIONS, Command, RequestState, is_possible

LONGEST_KEY = 64


class Result(StrEnum):
    """How a command ended, when it ended well."""

    DONE = "done"
    ALREADY_AGREED = "already_agreed"  # someone else agreed to the same time first


@dataclass(frozen=True)
class Outcome:
    """Which request, how it ended, and whether this was a form sent twice."""

    request_id: UUID
    result: Result = Result.DONE
    repeated: bool = False


@dataclass(frozen=True)
class Order:
    """One command as it was given."""

    command: Command
    actor: Actor
    key: str  # made with the form; empty for callers that never repeat
    now: datetime

    @property
    def name(self) -> str:
        """The key as it is kept."""
        return self.key[:LONGEST_KEY]


def repeated(session: Session, order: Order, request_id: UUID | None = None) -> Outcome | None:
    """What this key gave the first time; None when it is new.

    Raises:
        ConflictError: the key was used for something else.
    """
    if not order.key or order.actor.person_id is None:
        return None
    row = session.get(CommandKey, (order.actor.person_id, order.name))
    if row is None:
        return None
    if row.command != order.command or request_id not in (None, row.request_id):
        raise ConflictError(N_("This form was already used for something else. Open the page again."))
    return Outcome(row.request_id, Result(row.result), repeated=True)


def remember(session: Session, order: Order, request_id: UUID, result: Result = Result.DONE) -> Outcome:
    """Keep the key with its answer, in the transaction of the act."""
    if order.key and order.actor.person_id is not None:
        row = CommandKey(
            person_id=order.actor.person_id,
            key=order.name,
            command=order.command,
            request_id=request_id,
            result=result,
            done_at=order.now,
        )
        session.add(row)
        session.flush()
    return Outcome(request_id, result)


def find(session: Session, actor: Actor, request_id: UUID) -> MeetingRequest:
    """The request as it is now.

    Raises:
        NotFoundError: there is none, or the actor may not know that it exists.
    """
    request = session.get(MeetingRequest, request_id, populate_existing=True)
    if request is None or not policies.can_read(actor, request):
        raise NotFoundError
    return request


def find_for(session: Session, order: Order, request_id: UUID) -> MeetingRequest:
    """The request, if the actor stands on the right side for the command.

    Raises:
        NotFoundError: as `find`.
        RefusedError: the actor reads it, but this command is for others.
    """
    request = find(session, order.actor, request_id)
    if not policies.may(order.actor, order.command, request, request.current.ministry_id):
        raise RefusedError(
            _REFUSALS.get(
                order.command, N_("Your role does not allow this. Ask the meeting organizer of your ministry.")
            )
        )
    return request


_BINDS = N_("A meeting organizer binds the room. Ask the organizer of your ministry.")
_REFUSALS = {
    Command.ACCEPT: N_("These times come from your own side. The other side answers them."),
    Command.ACCEPT_TIME: N_("These times come from your own side. The other side answers them."),
    Command.SCHEDULE: _BINDS,
    Command.CHANGE_ROOM: _BINDS,
    Command.CLEAR: N_("The meeting organizer of your ministry clears requests before they leave."),
    Command.SEND_BACK: N_("The meeting organizer of your ministry clears requests before they leave."),
    Command.REOPEN: N_("The person who asked can reopen an expired request once."),
}


def move(session: Session, order: Order, request: MeetingRequest, *, expected_version: int, **values: object) -> None:
    """Take the request to the command's next state, if nothing has changed since the giver looked.

    One guarded UPDATE decides (compare and set): of two commands given at once, one finds the row, the other does not.

    Raises:
        ConflictError: something changed; the message says what.
    """
    session.flush()
    step = TRANSITIONS[order.command]
    if step.target is not None:
        values["state"] = step.target
    guarded = (
        update(MeetingRequest)
        .where(MeetingRequest.id == request.id, MeetingRequest.version == expected_version)
        .where(MeetingRequest.state.in_(step.sources))
        .values(version=MeetingRequest.version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    moved = session.connection().execute(guarded).rowcount
    session.refresh(request)
    if moved != 1:
        raise ConflictError(what_changed(request, order.command))


def what_changed(request: MeetingRequest, command: Command) -> Message:
    """Why a command came too late, for the page that shows both."""
    if is_possible(command, request.state):
        values: dict[str, str | int] = {"number": request.proposal_no}
        return Message(N_("This changed while you were here. Proposal %(number)s is the current one."), values)
    return Message(_CHANGES[request.state])


_CHANGES = {
    RequestState.DRAFT: N_("This request has not been sent yet."),
    RequestState.AWAITING_CLEARANCE: N_("This request waits for clearance in its own ministry."),
    RequestState.REQUESTED: N_("No time is agreed yet."),
    RequestState.NEGOTIATING: N_("No time is agreed yet."),
    RequestState.AGREED: N_("A time is already agreed."),
    RequestState.SCHEDULED: N_("The meeting is already scheduled."),
    RequestState.RESCHEDULING: N_("Another time was proposed for this meeting."),
    RequestState.IN_PROGRESS: N_("The meeting has begun."),
    RequestState.HELD: N_("The meeting took place."),
    RequestState.NOT_HELD: N_("The meeting did not take place."),
    RequestState.MINUTES_REVIEW: N_("The minutes are under review."),
    RequestState.CLOSED: N_("The minutes are approved by both sides."),
    RequestState.CANCELLED: N_("The meeting was cancelled."),
    RequestState.DECLINED: N_("The request was declined."),
    RequestState.WITHDRAWN: N_("The request was withdrawn."),
    RequestState.EXPIRED: N_("The request expired without an answer."),
}


_ACTIONS = {
    Command.DRAFT: "meeting.drafted",
    Command.ASK_CLEARANCE: "meeting.clearance_asked",
    Command.CLEAR: "meeting.cleared",
    Command.SEND_BACK: "meeting.sent_back",
    Command.ACKNOWLEDGE: "meeting.acknowledged",
    Command.COUNTER: "meeting.countered",
    Command.CHANGE_ROOM: "meeting.room_changed",
    Command.UPDATE: "meeting.updated",
    Command.PROPOSE_TIME: "meeting.time_proposed",
    Command.ACCEPT_TIME: "meeting.time_accepted",
    Command.KEEP_TIME: "meeting.time_kept",
    Command.MOVE: "meeting.moved",
    Command.BEGIN: "meeting.begun",
    Command.SUBMIT_MINUTES: "meeting.minutes_submitted",
    Command.REOPEN: "meeting.reopened",
    Command.WRITE_MINUTES: "meeting.minutes_written",
    Command.REMARK: "meeting.minutes_remarked",
    Command.APPROVE_MINUTES: "meeting.minutes_approved",
    Command.ADD_ADDENDUM: "meeting.addendum",
    Command.COMMIT: "meeting.commitment_proposed",
    Command.FOLLOW_UP: "meeting.followed_up",
}


def write_down(session: Session, order: Order, request: MeetingRequest, **facts: str | int | None) -> None:
    """The audit row of the command: ids and states only."""
    act = Act(
        _ACTIONS.get(order.command, f"meeting.{TRANSITIONS[order.command].target}"),
        "meeting",
        request.id,
        {"version": request.version, "proposal": request.proposal_no, **facts},
    )
    record(session, actor=order.actor, act=act, now=order.now)
