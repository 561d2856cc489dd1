"""Jumping clocks, nights on which clocks are set, and new rules: none of them moves a meeting's hour (issue 7)."""

import os
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.audit.models import AuditRow
from exchange.kernel.errors import ConflictError
from exchange.meetings import service
from exchange.meetings.jobs import ClockWork
from exchange.meetings.models import Hold, Meeting, MeetingRequest, Participant, PartStat
from exchange.notifications.models import Mail
from tests.factories.accounts import actor_for
from tests.factories.meetings import NOW, WEDNESDAY, Talk, make_agreed, make_scheduled
from tests.faults.calendar_zones import ZONES
from tests.meetings.test_golden_calendar import SWITCHES
from tests.support.clock import FixedClock

AN_HOUR = timedelta(hours=1)


def meeting_of(request: MeetingRequest) -> Meeting:
    assert request.meeting is not None
    return request.meeting


def put_rules(folder: Path, zone: str, like: str) -> None:
    """A zone file that gives the zone the rules of another one, as a new tzdata would."""
    path = folder / zone
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(files("tzdata.zoneinfo").joinpath(*like.split("/")).read_bytes())


@contextmanager
def new_rules(folder: Path, zone: str, like: str) -> Iterator[None]:
    put_rules(folder, zone, like)
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=[str(folder), *before])
    ZoneInfo.clear_cache()
    try:
        yield
    finally:
        zoneinfo.reset_tzpath(to=before)
        ZoneInfo.clear_cache()


def test_new_rules_move_the_instant_and_keep_the_hour(session: Session, talk: Talk, tmp_path: Path) -> None:
    request = make_scheduled(session, talk)
    service.answer(session, actor=actor_for(talk.expert), request_id=request.id, says=PartStat.ACCEPTED, now=NOW)
    with new_rules(tmp_path, "Asia/Baku", "Asia/Tashkent"):  # UTC+5 in place of UTC+4
        assert service.displaced(session, now=NOW) == [request.id]
        assert service.keep_the_hour(session, request_id=request.id, now=NOW)
        assert not service.keep_the_hour(session, request_id=request.id, now=NOW)
        meeting = meeting_of(request)
        assert meeting.starts_at == WEDNESDAY - AN_HOUR
        assert f"{meeting.starts_at.astimezone(ZoneInfo('Asia/Baku')):%H:%M}" == "11:00"
        assert service.displaced(session, now=NOW) == []
    assert (meeting.sequence, meeting.agreed_at) == (1, WEDNESDAY - AN_HOUR)
    sent = select(Mail.calendar_method, Mail.calendar_sequence).where(Mail.calendar_sequence == 1)
    assert session.execute(sent).all() == [("REQUEST", 1)] * 3
    assert min(session.scalars(select(Hold.quarter_hour))) == WEDNESDAY - AN_HOUR
    assert {answer for answer in session.scalars(select(Participant.answer))} == {PartStat.NEEDS_ACTION}  # noqa: C416
    assert "meeting.hour_kept" in session.scalars(select(AuditRow.action)).all()


def test_the_reason_stands_in_the_mail(session: Session, talk: Talk, tmp_path: Path) -> None:
    request = make_scheduled(session, talk)
    with new_rules(tmp_path, "Asia/Baku", "Asia/Tashkent"):
        service.keep_the_hour(session, request_id=request.id, now=NOW)
    mail = session.scalars(select(Mail).where(Mail.calendar_sequence == 1, Mail.person_id == talk.expert.id)).one()
    assert "A country changed the rules of its clock" in mail.text


def test_the_rules_of_the_other_clock_move_nothing(session: Session, talk: Talk, tmp_path: Path) -> None:
    """The hour was agreed on the clock of the offer; the other one follows, as calendars do by themselves."""
    request = make_scheduled(session, talk)
    with new_rules(tmp_path, "Europe/Istanbul", "Europe/Berlin"):
        assert service.displaced(session, now=NOW) == []
        assert not service.keep_the_hour(session, request_id=request.id, now=NOW)
    assert meeting_of(request).starts_at == WEDNESDAY


def test_where_somebody_is_taken_then_people_decide(
    app: Flask, session: Session, talk: Talk, clock: FixedClock, tmp_path: Path
) -> None:
    request = make_scheduled(session, talk)
    make_agreed(session, talk, starts=(WEDNESDAY - AN_HOUR,))
    other = meeting_of(session.scalars(select(MeetingRequest).where(MeetingRequest.id != request.id)).unique().one())
    other.wall_zone = other.wall_start = None  # stays where it is
    session.commit()
    with new_rules(tmp_path, "Asia/Baku", "Asia/Tashkent"):
        with pytest.raises(ConflictError):
            service.keep_the_hour(session, request_id=request.id, now=NOW)
        session.rollback()
        with app.app_context():
            ClockWork(clock).keep_hours()
    session.expire_all()
    assert meeting_of(request).starts_at == WEDNESDAY


def test_another_process_with_new_rules_finds_the_hour(tmp_path: Path) -> None:
    """As after an upgrade: the rules are read when a program begins."""
    put_rules(tmp_path, "Asia/Baku", "Asia/Tashkent")
    program = (
        "from exchange.meetings.models import Meeting; from datetime import datetime, UTC;"
        "m = Meeting(starts_at=datetime(2026, 3, 18, 7, tzinfo=UTC), wall_start='2026-03-18T11:00',"
        " wall_zone='Asia/Baku'); print(m.by_the_wall().isoformat())"
    )

    def said(**more: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, text=True, env=os.environ | more
        )
        return done.stdout.strip()

    assert said() == "2026-03-18T07:00:00+00:00"
    assert said(PYTHONTZPATH=str(tmp_path)) == "2026-03-18T06:00:00+00:00"


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_around_a_switch_stays_the_instant_that_it_is(zone: str) -> None:
    """Also hours that a clock shows twice, or skips: no meeting moves while the rules stay."""
    for day in SWITCHES:
        first = datetime(day.year, day.month, day.day, tzinfo=UTC)
        for quarter in range(0, 96, 2):
            meeting = Meeting()
            meeting.begin_at(first + timedelta(minutes=15 * quarter), zone)
            assert meeting.by_the_wall() == meeting.starts_at


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(hours=-3), timedelta(), timedelta(hours=2)])
def test_a_clock_that_jumps_moves_no_meeting_and_no_number_back(session: Session, talk: Talk, jump: timedelta) -> None:
    request = make_scheduled(session, talk)
    stamp = meeting_of(request).stamped_at
    order: dict[str, Any] = {"actor": actor_for(talk.az_organizer), "request_id": request.id, "key": ""}
    service.retitle(session, title="Anew", language="en", version=request.version, now=NOW + jump, **order)
    service.move_by(session, minutes=15, version=request.version, now=NOW + jump, **order)
    meeting = meeting_of(request)
    assert meeting.starts_at == WEDNESDAY + timedelta(minutes=15)
    assert (meeting.sequence, meeting.wall_start) == (1, "2026-03-18T11:15")
    numbers = session.execute(
        select(Mail.calendar_sequence, Mail.calendar_stamp)
        .where(Mail.person_id == talk.expert.id, Mail.calendar.is_not(None))
        .order_by(Mail.id)
    ).all()
    assert [tuple(pair) for pair in numbers] == sorted({tuple(pair) for pair in numbers})
    assert meeting.stamped_at > stamp
