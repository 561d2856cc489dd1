"""The room that was chosen for two ministries, the room that is left, and hours that new clock rules would take."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.audit.models import AuditRow
from exchange.jobs.models import OutboxRow
from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.kernel.settings import Settings, WrongSettingError, read_settings
from exchange.meetings import service
from exchange.meetings.jobs import CLOSE_ROOM, ClockWork
from exchange.meetings.models import MeetingRequest, RoomKind
from exchange.meetings.queries.rooms import rooms_for
from exchange.meetings.rooms.configured import first_of
from exchange.notifications.models import Mail
from tests.factories.accounts import actor_for, make_person
from tests.factories.meetings import HOSTS, NOW, WEDNESDAY, Talk, make_agreed, make_scheduled
from tests.meetings.test_clocks import new_rules
from tests.meetings.test_rooms import bind
from tests.support.browser import Browser
from tests.support.clock import FixedClock

BOTH = (RoomKind.JITSI, RoomKind.BIGBLUEBUTTON)
AN_HOUR = timedelta(hours=1)


def choose(session: Session, one: Ministry, other: Ministry, kind: RoomKind) -> None:
    administrator = actor_for(make_person(session, None, roles=[], runs_platform=True))
    pair = (one.id, other.id)
    service.choose_room(session, actor=administrator, pair=pair, kind=kind, offered=BOTH, now=NOW)


def test_the_chosen_room_is_the_only_one_that_is_bound(session: Session, talk: Talk) -> None:
    choose(session, talk.tr, talk.az, RoomKind.BIGBLUEBUTTON)
    for pair in ((talk.az.id, talk.tr.id), (talk.tr.id, talk.az.id)):
        assert rooms_for(session, pair, BOTH) == (RoomKind.BIGBLUEBUTTON,)
    with pytest.raises(InvalidError) as refused:
        bind(session, talk, RoomKind.JITSI, BOTH)
    assert set(refused.value.fields) == {"kind"}


def test_the_chosen_room_is_bound(session: Session, talk: Talk) -> None:
    choose(session, talk.tr, talk.az, RoomKind.BIGBLUEBUTTON)
    request = session.get_one(MeetingRequest, bind(session, talk, RoomKind.BIGBLUEBUTTON, BOTH))
    assert request.meeting is not None
    assert request.meeting.room_kind is RoomKind.BIGBLUEBUTTON


def test_a_room_that_this_service_has_no_longer_leaves_the_choice_to_organizers(session: Session, talk: Talk) -> None:
    choose(session, talk.az, talk.tr, RoomKind.BIGBLUEBUTTON)
    assert rooms_for(session, (talk.az.id, talk.tr.id), (RoomKind.JITSI,)) == (RoomKind.PASTED, RoomKind.JITSI)


def test_only_who_runs_the_platform_chooses_and_it_is_noted(session: Session, talk: Talk) -> None:
    order: dict[str, Any] = {"pair": (talk.az.id, talk.tr.id), "now": NOW}
    with pytest.raises(NotFoundError):
        service.choose_room(session, actor=actor_for(talk.az_organizer), kind=RoomKind.PASTED, offered=BOTH, **order)
    choose(session, talk.az, talk.tr, RoomKind.JITSI)
    choose(session, talk.tr, talk.az, RoomKind.JITSI)
    administrator = actor_for(make_person(session, None, roles=[], runs_platform=True))
    service.forget_room(session, actor=administrator, **order)
    service.forget_room(session, actor=administrator, **order)
    acts = session.scalars(select(AuditRow.action).where(AuditRow.action.like("room.%"))).all()
    assert acts == ["room.chosen", "room.choice_forgotten"]
    assert rooms_for(session, (talk.az.id, talk.tr.id), BOTH) == (RoomKind.PASTED, *BOTH)


@pytest.mark.parametrize(("kind", "field"), [(RoomKind.JITSI, "kind"), (RoomKind.PASTED, "other")])
def test_what_cannot_be_chosen_is_said_beside_its_field(
    session: Session, talk: Talk, kind: RoomKind, field: str
) -> None:
    pair = (talk.az.id, talk.tr.id if field == "kind" else talk.az.id)
    actor = actor_for(make_person(session, None, roles=[], runs_platform=True))
    with pytest.raises(InvalidError) as refused:
        service.choose_room(session, actor=actor, pair=pair, kind=kind, offered=(), now=NOW)
    assert set(refused.value.fields) == {field}


def test_an_administrator_chooses_on_a_page_and_takes_it_back(browser: Browser, session: Session, talk: Talk) -> None:
    browser.sign_in(make_person(session, None, roles=[], runs_platform=True))
    choice = {"one": str(talk.az.id), "other": str(talk.tr.id), "kind": "pasted"}
    assert browser.get("/admin/rooms").status == 200
    assert browser.post("/admin/rooms", choice).status == 303
    table = browser.get("/admin/rooms").one("main table").get_text(" ", strip=True)
    assert "A pasted link" in table
    assert browser.post("/admin/rooms", choice | {"kind": "jitsi"}).status == 422, "there is none here"
    assert browser.post("/admin/rooms", choice | {"other": choice["one"]}).status == 422
    assert browser.post("/admin/rooms", choice | {"act": "forget"}).status == 303
    assert browser.get("/admin/rooms").all("main table") == []


def test_the_installations_own_choice_stands_first_and_must_exist() -> None:
    whole = Settings(rooms_bbb_url="https://bbb.example/bigbluebutton/api", rooms_default="bigbluebutton")
    assert first_of([RoomKind.PASTED, *BOTH], whole)[0] is RoomKind.BIGBLUEBUTTON
    for wrong in ("jitsi", "zoom"):
        with pytest.raises(WrongSettingError):
            read_settings({"EXCHANGE_ROOMS_DEFAULT": wrong})


def ended(session: Session) -> list[tuple[object, object]]:
    rows = session.scalars(select(OutboxRow).where(OutboxRow.name == CLOSE_ROOM).order_by(OutboxRow.number))
    return [(row.payload["kind"], row.payload["room"]) for row in rows]


def test_a_room_is_left_when_the_meeting_goes_elsewhere(session: Session, talk: Talk) -> None:
    request = session.get_one(MeetingRequest, bind(session, talk, RoomKind.BIGBLUEBUTTON, BOTH))
    assert request.meeting is not None
    first = request.meeting.room_key
    order: dict[str, Any] = {"actor": actor_for(talk.az_organizer), "request_id": request.id, "key": "", "now": NOW}
    room: dict[str, Any] = {"link": "", "passcode": "", "allowed_hosts": HOSTS, "kinds": BOTH}
    service.change_room(session, kind=RoomKind.JITSI, expected_version=request.version, **room, **order)
    second = request.meeting.room_key
    assert (request.meeting.room_kind, request.meeting.room_link) == (RoomKind.JITSI, None)
    service.move_by(session, minutes=15, version=request.version, **order)
    assert request.meeting.room_key not in {None, first, second}
    assert ended(session) == [("bigbluebutton", first), ("jitsi", second)]
    with pytest.raises(InvalidError):
        service.change_room(
            session, kind=RoomKind.BIGBLUEBUTTON, expected_version=request.version, **room | {"kinds": ()}, **order
        )


def test_organizers_hear_once_of_an_hour_that_new_rules_would_take(
    app: Flask, session: Session, talk: Talk, clock: FixedClock, tmp_path: Path, run_jobs: Callable[[], int]
) -> None:
    request = make_scheduled(session, talk)
    make_agreed(session, talk, starts=(WEDNESDAY - AN_HOUR,))
    other = session.scalars(select(MeetingRequest).where(MeetingRequest.id != request.id)).unique().one()
    assert other.meeting is not None
    other.meeting.wall_zone = other.meeting.wall_start = None  # stays where it is
    session.commit()
    with new_rules(tmp_path, "Asia/Baku", "Asia/Tashkent"), app.app_context():
        for _start in range(2):
            ClockWork(clock).keep_hours()
    session.expire_all()
    told = session.scalars(select(Mail).where(Mail.subject.like("The agreed hour is taken%"))).all()
    assert {mail.person_id for mail in told} >= {talk.az_organizer.id, talk.tr_organizer.id}
    assert len(told) == len({mail.person_id for mail in told})
    assert "so nothing was moved" in told[0].text
    assert request.meeting is not None
    assert request.meeting.starts_at == WEDNESDAY
