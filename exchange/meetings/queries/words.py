"""What came by mail about a meeting, for those whom it concerns: the participant, the own desk, the organizer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.queries import PostView
from exchange.kernel.actor import Actor
from exchange.meetings import policies
from exchange.meetings.models import MailedWord, MeetingRequest, Participant, PartStat, WordState
from exchange.meetings.states import BOUND


@dataclass(frozen=True)
class Suggestion:
    """A time that somebody of the reader's own side suggested by mail."""

    id: UUID
    post: PostView | None
    starts_at: datetime
    minutes: int
    comment: str


@dataclass(frozen=True)
class Unconfirmed:
    """An answer in the reader's name from another address."""

    answer: PartStat
    sender: str


@dataclass(frozen=True)
class Words:
    """What waits for this reader."""

    unconfirmed: Unconfirmed | None = None
    suggestions: tuple[Suggestion, ...] = ()
    uninvited: tuple[str, ...] = ()  # addresses

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return self.unconfirmed is None and not self.suggestions and not self.uninvited


_WAITING = (WordState.TO_CONFIRM, WordState.SUGGESTED, WordState.UNINVITED)


def words_for(
    session: Session, *, actor: Actor, request: MeetingRequest, posts: dict[UUID, PostView], now: datetime
) -> Words:
    """What waits for the actor. One query, and none once the meeting is over."""
    meeting = request.meeting
    if meeting is None or request.state not in BOUND or meeting.ends_at <= now:
        return Words()
    of_meeting = MailedWord.request_id == request.id, MailedWord.state.in_(_WAITING)
    rows = session.scalars(select(MailedWord).where(*of_meeting).order_by(MailedWord.id)).all()
    parts = {part.id: part for part in request.participants}
    mine = request.part_of(actor.person_id)
    return Words(
        unconfirmed=_unconfirmed(rows, mine),
        suggestions=tuple(
            found for row in rows if (found := _suggestion(row, actor, request, parts, posts, now)) is not None
        ),
        uninvited=_uninvited(rows, actor, request),
    )


def _unconfirmed(rows: Sequence[MailedWord], mine: Participant | None) -> Unconfirmed | None:
    own = [row for row in rows if row.state is WordState.TO_CONFIRM and mine and row.participant_id == mine.id]
    return Unconfirmed(own[-1].answer or PartStat.NEEDS_ACTION, own[-1].sender or "") if own else None


def _suggestion(
    row: MailedWord,
    actor: Actor,
    request: MeetingRequest,
    parts: dict[UUID, Participant],
    posts: dict[UUID, PostView],
    now: datetime,
) -> Suggestion | None:
    part = parts.get(row.participant_id) if row.participant_id else None
    is_own = part is not None and part.ministry_id in policies.sides_of(actor, request)
    meeting = request.meeting
    if row.state is not WordState.SUGGESTED or part is None or not is_own or meeting is None:
        return None
    if row.starts_at is None or row.starts_at <= now or row.sequence < meeting.sequence:
        return None
    return Suggestion(row.id, posts.get(part.person_id), row.starts_at, row.minutes or meeting.minutes, row.comment)


def _uninvited(rows: Sequence[MailedWord], actor: Actor, request: MeetingRequest) -> tuple[str, ...]:
    """For the organizer's own desk: whoever sent an invitation on hears of it there."""
    if not policies.looks_after(actor, request):
        return ()
    found = [row.sender for row in rows if row.state is WordState.UNINVITED and row.sender]
    return tuple(dict.fromkeys(found))
