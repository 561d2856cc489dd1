"""A second way in for when the first room fails, and the end of a cancelled meeting's room."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.app import deps_of
from exchange.audit.models import AuditRow
from exchange.jobs.models import OutboxRow
from exchange.jobs.runner import Runner
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError
from exchange.meetings import service
from exchange.meetings.jobs import CLOSE_ROOM, RoomCloser
from exchange.meetings.models import MeetingRequest, RoomKind
from exchange.meetings.rooms.bigbluebutton import BigBlueButton
from exchange.web.db import transaction
from tests.factories.accounts import actor_for
from tests.factories.meetings import HOSTS, LINK, NOW, WEDNESDAY, Talk, cancel, make_agreed, make_scheduled
from tests.meetings.test_rooms import Server, checksum_holds, server  # noqa: F401 - a fixture
from tests.support.browser import Browser
from tests.support.clock import FixedClock

SECOND = "https://teams.microsoft.com/l/meetup-join/19%3ameeting"


def scheduled(session: Session, talk: Talk, fallback: str = SECOND, kind: RoomKind = RoomKind.PASTED) -> MeetingRequest:
    request = make_agreed(session, talk)
    service.schedule(
        session,
        actor=actor_for(talk.az_organizer),
        request_id=request.id,
        draft=service.RoomDraft("Talk", LINK, "552211", kind=kind, fallback=fallback),
        allowed_hosts=HOSTS,
        kinds=[RoomKind.BIGBLUEBUTTON],
        expected_version=request.version,
        key="",
        now=NOW,
    )
    return request


def test_participants_find_the_second_room_while_the_door_is_open(
    session: Session, talk: Talk, browser: Browser, clock: FixedClock
) -> None:
    request = scheduled(session, talk)
    path = f"/meetings/{request.id}/join"
    browser.sign_in(talk.asker)
    early = browser.get(path)
    assert "Join the second room" not in early.text
    clock.now = WEDNESDAY - timedelta(minutes=5)
    browser.sign_in(talk.asker)
    page = browser.get(path)
    assert "Join the second room" in page.text
    assert SECOND not in page.html
    assert SECOND not in browser.get(f"/meetings/{request.id}").html
    answer = browser.post(path, {"way": "second"})
    assert (answer.status, answer.location) == (303, SECOND)
    session.expire_all()
    row = session.scalars(select(AuditRow).where(AuditRow.action == "meeting.joined")).one()
    assert row.facts["second"] is True
    assert browser.post(path, {}).location == LINK


def test_nobody_else_and_nobody_early_gets_it(session: Session, talk: Talk) -> None:
    request = scheduled(session, talk)
    soon = WEDNESDAY - timedelta(minutes=5)
    with pytest.raises(NotFoundError):
        service.join(session, actor=actor_for(talk.tr_organizer), request_id=request.id, now=soon, second=True)
    with pytest.raises(ConflictError):
        service.join(session, actor=actor_for(talk.asker), request_id=request.id, now=NOW, second=True)


def test_without_a_second_room_there_is_no_way_to_it(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    soon = WEDNESDAY - timedelta(minutes=5)
    with pytest.raises(ConflictError):
        service.join(session, actor=actor_for(talk.asker), request_id=request.id, now=soon, second=True)


@pytest.mark.parametrize("link", [LINK, "https://evil.example/j", "https://a:b@teams.microsoft.com/j", "teams"])
def test_a_second_link_follows_the_same_rules(session: Session, talk: Talk, link: str) -> None:
    with pytest.raises(InvalidError) as refused:
        scheduled(session, talk, link)
    assert set(refused.value.fields) == {"fallback"}


def test_a_new_room_replaces_both_links(session: Session, talk: Talk) -> None:
    request = scheduled(session, talk)
    other = "https://us02web.zoom.us/j/99999999999"
    service.change_room(
        session, actor=actor_for(talk.az_organizer), request_id=request.id, link=other, passcode="",
        allowed_hosts=HOSTS, expected_version=request.version, key="", now=NOW,
    )  # fmt: skip
    assert request.meeting is not None
    assert (request.meeting.room_link, request.meeting.fallback_link) == (other, None)


def run_closer(app: Flask, session: Session, clock: FixedClock, provider: BigBlueButton) -> int:
    session.commit()
    handler = replace(deps_of(app).jobs.handlers[CLOSE_ROOM], run=RoomCloser({RoomKind.BIGBLUEBUTTON: provider}).run)
    with app.app_context():
        done = Runner(transactions=transaction, handlers={CLOSE_ROOM: handler}, clock=clock).run_open()
    session.expire_all()
    return done


def test_a_cancelled_meeting_ends_its_room_once(
    app: Flask,
    session: Session,
    talk: Talk,
    clock: FixedClock,
    server: BigBlueButton,  # noqa: F811 - the fixture
) -> None:
    request = scheduled(session, talk, kind=RoomKind.BIGBLUEBUTTON)
    assert request.meeting is not None
    room = request.meeting.room_key
    cancel(session, request, talk.expert)
    assert run_closer(app, session, clock, server) == 1
    assert run_closer(app, session, clock, server) == 0
    (asked,) = Server.seen
    assert urlsplit(asked).path.endswith("/end")
    assert parse_qs(urlsplit(asked).query)["meetingID"] == [room]
    assert checksum_holds(asked, server.secret)


def test_a_silent_provider_is_asked_again_and_the_meeting_is_cancelled_all_the_same(
    app: Flask, session: Session, talk: Talk, clock: FixedClock
) -> None:
    request = scheduled(session, talk, kind=RoomKind.BIGBLUEBUTTON)
    cancel(session, request, talk.expert)
    silent = BigBlueButton("http://127.0.0.1:9/bigbluebutton/api", "secret")
    assert run_closer(app, session, clock, silent) == 0
    row = session.scalars(select(OutboxRow).where(OutboxRow.name == CLOSE_ROOM)).one()
    assert (row.done_at, row.failed_at) == (None, None)
    assert request.state == "cancelled"


def test_a_pasted_room_is_nobodys_to_end(session: Session, talk: Talk, run_jobs: Callable[[], int]) -> None:
    cancel(session, make_scheduled(session, talk), talk.expert)
    assert session.scalars(select(OutboxRow).where(OutboxRow.name == CLOSE_ROOM)).all() == []
    run_jobs()
