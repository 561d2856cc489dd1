"""My meetings: what waits for me, what comes, what was. A fixed number of queries, however long the lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import BindParameter, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session, contains_eager, raiseload

from exchange.accounts.queries import ministries_by_id
from exchange.kernel.actor import Actor
from exchange.kernel.remembered import remembered
from exchange.kernel.when import Place
from exchange.meetings import policies
from exchange.meetings.models import Meeting, MeetingRequest, Participant, Proposal
from exchange.meetings.queries.sides import Sides, put_sides
from exchange.meetings.queries.subject import Subject, subject_of
from exchange.meetings.states import AHEAD, BOUND, OPEN, OVER, UNSENT, RequestState
from exchange.practices.queries import briefs

MOST_ROWS = 50
_PRACTICE, _NOW = "about_practice", "moment"
Found = TypeVar("Found")
_AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Row:
    """One request or meeting in a list."""

    id: UUID
    subject: Subject
    state: RequestState
    sides: Sides
    due_at: datetime
    made_at: datetime
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True)
class Overview:
    """The page of my meetings."""

    waiting: tuple[Row, ...]  # the next step is mine; earliest due first
    open: tuple[Row, ...]  # the next step is the other side's
    upcoming: tuple[Row, ...]  # agreed; next first
    past: tuple[Row, ...]  # over or ended; newest first, at most 50


def overview(session: Session, *, actor: Actor, language: str, now: datetime) -> Overview:
    """Everything that the reader may see, sorted by what is next."""
    mine = policies.awaits(actor, now)
    found = session.execute(
        requests_of(actor).add_columns(mine).order_by(MeetingRequest.made_at.desc()).limit(4 * MOST_ROWS)
    )
    pairs = [(request, bool(waits)) for request, waits in found]
    rows = {row.id: row for row in rows_of(session, [request for request, _ in pairs], actor, language)}
    waiting = [rows[request.id] for request, waits in pairs if waits]
    open_ = [rows[request.id] for request, waits in pairs if request.state in OPEN | UNSENT and not waits]
    ahead = [row for row in rows.values() if row.state in AHEAD and not _is_over(row, now)]
    past = [row for row in rows.values() if row.state not in OPEN | UNSENT and row not in (*ahead, *waiting)]
    return Overview(
        waiting=tuple(sorted(waiting, key=_by_due)),
        open=tuple(sorted(open_, key=_by_due)),
        upcoming=tuple(sorted((row for row in ahead if row not in waiting), key=_by_start)),
        past=tuple(sorted(past, key=_by_start, reverse=True)[:MOST_ROWS]),
    )


def waiting_rows(session: Session, *, actor: Actor, language: str, now: datetime) -> tuple[Row, ...]:
    """What waits for the reader, earliest due first: for the desk."""
    found = session.scalars(_waiting_question(actor), {_NOW: now}).all()
    return tuple(sorted(rows_of(session, found, actor, language), key=_by_due))


@remembered
def _waiting_question(actor: Actor) -> Select[MeetingRequest]:
    return requests_of(actor).where(policies.awaits(actor, bindparam(_NOW))).limit(MOST_ROWS)


def count_of_waiting(actor: Actor, now: BindParameter[datetime], _today: BindParameter[date]) -> Select[int]:
    """How many wait for the reader: the number in the navigation."""
    query = _joined(select(func.count()).select_from(MeetingRequest))
    return query.where(policies.readable_by(actor), policies.awaits(actor, now))


def days_meetings(session: Session, *, actor: Actor, place: Place, language: str, now: datetime) -> tuple[Row, ...]:
    """The scheduled meetings that the reader takes part in: today's, or the next one if there is none today."""
    found = session.scalars(_days_question(actor), {_NOW: now - timedelta(hours=4)}).all()
    rows = rows_of(session, found, actor, language)
    ahead = [row for row in rows if row.ends_at is not None and row.ends_at + _AN_HOUR > now]
    today = place.local(now).date()
    of_today = [row for row in ahead if row.starts_at and place.local(row.starts_at).date() == today]
    return tuple(of_today or ahead[:1])


@remembered
def _days_question(actor: Actor) -> Select[MeetingRequest]:
    takes_part = select(Participant.request_id).where(
        Participant.person_id == actor.person_id, Participant.removed_at.is_(None)
    )
    return (
        requests_of(actor)
        .where(MeetingRequest.state.in_(BOUND), MeetingRequest.id.in_(takes_part))
        .where(Meeting.starts_at > bindparam(_NOW))
        .order_by(Meeting.starts_at)
        .limit(10)
    )


def count_about(session: Session, *, actor: Actor, practice_id: UUID) -> int:
    """How many agreed meetings about a practice the reader may know of."""
    return session.scalar(_about_question(actor), {_PRACTICE: practice_id}) or 0


@remembered
def _about_question(actor: Actor) -> Select[int]:
    agreed = MeetingRequest.practice_id == bindparam(_PRACTICE), MeetingRequest.state.in_(AHEAD | OVER)
    return select(func.count()).select_from(MeetingRequest).where(*agreed, policies.readable_by(actor))


def requests_of(actor: Actor) -> Select[MeetingRequest]:
    """Everything that the reader may see, with its meeting, for `rows_of`."""
    unread = (MeetingRequest.proposals, MeetingRequest.participants, MeetingRequest.acceptance)
    return (
        _joined(select(MeetingRequest))
        .where(policies.readable_by(actor))
        .options(contains_eager(MeetingRequest.meeting), *(raiseload(part) for part in unread))
    )


def _joined(query: Select[Found]) -> Select[Found]:
    current = and_(Proposal.request_id == MeetingRequest.id, Proposal.number == MeetingRequest.proposal_no)
    return query.join(Proposal, current).outerjoin(Meeting, Meeting.request_id == MeetingRequest.id)


def rows_of(session: Session, requests: Sequence[MeetingRequest], actor: Actor, language: str) -> list[Row]:
    """The requests as rows of a list, in the same order. Two queries."""
    ministries = ministries_by_id(session, {side for request in requests for side in request.ministry_ids})
    practices = briefs(session, actor=actor, ids=_practices(requests), language=language)
    return [
        Row(
            id=request.id,
            subject=subject_of(request, practices),
            state=request.state,
            sides=put_sides(ministries, request.ministry_ids, actor, language),
            due_at=request.due_at,
            made_at=request.made_at,
            starts_at=request.meeting.starts_at if request.meeting else None,
            ends_at=request.meeting.ends_at if request.meeting else None,
        )
        for request in requests
    ]


def _practices(requests: Iterable[MeetingRequest]) -> list[UUID]:
    return list({request.practice_id for request in requests})


def _is_over(row: Row, now: datetime) -> bool:
    return row.ends_at is not None and row.ends_at <= now


def _by_due(row: Row) -> datetime:
    return row.starts_at if row.state is RequestState.AGREED and row.starts_at else row.due_at


def _by_start(row: Row) -> datetime:
    return row.starts_at or row.made_at
