"""Drafts, and the desk that clears requests before they leave (rows 1, 2 and 14 of the table)."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.kernel.errors import InvalidError, NotFoundError, RefusedError
from exchange.meetings import policies, service
from exchange.meetings.models import MeetingDesk, MeetingRequest
from exchange.meetings.states import RequestState
from exchange.notifications.models import StoredNotice
from tests.factories.accounts import actor_for, make_person
from tests.factories.meetings import NOW, WEDNESDAY, Talk, make_request
from tests.meetings.typed import asked, hidden
from tests.support.browser import Browser


def clearing(session: Session, talk: Talk) -> None:
    session.add(MeetingDesk(ministry_id=talk.az.id, clears_requests=True))
    session.flush()


def told(session: Session, person: Person) -> list[str]:
    return list(session.scalars(select(StoredNotice.kind).where(StoredNotice.person_id == person.id)))


def clear(session: Session, request: MeetingRequest, person: Person, key: str = "") -> service.Outcome:
    return service.clear(
        session, actor=actor_for(person), request_id=request.id, version=request.version, key=key, now=NOW
    )


def drafted(session: Session, talk: Talk, *, starts: tuple[datetime, ...] = ()) -> MeetingRequest:
    draft = service.RequestDraft(talk.practice.slug, "Why", service.Offer(starts, "Asia/Baku"), ("az",))
    outcome = service.save_draft(session, actor=actor_for(talk.asker), draft=draft, key="", now=NOW)
    return session.get_one(MeetingRequest, outcome.request_id)


def test_a_request_waits_for_the_own_desk_and_the_other_side_knows_nothing(session: Session, talk: Talk) -> None:
    clearing(session, talk)
    request = make_request(session, talk)
    assert request.state is RequestState.AWAITING_CLEARANCE
    assert told(session, talk.az_organizer) == ["meeting.clearance_asked"]
    assert told(session, talk.expert) == told(session, talk.tr_organizer) == []
    assert not policies.can_read(actor_for(talk.expert), request)
    seen = select(MeetingRequest.id).where(policies.readable_by(actor_for(talk.expert)))
    assert session.scalars(seen).all() == []


def test_clearing_sends_it_once(session: Session, talk: Talk) -> None:
    clearing(session, talk)
    request = make_request(session, talk)
    clear(session, request, talk.az_organizer, "one")
    assert clear(session, request, talk.az_organizer, "one").repeated
    assert (request.state, request.sent_at) == (RequestState.REQUESTED, NOW)
    assert told(session, talk.expert) == ["meeting.requested"]
    assert told(session, talk.asker) == ["meeting.sent"]


def test_only_the_own_desk_clears(session: Session, talk: Talk) -> None:
    clearing(session, talk)
    request = make_request(session, talk)
    with pytest.raises(RefusedError):
        clear(session, request, talk.asker)
    with pytest.raises(NotFoundError):
        clear(session, request, talk.tr_organizer)


def test_a_request_that_is_sent_back_names_its_reason_and_can_be_sent_again(session: Session, talk: Talk) -> None:
    clearing(session, talk)
    request = make_request(session, talk)
    service.send_back(
        session,
        actor=actor_for(talk.az_organizer),
        request_id=request.id,
        reason="Name the desired outcome.",
        expected_version=request.version,
        key="",
        now=NOW,
    )
    assert (request.state, request.returned_note) == (RequestState.DRAFT, "Name the desired outcome.")
    assert told(session, talk.asker) == ["meeting.sent_back"]
    service.send_draft(
        session, actor=actor_for(talk.asker), request_id=request.id, version=request.version, key="", now=NOW
    )
    assert (request.state, request.returned_note) == (RequestState.AWAITING_CLEARANCE, None)


def test_an_organizer_needs_no_clearance_of_the_own_desk(session: Session, talk: Talk) -> None:
    clearing(session, talk)
    assert make_request(session, talk, asker=talk.az_organizer).state is RequestState.REQUESTED


def test_a_draft_without_times_is_kept_but_not_sent(session: Session, talk: Talk) -> None:
    request = drafted(session, talk)
    assert request.state is RequestState.DRAFT
    assert told(session, talk.expert) == []
    with pytest.raises(InvalidError):
        service.send_draft(session, actor=actor_for(talk.asker), request_id=request.id, version=1, key="", now=NOW)


def test_withdrawing_a_draft_tells_nobody_abroad(session: Session, talk: Talk) -> None:
    request = drafted(session, talk, starts=(WEDNESDAY,))
    service.withdraw(
        session, actor=actor_for(talk.asker), request_id=request.id, expected_version=1, key="", now=NOW, reason=""
    )
    assert told(session, talk.expert) == []
    assert not policies.can_read(actor_for(talk.expert), request)


def test_the_substitute_must_be_a_colleague_and_comes_with_the_agreement(session: Session, talk: Talk) -> None:
    draft = service.RequestDraft(
        talk.practice.slug, "Why", service.Offer((WEDNESDAY,), "Asia/Baku"), ("az",), substitute_id=talk.expert.id
    )
    with pytest.raises(InvalidError) as fault:
        service.request_meeting(session, actor=actor_for(talk.asker), draft=draft, key="", now=NOW)
    assert set(fault.value.fields) == {"substitute"}


def test_the_pages_of_a_draft(browser: Browser, session: Session, talk: Talk) -> None:
    clearing(session, talk)
    session.commit()
    browser.sign_in(talk.asker)
    sent = browser.post("/meetings/new", asked(talk, act="draft", slots=[""]), follow=True)
    assert "Kept as a draft" in sent.text
    request = session.scalars(select(MeetingRequest)).one()
    page = browser.get(f"/meetings/{request.id}/draft")
    changed = asked(talk, **hidden(page, "/draft"), slots=["2026-03-18T11:00"], purpose="Better words")
    assert "Better words" in browser.post(f"/meetings/{request.id}/draft", changed, follow=True).text
    page = browser.get(f"/meetings/{request.id}")
    browser.post(f"/meetings/{request.id}/request", hidden(page, "/request"), follow=True)
    session.expire_all()
    assert request.state is RequestState.AWAITING_CLEARANCE
    browser.sign_in(talk.az_organizer)
    assert "Look at the request" in browser.get("/meetings/").text
    page = browser.get(f"/meetings/{request.id}")
    browser.post(f"/meetings/{request.id}/clear", hidden(page, "/clear"), follow=True)
    session.expire_all()
    assert request.state.value == "requested"


def test_the_desk_chooses_whether_it_clears(browser: Browser, session: Session, talk: Talk) -> None:
    session.commit()
    browser.sign_in(talk.az_organizer)
    browser.get("/meetings/desk")
    browser.post("/meetings/desk", {"clears": "yes"}, follow=True)
    assert session.get_one(MeetingDesk, talk.az.id).clears_requests
    browser.sign_in(make_person(session, talk.az))
    session.commit()
    assert browser.get("/meetings/desk").status == 404
