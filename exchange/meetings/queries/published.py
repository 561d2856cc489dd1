"""What two ministries let everyone know who reads a practice: that they talked about it, and what they said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import Session, aliased

from exchange.accounts.models import Ministry
from exchange.accounts.queries import ministry_view
from exchange.kernel.actor import Actor
from exchange.kernel.remembered import remembered
from exchange.meetings import policies
from exchange.meetings.models import (
    Meeting,
    MeetingRequest,
    Minutes,
    MinutesApproval,
    MinutesParagraph,
    MinutesState,
)
from exchange.meetings.queries.sides import Sides, put_sides

MOST_LINES = 200
_PRACTICE = "about_practice"


@dataclass(frozen=True)
class Communique:
    """What two ministries let everyone read who reads the practice."""

    sides: Sides
    held_at: datetime
    paragraphs: tuple[str, ...]
    language: str
    request_id: UUID | None  # for those who may open the meeting


def communiques_about(session: Session, *, actor: Actor, practice_id: UUID, language: str) -> tuple[Communique, ...]:
    """Meetings about the practice that both sides agreed to name, newest first. One query: it stands on every page."""
    rows = session.execute(_question(actor), {_PRACTICE: practice_id}).all()
    return tuple(_communique(list(lines), actor, language) for _, lines in groupby(rows, key=lambda row: row[0]))


@remembered
def _question(actor: Actor) -> Select[UUID, bool, datetime, str, str, str, str, Ministry, Ministry]:
    asking, asked = aliased(Ministry), aliased(Ministry)
    refused = select(MinutesApproval.request_id).where(
        MinutesApproval.request_id == Minutes.request_id, MinutesApproval.publishes.is_(False)
    )
    marked = and_(MinutesParagraph.request_id == Minutes.request_id, MinutesParagraph.in_communique)
    texts = (MinutesParagraph.from_text, MinutesParagraph.to_text)
    return (
        select(
            MeetingRequest.id,
            policies.readable_by(actor).label("known"),
            Meeting.starts_at,
            Minutes.from_language,
            Minutes.to_language,
            *texts,
            asking,
            asked,
        )
        .join(Minutes, Minutes.request_id == MeetingRequest.id)
        .join(Meeting, Meeting.request_id == MeetingRequest.id)
        .join(asking, asking.id == MeetingRequest.from_ministry_id)
        .join(asked, asked.id == MeetingRequest.to_ministry_id)
        .outerjoin(MinutesParagraph, marked)
        .where(
            MeetingRequest.practice_id == bindparam(_PRACTICE), Minutes.state == MinutesState.FROZEN, ~refused.exists()
        )
        .order_by(Meeting.starts_at.desc(), MeetingRequest.id, MinutesParagraph.position)
        .limit(MOST_LINES)
    )


def _communique(lines: list[Any], actor: Actor, language: str) -> Communique:
    request_id, known, starts_at, from_language, to_language, _, _, asking, asked = lines[0]
    views = {row.id: ministry_view(row) for row in (asking, asked)}
    sides = put_sides(views, (asking.id, asked.id), actor, language)
    shown = to_language if to_language == language else from_language
    texts = _texts(lines, 6 if shown == to_language else 5)
    return Communique(sides, starts_at, texts, shown, request_id if known else None)


def _texts(lines: Iterable[Any], column: int) -> tuple[str, ...]:
    return tuple(line[column] for line in lines if line[column])
