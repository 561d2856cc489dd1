"""Submit a version, approve it; with both approvals the text is frozen and the meeting closed."""

from datetime import datetime
from hashlib import sha256
from json import dumps
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_
from exchange.meetings.events import MinutesApproved, MinutesFrozen, MinutesSubmitted
from exchange.meetings.models import (
    Commitment,
    CommitmentState,
    MeetingRequest,
    Minutes,
    MinutesApproval,
    MinutesParagraph,
    MinutesState,
)
from exchange.meetings.service.commands import Order, Outcome, move, remember, repeated, write_down
from exchange.meetings.service.minutes.finding import meeting_for, minutes_of, side_for
from exchange.meetings.states import Command

_CLOCK = Actor.nobody()


def submit_minutes(session: Session, *, actor: Actor, request_id: UUID, key: str, now: datetime) -> Outcome:
    """Ask both sides to approve the version that stands now.

    Raises:
        InvalidError: field `paragraphs`: nothing is written, or a paragraph is missing in one language.
    """
    order = Order(Command.SUBMIT_MINUTES, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = meeting_for(session, order, request_id)
    minutes = minutes_of(session, request)
    _check_whole(minutes)
    move(session, order, request, expected_version=request.version)
    minutes.state, minutes.submitted_at = MinutesState.REVIEW, now
    write_down(session, order, request, minutes=minutes.number)
    emit(session, MinutesSubmitted(request.id, actor.person_id, now))
    return remember(session, order, request.id)


def approve_minutes(
    session: Session, *, actor: Actor, request_id: UUID, number: int, publishes: bool, key: str, now: datetime
) -> Outcome:
    """Say yes to one version for the own ministry. The second yes freezes it.

    Args:
        number: the version that was read; another one that stands meanwhile is not approved by it.
        publishes: whether the paragraphs marked for the communiqué may be read by everyone who reads the practice.

    Raises:
        ConflictError: another version stands now.
    """
    order = Order(Command.APPROVE_MINUTES, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = meeting_for(session, order, request_id)
    _take(session, request, number)
    minutes = minutes_of(session, request)
    _check_whole(minutes)
    side = side_for(order, request)
    _approve(session, order, minutes, side, publishes=publishes)
    write_down(session, order, request, minutes=number, publishes=publishes)
    emit(session, MinutesApproved(request.id, actor.person_id, now))
    if all(minutes.approval_of(each) for each in request.ministry_ids):
        _freeze(session, order, request, minutes)
    return remember(session, order, request.id)


def _take(session: Session, request: MeetingRequest, number: int) -> None:
    """Lock the row, so that of two approvals at one moment the second sees the first."""
    guarded = (
        update(Minutes)
        .where(Minutes.request_id == request.id, Minutes.number == number, Minutes.state == MinutesState.REVIEW)
        .values(number=number)
        .execution_options(synchronize_session=False)
    )
    if session.connection().execute(guarded).rowcount != 1:
        raise ConflictError(N_("Another version of the minutes stands now. Read it before you approve it."))


def _approve(session: Session, order: Order, minutes: Minutes, side: UUID, *, publishes: bool) -> None:
    approval = session.get(MinutesApproval, (minutes.request_id, side))
    if approval is None:
        approval = MinutesApproval(ministry_id=side)
        minutes.approvals.append(approval)
    approval.number, approval.person_id = minutes.number, order.actor.person_id or approval.person_id
    approval.made_at, approval.publishes = order.now, publishes
    session.flush()


def _freeze(session: Session, order: Order, request: MeetingRequest, minutes: Minutes) -> None:
    minutes.state, minutes.frozen_at, minutes.seal = MinutesState.FROZEN, order.now, seal_of(minutes)
    move(session, Order(Command.CLOSE, _CLOCK, "", order.now), request, expected_version=request.version)
    _commitments_stand(session, request, order.now)
    write_down(session, Order(Command.CLOSE, _CLOCK, "", order.now), request, seal=minutes.seal)
    emit(session, MinutesFrozen(request.id, order.actor.person_id, order.now))


def _commitments_stand(session: Session, request: MeetingRequest, now: datetime) -> None:
    """Both ministries approved the record that holds them."""
    waiting = update(Commitment).where(
        Commitment.request_id == request.id, Commitment.state == CommitmentState.PROPOSED
    )
    session.execute(waiting.values(state=CommitmentState.ACCEPTED, accepted_at=now, version=Commitment.version + 1))


def seal_of(minutes: Minutes) -> str:
    """SHA-256 over the approved text in both languages, with the reservations that were still open."""
    content = [
        str(minutes.request_id),
        minutes.number,
        minutes.from_language,
        minutes.to_language,
        [_sealed(paragraph) for paragraph in minutes.paragraphs if paragraph.from_text or paragraph.to_text],
    ]
    return sha256(dumps(content, ensure_ascii=False).encode()).hexdigest()


def _sealed(paragraph: MinutesParagraph) -> list[object]:
    reservations = [[str(one.ministry_id), one.text] for one in paragraph.remarks if one.settled_at is None]
    return [paragraph.from_text, paragraph.to_text, paragraph.in_communique, reservations]


def _check_whole(minutes: Minutes) -> None:
    kept = [one for one in minutes.paragraphs if one.from_text or one.to_text]
    if not kept:
        raise InvalidError({"paragraphs": N_("Write at least one paragraph.")})
    if any(not one.from_text or not one.to_text for one in kept):
        raise InvalidError({"paragraphs": N_("Every paragraph stands in both languages.")})
