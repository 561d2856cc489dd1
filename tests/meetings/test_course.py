"""Other times, small moves, and how a meeting went (rows 3, 7, 8, 10 to 12, 14 and 15 of the table)."""

from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.kernel.actor import Role
from exchange.kernel.errors import ConflictError, InvalidError, RefusedError
from exchange.meetings import service
from exchange.meetings.models import AgendaItem, Hold, MeetingRequest, PartRole, PartStat, quarters
from exchange.meetings.service.course import expires_at
from exchange.meetings.states import RequestState
from exchange.notifications.models import Mail, StoredNotice
from tests.factories.accounts import actor_for, make_person
from tests.factories.meetings import (
    NOW,
    THURSDAY,
    WEDNESDAY,
    Talk,
    cancel,
    make_agreed,
    make_held,
    make_request,
    make_scheduled,
    promise,
)
from tests.meetings.typed import hidden
from tests.support.browser import Browser
from tests.support.clock import FixedClock

AFTER = WEDNESDAY + timedelta(hours=2)
DAY_BEFORE = WEDNESDAY - timedelta(days=1)


def kinds(session: Session, person: Person) -> list[str]:
    query = select(StoredNotice.kind).where(StoredNotice.person_id == person.id)
    return list(session.scalars(query.order_by(StoredNotice.id)))


def calendars(session: Session, person: Person) -> list[icalendar.Event]:
    mails = session.scalars(
        select(Mail).where(Mail.person_id == person.id, Mail.calendar.is_not(None)).order_by(Mail.id)
    )
    events = [icalendar.Calendar.from_ical(mail.calendar or b"").walk("VEVENT")[0] for mail in mails]
    return [event for event in events if isinstance(event, icalendar.Event)]


def propose(session: Session, request: MeetingRequest, person: Person, *starts: datetime) -> service.Outcome:
    return service.propose_time(
        session,
        actor=actor_for(person),
        request_id=request.id,
        offer=service.Offer(starts or (THURSDAY,), "Asia/Baku"),
        version=request.version,
        key="",
        now=NOW,
    )


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


def seat(
    session: Session, request: MeetingRequest, person: Person, side: object, seats: dict[Person, PartRole]
) -> service.Outcome:
    return service.seat_delegation(
        session,
        actor=actor_for(person),
        request_id=request.id,
        side=side,  # type: ignore[arg-type]
        seats={one.id: role for one, role in seats.items()},
        version=request.version,
        key="",
        now=NOW,
    )


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


def test_who_is_added_is_invited_and_who_is_taken_off_is_told(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    newcomer = make_person(session, talk.tr)
    seat(session, request, talk.tr_organizer, talk.tr.id, {newcomer: PartRole.HEAD})
    assert [event["SEQUENCE"] for event in calendars(session, newcomer)] == [0]
    gone = session.scalars(select(Mail).where(Mail.person_id == talk.expert.id, Mail.calendar.is_not(None))).all()
    assert [mail.calendar_method for mail in gone] == ["REQUEST", "CANCEL"]
    assert len(calendars(session, talk.asker)) == 1  # nobody else is disturbed
    assert {part.person_id for part in request.participants if part.removed_at} == {talk.expert.id}
    free = select(Hold.resource_id).where(Hold.request_id == request.id, Hold.resource_id == talk.expert.id)
    assert session.scalars(free).all() == []


def test_a_delegation_is_named_by_its_own_side_with_one_head(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    second = make_person(session, talk.tr)
    with pytest.raises(RefusedError):
        seat(session, request, talk.az_organizer, talk.tr.id, {second: PartRole.HEAD})
    with pytest.raises(InvalidError):
        seat(session, request, talk.expert, talk.tr.id, {second: PartRole.HEAD, talk.expert: PartRole.HEAD})
    with pytest.raises(InvalidError):
        seat(session, request, talk.expert, talk.tr.id, {talk.asker: PartRole.DELEGATE})


def test_a_new_title_keeps_sequence_and_answers(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    request.participants[0].answer = PartStat.ACCEPTED
    service.retitle(
        session,
        actor=actor_for(talk.expert),
        request_id=request.id,
        title="Second title",
        language="en",
        version=request.version,
        key="",
        now=NOW,
    )
    first, second = calendars(session, talk.asker)
    assert (second["SEQUENCE"], second["SUMMARY"]) == (first["SEQUENCE"], "Second title")
    assert second.DTSTAMP > first.DTSTAMP
    assert request.participants[0].answer is PartStat.ACCEPTED


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


def test_the_delegation_page_seats_and_says_what_is_wrong(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    other = make_person(session, talk.tr, roles=[Role.PUBLISHER])
    browser.sign_in(talk.tr_organizer)
    address = f"/meetings/{request.id}/people"
    form = hidden(browser.get(address), "/people")
    heads = {f"seat-{person.id}": "head" for person in (other, talk.expert)}
    assert browser.post(address, form | heads).status == 422
    kept = {f"seat-{other.id}": "head", f"seat-{talk.expert.id}": "delegate", "seat-x": "head"}
    assert "The delegation was changed" in browser.post(address, form | kept, follow=True).text


def test_making_an_agreed_meeting_asks_for_a_room_first(session: Session, talk: Talk) -> None:
    request = make_agreed(session, talk)
    with pytest.raises(ConflictError):
        propose(session, request, talk.asker)
