"""How a meeting goes on: begun and held by the door, not held without blame, expired, followed up."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.errors import ConflictError, RefusedError
from exchange.meetings import service
from exchange.meetings.models import AgendaItem, MeetingRequest
from exchange.meetings.service.course import expires_at
from exchange.meetings.states import RequestState
from exchange.notifications.models import StoredNotice
from tests.factories.accounts import actor_for
from tests.factories.meetings import (
    NOW,
    THURSDAY,
    WEDNESDAY,
    Talk,
    make_agreed,
    make_held,
    make_request,
    make_scheduled,
    promise,
)
from tests.meetings.acting import kinds, propose
from tests.support.browser import Browser

AFTER = WEDNESDAY + timedelta(hours=2)


def test_it_begins_when_both_sides_have_joined_and_is_held_after_the_grace(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    service.join(session, actor=actor_for(talk.asker), request_id=request.id, now=WEDNESDAY)
    assert request.state is RequestState.SCHEDULED
    service.join(session, actor=actor_for(talk.expert), request_id=request.id, now=WEDNESDAY)
    assert request.state.value == "in_progress"
    assert not service.take_course(session, request_id=request.id, now=WEDNESDAY + timedelta(minutes=89))
    assert service.take_course(session, request_id=request.id, now=WEDNESDAY + timedelta(minutes=90))
    assert request.state.value == "held"
    assert kinds(session, talk.asker)[-1] == "meeting.held"


def test_an_empty_door_proves_nothing_a_person_says_what_happened(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    service.join(session, actor=actor_for(talk.asker), request_id=request.id, now=WEDNESDAY)
    assert request.id in service.overdue(session, now=AFTER)
    assert service.take_course(session, request_id=request.id, now=AFTER)
    assert request.state is RequestState.SCHEDULED
    assert kinds(session, talk.tr_organizer)[-1] == "meeting.course_asked"
    service.note_not_held(
        session,
        actor=actor_for(talk.tr_organizer),
        request_id=request.id,
        absent=talk.tr.id,
        version=request.version,
        key="",
        now=AFTER,
    )
    assert request.state.value == "not_held"
    words = [
        session.scalars(select(StoredNotice).where(StoredNotice.person_id == person.id).order_by(StoredNotice.id)).all()
        for person in (talk.asker, talk.expert)
    ]
    assert words[0][-1].subject == words[1][-1].subject
    assert not any("Türkiye" in line and "nobody" in line.lower() for line in words[0][-1].lines)


def test_nobody_says_before_the_end_that_it_did_not_take_place(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    with pytest.raises(ConflictError):
        service.note_not_held(
            session,
            actor=actor_for(talk.tr_organizer),
            request_id=request.id,
            absent=None,
            version=request.version,
            key="",
            now=WEDNESDAY,
        )


def test_a_request_expires_when_its_last_time_has_passed_and_is_reopened_once(session: Session, talk: Talk) -> None:
    request = make_request(session, talk, starts=(WEDNESDAY, THURSDAY))
    assert expires_at(request) == THURSDAY
    assert not service.take_course(session, request_id=request.id, now=THURSDAY - timedelta(minutes=1))
    assert service.take_course(session, request_id=request.id, now=THURSDAY)
    assert request.state is RequestState.EXPIRED
    assert kinds(session, talk.asker)[-1] == kinds(session, talk.expert)[-1] == "meeting.expired"
    again: dict[str, Any] = {"request_id": request.id, "key": "", "now": THURSDAY}
    offer = service.Offer((THURSDAY + timedelta(days=7),), "Asia/Baku")
    with pytest.raises(RefusedError):
        service.reopen(session, actor=actor_for(talk.az_organizer), offer=offer, version=request.version, **again)
    service.reopen(session, actor=actor_for(talk.asker), offer=offer, version=request.version, **again)
    assert request.state.value == "requested"
    service.take_course(session, request_id=request.id, now=THURSDAY + timedelta(days=8))
    with pytest.raises(RefusedError):
        service.reopen(session, actor=actor_for(talk.asker), offer=offer, version=request.version, **again)


def test_an_acknowledged_request_keeps_its_times(session: Session, talk: Talk) -> None:
    request = make_request(session, talk)
    service.acknowledge(session, actor=actor_for(talk.expert), request_id=request.id, version=1, key="", now=NOW)
    assert (request.state, request.proposal_no) == (RequestState.NEGOTIATING, 1)
    assert kinds(session, talk.asker)[-1] == "meeting.acknowledged"


def test_a_follow_up_names_the_meeting_before_and_may_come_from_either_side(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    with pytest.raises(ConflictError):
        service.follow_up(session, actor=actor_for(talk.expert), request_id=request.id, key="", now=NOW)
    service.note_held(
        session, actor=actor_for(talk.az_organizer), request_id=request.id, version=request.version, key="", now=AFTER
    )
    outcome = service.follow_up(session, actor=actor_for(talk.expert), request_id=request.id, key="f", now=AFTER)
    again = service.follow_up(session, actor=actor_for(talk.expert), request_id=request.id, key="f", now=AFTER)
    assert (again.request_id, again.repeated) == (outcome.request_id, True)
    follow = session.get_one(MeetingRequest, outcome.request_id)
    assert (follow.follows_id, follow.from_ministry_id, follow.state) == (request.id, talk.tr.id, RequestState.DRAFT)


def test_a_follow_up_has_the_agenda_and_shows_what_is_still_open(
    browser: Browser, session: Session, talk: Talk
) -> None:
    request = make_held(session, talk)
    session.add_all(
        AgendaItem(request_id=request.id, position=number, title=title, language="en", minutes=20, **more)
        for number, title, more in (
            (1, "Assessment of families", {"practice_id": talk.practice.id, "practice_revision": 1}),
            (2, "Next steps", {"ministry_id": talk.tr.id}),
        )
    )
    promise(session, request, talk.asker, side=talk.az.id)
    session.flush()
    outcome = service.follow_up(session, actor=actor_for(talk.expert), request_id=request.id, key="", now=AFTER)
    page = browser.sign_in(talk.expert).get(f"/meetings/{outcome.request_id}")
    assert [one.get_text() for one in page.all(".ex-agenda__title")] == ["Assessment of families", "Next steps"]
    first, second = (one.get_text(" ", strip=True) for one in page.all(".ex-agenda__one"))
    assert "version 1" in first
    assert "Türkiye presents" in second
    assert "Send the checklist" in page.one(".ex-commits").get_text()


def test_making_an_agreed_meeting_asks_for_a_room_first(session: Session, talk: Talk) -> None:
    request = make_agreed(session, talk)
    with pytest.raises(ConflictError):
        propose(session, request, talk.asker)
