"""Another time for a scheduled meeting: offered and accepted, kept, or moved a little at once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.kernel.errors import ConflictError, InvalidError, RefusedError
from exchange.meetings import service
from exchange.meetings.models import Hold, MeetingRequest, PartStat, quarters
from exchange.meetings.states import RequestState
from tests.factories.accounts import actor_for
from tests.factories.meetings import (
    NOW,
    THURSDAY,
    WEDNESDAY,
    Talk,
    cancel,
    make_request,
    make_scheduled,
)
from tests.meetings.acting import calendars, kinds, propose
from tests.meetings.typed import hidden
from tests.support.browser import Browser
from tests.support.clock import FixedClock


def accept_time(session: Session, request: MeetingRequest, person: Person, *, version: int = 0) -> service.Outcome:
    return service.accept_time(
        session,
        actor=actor_for(person),
        request_id=request.id,
        slot_id=request.current.slots[0].id,
        proposal_no=request.proposal_no,
        version=version or request.version,
        key="",
        now=NOW,
    )


def move_by(session: Session, request: MeetingRequest, person: Person, minutes: int) -> service.Outcome:
    return service.move_by(
        session,
        actor=actor_for(person),
        request_id=request.id,
        minutes=minutes,
        version=request.version,
        key="",
        now=NOW,
    )


def held_quarters(session: Session, request: MeetingRequest) -> set[datetime]:
    return set(session.scalars(select(Hold.quarter_hour).where(Hold.request_id == request.id)))


def test_the_agreed_time_stands_until_the_other_side_accepts_another(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    propose(session, request, talk.asker)
    assert request.meeting is not None
    assert (request.state, request.meeting.starts_at) == (RequestState.RESCHEDULING, WEDNESDAY)
    assert kinds(session, talk.expert)[-1] == "meeting.time_proposed"
    with pytest.raises(RefusedError):
        accept_time(session, request, talk.az_organizer)
    accept_time(session, request, talk.expert)
    assert (request.state, request.meeting.starts_at) == (RequestState.SCHEDULED, THURSDAY)
    assert held_quarters(session, request) == set(quarters(THURSDAY, 60))


def test_an_accepted_change_is_the_next_sequence_of_the_same_entry_for_everyone(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    request.participants[0].answer = PartStat.ACCEPTED
    propose(session, request, talk.asker)
    accept_time(session, request, talk.expert)
    for person in (talk.asker, talk.expert, talk.az_organizer):
        first, second = calendars(session, person)
        assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
        assert first["UID"] == second["UID"]
        assert second.DTSTAMP > first.DTSTAMP
        assert second.start == THURSDAY
    assert all(part.answer is PartStat.NEEDS_ACTION for part in request.participants)


def test_keeping_the_time_leaves_calendars_alone(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    propose(session, request, talk.asker)
    service.keep_time(
        session, actor=actor_for(talk.expert), request_id=request.id, version=request.version, key="", now=NOW
    )
    assert request.state is RequestState.SCHEDULED
    assert len(calendars(session, talk.asker)) == 1
    assert kinds(session, talk.asker)[-1] == "meeting.time_kept"


def test_of_cancelling_and_accepting_a_change_the_second_finds_what_changed(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    propose(session, request, talk.asker)
    seen = request.version
    cancel(session, request, talk.expert)
    with pytest.raises(ConflictError):
        accept_time(session, request, talk.tr_organizer, version=seen)


def test_a_small_move_keeps_the_entry_and_stays_near_the_agreed_time(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    move_by(session, request, talk.az_organizer, 15)
    move_by(session, request, talk.tr_organizer, 15)
    assert request.meeting is not None
    assert request.meeting.starts_at == WEDNESDAY + timedelta(minutes=30)
    assert [event["SEQUENCE"] for event in calendars(session, talk.expert)] == [0, 1, 2]
    for minutes in (15, 45, 0, -61):
        with pytest.raises(InvalidError):
            move_by(session, request, talk.az_organizer, minutes)
    with pytest.raises(RefusedError):
        move_by(session, request, talk.asker, -15)


def test_a_move_into_somebody_elses_meeting_is_refused_and_nothing_moves(session: Session, talk: Talk) -> None:
    later = make_request(session, talk, starts=(WEDNESDAY + timedelta(hours=1),))
    request = make_scheduled(session, talk)
    service.accept(
        session,
        actor=actor_for(talk.tr_organizer),
        request_id=later.id,
        slot_id=later.current.slots[0].id,
        proposal_no=1,
        expected_version=1,
        key="",
        now=NOW,
    )
    session.commit()
    with pytest.raises(ConflictError):
        move_by(session, request, talk.az_organizer, 30)
    session.rollback()
    assert held_quarters(session, request) == set(quarters(WEDNESDAY, 60))


def test_the_pages_of_a_scheduled_meeting(browser: Browser, session: Session, talk: Talk, clock: FixedClock) -> None:
    request = make_scheduled(session, talk)
    address = f"/meetings/{request.id}"
    browser.sign_in(talk.az_organizer)
    page = browser.get(address)
    assert "Change the delegation" in page.text
    moved = browser.post(f"{address}/move", hidden(page, "/move") | {"minutes": "15"}, follow=True)
    assert "Moved." in moved.text
    for form in ("people", "title", "time"):
        assert browser.get(f"{address}/{form}").status == 200
    page = browser.get(f"{address}/time")
    sent = browser.post(f"{address}/time", hidden(page, "/time") | {"slots": ["2026-03-19T14:00"]}, follow=True)
    assert "Another time is proposed" in sent.text
    browser.sign_in(talk.expert)
    page = browser.get(address)
    assert "New time" not in page.text
    accepted = browser.post(f"{address}/accept", hidden(page, "/accept"), follow=True)
    assert "Every participant gets the new time" in accepted.text
    clock.advance(days=30)
    browser.sign_in(talk.tr_organizer)
    page = browser.get(f"{address}/course")
    noted = browser.post(f"{address}/course", hidden(page, "/course") | {"course": str(talk.az.id)}, follow=True)
    assert "did not take place" in noted.text
    page = browser.get(address)
    follow = browser.post(f"{address}/follow-up", hidden(page, "/follow-up"), follow=True)
    assert "The talk before this one" in follow.text
