"""Answering by the page: accept, counter, end it; too late, with what was typed kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Role
from exchange.meetings.models import MeetingRequest
from exchange.meetings.states import RequestState
from tests.factories.accounts import make_person
from tests.factories.meetings import (
    WEDNESDAY,
    Talk,
    accept,
    counter,
    make_agreed,
    make_request,
)
from tests.meetings.typed import asked, hidden, kept_times
from tests.support.browser import Browser
from tests.support.clock import FixedClock


def test_the_whole_way_by_forms_alone(browser: Browser, session: Session, talk: Talk, clock: FixedClock) -> None:
    browser.sign_in(talk.asker)
    form = browser.get(f"/meetings/new?practice={talk.practice.slug}")
    sent = browser.post("/meetings/new", asked(talk) | hidden(form, "/meetings/new"))
    assert sent.status == 303
    request = session.scalars(select(MeetingRequest)).one()
    assert sent.location == f"/meetings/{request.id}"
    assert request.current.slots[0].starts_at == WEDNESDAY

    expert = browser.another().sign_in(talk.expert)
    page = expert.get(f"/meetings/{request.id}")
    assert "Azerbaijan offers 2 times" in page.text
    assert "11:00–12:00 Baku" in page.text
    assert "10:00–11:00 Ankara" in page.text
    countered = expert.post(
        f"/meetings/{request.id}/counter",
        hidden(page, "/counter") | {"slots": ["2026-03-18T10:00"], "note": "Only this one."},
    )
    assert countered.status == 303

    page = browser.get(f"/meetings/{request.id}")
    assert "Only this one." in page.text
    accepted = browser.post(f"/meetings/{request.id}/accept", hidden(page, "/accept"))
    assert accepted.status == 303
    assert request.state is RequestState.AGREED

    organizer = browser.another().sign_in(talk.tr_organizer)
    page = organizer.get(f"/meetings/{request.id}/schedule")
    room = {"title": "First talk", "link": "https://zoom.us/j/1?pwd=x", "passcode": "77"}
    assert organizer.post(f"/meetings/{request.id}/schedule", hidden(page, "/schedule") | room).status == 303

    clock.now = WEDNESDAY - timedelta(minutes=10)
    browser.sign_in(talk.asker)
    page = browser.get(f"/meetings/{request.id}")
    assert "Joining is open" in page.text
    door = browser.get(f"/meetings/{request.id}/join")
    assert "77" in door.text
    entered = browser.post(f"/meetings/{request.id}/join", {})
    assert (entered.status, entered.location) == (303, "https://zoom.us/j/1?pwd=x")


def test_who_offered_waits_and_who_is_asked_accepts(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_request(session, talk)
    mine = browser.sign_in(talk.asker).get(f"/meetings/{request.id}")
    assert not [form for form in mine.all("form") if str(form.get("action")).endswith("/accept")]
    assert "The other side answers by" in mine.text
    theirs = browser.another().sign_in(talk.expert).get(f"/meetings/{request.id}")
    keys = [form for form in theirs.all("form") if str(form.get("action")).endswith("/accept")]
    assert len(keys) == 2
    assert "Accept Wednesday, 18 March 2026, 11:00–12:00 Baku" in keys[0].get_text(" ", strip=True).replace("  ", " ")


def test_a_reader_without_the_right_sees_no_forms(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_request(session, talk)
    publisher = make_person(session, talk.tr, roles=[Role.PUBLISHER])
    page = browser.sign_in(publisher).get(f"/meetings/{request.id}")
    assert not page.all("main form")
    assert (
        browser.post(f"/meetings/{request.id}/counter", {"slots": ["2026-03-18T10:00"], "version": "1"}).status == 403
    )


def test_an_old_page_gets_a_conflict_that_keeps_the_text(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_request(session, talk)
    browser.sign_in(talk.expert)
    page = browser.get(f"/meetings/{request.id}")
    counter(session, request, talk.tr_organizer)
    typed = {"slots": ["2026-03-25T10:00"], "note": "We prefer the last week."}
    late = browser.post(f"/meetings/{request.id}/counter", hidden(page, "/counter") | typed)
    assert late.status == 409
    assert "Proposal 2 is the current one" in late.text
    assert late.one("#note").get_text(strip=True) == "We prefer the last week."
    assert kept_times(late) == {"2026-03-25T10:00"}
    assert hidden(late, "/counter")["version"] == "2"
    assert browser.post(f"/meetings/{request.id}/counter", hidden(late, "/counter") | typed).status == 303


def test_a_counter_after_agreement_keeps_what_was_typed(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_request(session, talk)
    browser.sign_in(talk.expert)
    page = browser.get(f"/meetings/{request.id}")
    accept(session, request, talk.tr_organizer)
    typed = {"slots": ["2026-03-25T10:00"], "note": "We prefer the last week."}
    late = browser.post(f"/meetings/{request.id}/counter", hidden(page, "/counter") | typed)
    assert late.status == 409
    assert "A time is already agreed." in late.text
    assert "We prefer the last week." in late.one("#changed").get_text()
    assert "2026-03-25 10:00" in late.one("#changed").get_text()


def test_accepting_what_a_colleague_accepted_is_no_fault(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_request(session, talk)
    browser.sign_in(talk.expert)
    page = browser.get(f"/meetings/{request.id}")
    accept(session, request, talk.tr_organizer, slot_id=request.current.slots[0].id)
    assert browser.post(f"/meetings/{request.id}/accept", hidden(page, "/accept")).status == 303
    assert "Already agreed" in browser.get(f"/meetings/{request.id}").text
    assert browser.post(f"/meetings/{request.id}/accept", hidden(page, "/accept", 1)).status == 409


def test_rubbish_in_hidden_fields_is_a_conflict_never_a_fault(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_request(session, talk)
    browser.sign_in(talk.expert)
    for data in ({}, {"slot": "x", "proposal": "y", "version": "z", "key": "k" * 500}, {"slot": str(request.id)}):
        assert browser.post(f"/meetings/{request.id}/accept", data).status == 409


@pytest.mark.parametrize("act", ["decline", "withdraw", "cancel"])
def test_each_way_to_end_it_has_a_page(browser: Browser, session: Session, talk: Talk, act: str) -> None:
    request = make_agreed(session, talk) if act == "cancel" else make_request(session, talk)
    browser.sign_in(talk.asker if act == "withdraw" else talk.expert)
    page = browser.get(f"/meetings/{request.id}/{act}")
    assert page.status == 200
    fields = hidden(page, f"/{act}")
    if act != "withdraw":
        assert browser.post(f"/meetings/{request.id}/{act}", fields | {"reason": ""}).status == 422
    done = browser.post(f"/meetings/{request.id}/{act}", fields | {"reason": "The commission sits that day."})
    assert done.status == 303
    assert "The commission sits that day." in browser.get(f"/meetings/{request.id}").text
    assert browser.get(f"/meetings/{request.id}/{act}", follow=False).status == 303  # nothing left to end


def test_a_reason_that_comes_too_late_is_shown_back(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_request(session, talk)
    browser.sign_in(talk.expert)
    fields = hidden(browser.get(f"/meetings/{request.id}/decline"), "/decline")
    accept(session, request, talk.tr_organizer)
    late = browser.post(f"/meetings/{request.id}/decline", fields | {"reason": "Not this year."})
    assert late.status == 409
    assert "Not this year." in late.one("#changed").get_text()
