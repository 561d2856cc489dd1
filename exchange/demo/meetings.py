"""Sample meetings, so that their states can be seen: one waits for an answer, one is scheduled. All invented."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import current_app

from exchange.demo.held import hold_a_meeting
from exchange.demo.people import actor_behind
from exchange.meetings import service
from exchange.meetings.models import MeetingRequest
from exchange.web.db import transaction

SAMPLE_ROOM = "https://meet.google.com/abc-defg-hij"


def arrange_meetings(now: datetime) -> None:
    """Azerbaijan asks Türkiye and waits; Kazakhstan asks Azerbaijan, agrees, and has a room."""
    _ask(
        "official@az.example",
        "tr-koruyucu-aile",
        topic="Nümunə: himayədar ailələrin seçilməsi",
        purpose=(
            "Ailələrin qiymətləndirilməsi meyarlarını və müraciət çox olanda növbənin qurulmasını soruşmaq istəyirik."
        ),
        starts=(_at(now, 3, 7), _at(now, 3, 10), _at(now, 4, 8)),
        clock=("Asia/Baku", "az"),
        now=now,
    )
    request_id = _ask(
        "official@kz.example",
        "az-dost-centres",
        topic="Образец: «одно окно» для семей",
        purpose=(
            "Как распределены обязанности между центром и ведомствами, и сколько услуг оказывается в день обращения."
        ),
        starts=(_at(now, 3, 6),),
        clock=("Asia/Almaty", "ru"),
        now=now,
    )
    _accept("official@az.example", request_id, now)
    _bind_room("organizer@az.example", request_id, now)
    hold_a_meeting(now)


def _at(now: datetime, days: int, hour: int) -> datetime:
    """The hour, in UTC, on a working day that many days ahead."""
    day = now + timedelta(days=days)
    while day.isoweekday() > 5:  # noqa: PLR2004 - Saturday and Sunday
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def _ask(
    email: str,
    practice: str,
    *,
    topic: str,
    purpose: str,
    starts: tuple[datetime, ...],
    clock: tuple[str, str],
    now: datetime,
) -> UUID:
    zone, language = clock
    offer = service.Offer(starts, zone, language=language)
    draft = service.RequestDraft(practice, purpose, offer, (language, "en"), topic=topic)
    actor = actor_behind(email)
    with transaction() as session:
        request_id = service.request_meeting(session, actor=actor, draft=draft, key="", now=now).request_id
        session.get_one(MeetingRequest, request_id).is_sample = True
        return request_id


def _accept(email: str, request_id: UUID, now: datetime) -> None:
    actor = actor_behind(email)
    with transaction() as session:
        request = session.get_one(MeetingRequest, request_id)
        slot = request.proposals[-1].slots[0]
        service.accept(
            session,
            actor=actor,
            request_id=request_id,
            slot_id=slot.id,
            proposal_no=request.proposal_no,
            expected_version=request.version,
            key="",
            now=now,
        )


def _bind_room(email: str, request_id: UUID, now: datetime) -> None:
    actor = actor_behind(email)
    with transaction() as session:
        request = session.get_one(MeetingRequest, request_id)
        draft = service.RoomDraft("Nümunə: ailələr üçün “bir pəncərə”", SAMPLE_ROOM, language="az")
        service.schedule(
            session,
            actor=actor,
            request_id=request_id,
            draft=draft,
            allowed_hosts=current_app.config["EXCHANGE"].allowed_room_hosts,
            expected_version=request.version,
            key="",
            now=now,
        )
