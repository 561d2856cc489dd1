"""Meetings as lines of a calendar, read by columns: a month shows a hundred of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from exchange.accounts.queries import MinistryView
from exchange.kernel.actor import Actor
from exchange.kernel.when import Place, clock_text
from exchange.meetings import policies
from exchange.meetings.models import Meeting, MeetingRequest
from exchange.meetings.queries.sides import put_sides
from exchange.meetings.queries.subject import title_of
from exchange.meetings.states import RequestState
from exchange.practices.queries import PracticeBrief, briefs

Pair = tuple[UUID, UUID]
_COLUMNS = (
    MeetingRequest.id,
    MeetingRequest.from_ministry_id,
    MeetingRequest.to_ministry_id,
    MeetingRequest.practice_id,
    MeetingRequest.topic,
    MeetingRequest.written_in,
    MeetingRequest.state,
    Meeting.starts_at,
    Meeting.title,
    Meeting.title_language,
)
_Line = Row[UUID, UUID, UUID, UUID, str, str, RequestState, datetime, str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """What all entries of two ministries share: who sits across, and the clocks, the reader's side first."""

    code: str  # of the plate
    country: str
    organisation: str
    here: Place
    there: Place | None  # None: the same city


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting on a day."""

    id: UUID
    title: str  # empty: no topic was written and the practice is no longer shown
    language: str
    state: RequestState
    starts_at: datetime
    table: Table
    here: str  # 11:00 on the reader's side
    there: str  # on the other one; empty in the same city


def entries_of(
    session: Session, *, actor: Actor, ids: Collection[UUID], ministries: dict[UUID, MinistryView], language: str
) -> dict[UUID, Entry]:
    """Those of the meetings that the reader may see. One query, another one where a title is the practice's."""
    if not ids:
        return {}
    query = select(*_COLUMNS).join(Meeting, Meeting.request_id == MeetingRequest.id)
    lines = session.execute(query.where(policies.readable_by(actor), MeetingRequest.id.in_(ids))).all()
    practices = briefs(session, actor=actor, ids=_untitled(lines), language=language)
    tables: dict[Pair, Table] = {}
    for line in lines:
        pair = line.from_ministry_id, line.to_ministry_id
        if pair not in tables:
            tables[pair] = _table(ministries, pair, actor, language)
    return {line.id: _entry(line, tables, practices, language) for line in lines}


def _untitled(lines: Sequence[_Line]) -> set[UUID]:
    return {line.practice_id for line in lines if not (line.title or line.topic)}


def _table(ministries: dict[UUID, MinistryView], pair: Pair, actor: Actor, language: str) -> Table:
    mine, other = put_sides(ministries, pair, actor, language).mine_first
    there = other.place if other.place.city != mine.place.city else None
    return Table(other.code, other.country, other.organisation, mine.place, there)


def _entry(line: _Line, tables: dict[Pair, Table], practices: dict[UUID, PracticeBrief], language: str) -> Entry:
    table = tables[line.from_ministry_id, line.to_ministry_id]
    practice = practices.get(line.practice_id)
    title, spoken = title_of((line.title, line.title_language), (line.topic, line.written_in), practice)
    return Entry(
        id=line.id,
        title=title,
        language=spoken,
        state=line.state,
        starts_at=line.starts_at,
        table=table,
        here=clock_text(line.starts_at, table.here, language),
        there=clock_text(line.starts_at, table.there, language) if table.there else "",
    )
