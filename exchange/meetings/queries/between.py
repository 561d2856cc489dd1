"""What two ministries have with each other: meetings and commitments, as one reader may know of them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, contains_eager, raiseload

from exchange.kernel.actor import Actor
from exchange.meetings import policies
from exchange.meetings.models import Commitment, CommitmentState, Meeting, MeetingRequest, Minutes, MinutesState
from exchange.meetings.queries.subject import subject_of
from exchange.meetings.states import RequestState
from exchange.practices.queries import briefs

MOST = 200


@dataclass(frozen=True)
class CommitmentFact:
    """One commitment of a pair. Text and effect are in the languages they were written in."""

    id: UUID
    request_id: UUID  # the meeting it comes from
    ministry_id: UUID  # who does it
    other_ministry_id: UUID
    what: str
    language: str
    due_on: date
    state: CommitmentState
    made_at: datetime
    accepted_at: datetime | None
    closed_at: datetime | None
    effect: str
    effect_language: str
    practice_id: UUID | None
    version: int
    is_sample: bool

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed and nothing is done."""
        return self.state.is_open and self.due_on < today


@dataclass(frozen=True)
class MeetingFact:
    """One request or meeting of a pair."""

    id: UUID
    title: str  # empty: no topic was written and the practice is no longer shown to the reader
    title_language: str
    practice_id: UUID
    state: RequestState
    from_ministry_id: UUID
    to_ministry_id: UUID
    made_at: datetime
    starts_at: datetime | None  # None: no time is agreed
    ends_at: datetime | None
    minutes_approved_at: datetime | None
    is_sample: bool


def commitments_between(session: Session, *, actor: Actor, first: UUID, second: UUID) -> tuple[CommitmentFact, ...]:
    """Commitments of the two in both directions, the earliest due day first; none for who may not know of them."""
    wanted = select(Commitment).where(policies.commitments_readable_by(actor), _pair_of_commitment(first, second))
    return tuple(commitment_fact(row) for row in session.scalars(wanted.order_by(Commitment.due_on).limit(MOST)))


def meetings_between(
    session: Session, *, actor: Actor, first: UUID, second: UUID, language: str
) -> tuple[MeetingFact, ...]:
    """Requests and meetings of the two, newest first, at most 200; one query and one for the practices' titles."""
    unread = (MeetingRequest.proposals, MeetingRequest.participants, MeetingRequest.acceptance)
    query = (
        select(MeetingRequest, Minutes.frozen_at)
        .outerjoin(Meeting, Meeting.request_id == MeetingRequest.id)
        .outerjoin(Minutes, and_(Minutes.request_id == MeetingRequest.id, Minutes.state == MinutesState.FROZEN))
        .where(policies.readable_by(actor), _pair_of_request(first, second))
        .options(contains_eager(MeetingRequest.meeting), *(raiseload(part) for part in unread))
        .order_by(MeetingRequest.made_at.desc())
        .limit(MOST)
    )
    found = session.execute(query).all()
    practices = briefs(session, actor=actor, ids={request.practice_id for request, _ in found}, language=language)
    return tuple(
        _meeting_fact(request, subject_of(request, practices).title, subject_of(request, practices).language, frozen_at)
        for request, frozen_at in found
    )


def _meeting_fact(request: MeetingRequest, title: str, language: str, frozen_at: datetime | None) -> MeetingFact:
    return MeetingFact(
        id=request.id,
        title=title,
        title_language=language,
        practice_id=request.practice_id,
        state=request.state,
        from_ministry_id=request.from_ministry_id,
        to_ministry_id=request.to_ministry_id,
        made_at=request.made_at,
        starts_at=request.meeting.starts_at if request.meeting else None,
        ends_at=request.meeting.ends_at if request.meeting else None,
        minutes_approved_at=frozen_at,
        is_sample=request.is_sample,
    )


def commitment_fact(row: Commitment) -> CommitmentFact:
    """The row as a value."""
    return CommitmentFact(
        id=row.id,
        request_id=row.request_id,
        ministry_id=row.ministry_id,
        other_ministry_id=row.other_ministry_id,
        what=row.what,
        language=row.language,
        due_on=row.due_on,
        state=row.state,
        made_at=row.made_at,
        accepted_at=row.accepted_at,
        closed_at=row.closed_at,
        effect=row.effect,
        effect_language=row.effect_language,
        practice_id=row.practice_id,
        version=row.version,
        is_sample=row.is_sample,
    )


def _pair_of_commitment(first: UUID, second: UUID) -> ColumnElement[bool]:
    one, other = Commitment.ministry_id, Commitment.other_ministry_id
    return or_(and_(one == first, other == second), and_(one == second, other == first))


def _pair_of_request(first: UUID, second: UUID) -> ColumnElement[bool]:
    one, other = MeetingRequest.from_ministry_id, MeetingRequest.to_ministry_id
    return or_(and_(one == first, other == second), and_(one == second, other == first))
