"""The agenda of a meeting that has a time: written as a whole, a small change of the meeting (meetings.md, row 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.meetings.events import MeetingUpdated
from exchange.meetings.models import AgendaItem, MeetingRequest
from exchange.meetings.service.commands import Order, Outcome, find_for, move, remember, repeated, write_down
from exchange.meetings.states import Command
from exchange.practices.queries import PracticeBrief, brief

MOST_POINTS = 20
LONGEST_TITLE = 160


@dataclass(frozen=True)
class Point:
    """One point as it was written."""

    title: str
    minutes: int
    practice_slug: str = ""
    presenter_id: UUID | None = None


def write_agenda(
    session: Session,
    *,
    actor: Actor,
    request_id: UUID,
    points: Sequence[Point],
    language: str,
    version: int,
    key: str,
    now: datetime,
) -> Outcome:
    """Put these points in the place of the agenda. A named practice is kept in the version that is current now.

    Raises:
        NotFoundError, RefusedError, ConflictError: as for every command.
        InvalidError: field `points`: too many, no title, more minutes than the meeting has, an unknown practice.
    """
    order = Order(Command.UPDATE, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    _check(request, points)
    practices = [_practice(session, actor, point, language) for point in points]
    move(session, order, request, expected_version=version)
    session.execute(delete(AgendaItem).where(AgendaItem.request_id == request.id))
    session.add_all(
        _item(request, number, point, practice, language)
        for number, (point, practice) in enumerate(zip(points, practices, strict=True), start=1)
    )
    session.flush()
    if request.meeting is not None:
        request.meeting.stamp(now)
    write_down(session, order, request, points=len(points))
    emit(session, MeetingUpdated(request.id, actor.person_id, now))
    return remember(session, order, request.id)


def _item(
    request: MeetingRequest, number: int, point: Point, practice: PracticeBrief | None, language: str
) -> AgendaItem:
    return AgendaItem(
        request_id=request.id,
        position=number,
        title=point.title.strip(),
        language=language,
        minutes=point.minutes,
        ministry_id=point.presenter_id,
        practice_id=practice.id if practice else None,
        practice_revision=practice.revision if practice else None,
    )


def _check(request: MeetingRequest, points: Sequence[Point]) -> None:
    if len(points) > MOST_POINTS:
        raise _wrong(N_("An agenda has at most %(most)s points."), MOST_POINTS)
    if any(not point.title.strip() or len(point.title.strip()) > LONGEST_TITLE for point in points):
        raise _wrong(N_("Every point has a title of at most %(most)s characters."), LONGEST_TITLE)
    if any(point.minutes < 1 for point in points) or sum(point.minutes for point in points) > request.minutes:
        raise _wrong(N_("The points together take at most the %(most)s minutes of the meeting."), request.minutes)
    if any(point.presenter_id not in (None, *request.ministry_ids) for point in points):
        raise InvalidError({"points": N_("Choose one of the two ministries.")})


def _wrong(text: str, most: int) -> InvalidError:
    return InvalidError({"points": Message(text, {"most": most})})


def _practice(session: Session, actor: Actor, point: Point, language: str) -> PracticeBrief | None:
    if not point.practice_slug:
        return None
    try:
        return brief(session, actor=actor, slug=point.practice_slug, language=language)
    except NotFoundError:
        raise InvalidError({"points": N_("There is no practice at this address that you read.")}) from None
