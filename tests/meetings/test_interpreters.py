"""Interpreters' hours and languages, and what is said about the heads of delegations."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.errors import ConflictError
from exchange.meetings import service
from exchange.meetings.models import Guest, Hold, Level, PartRole, ResourceKind
from tests.factories.accounts import actor_for, make_person
from tests.factories.meetings import NOW, WEDNESDAY, Talk, make_request, make_scheduled
from tests.meetings.inviting import enter, invited
from tests.meetings.typed import hidden
from tests.support.browser import Browser
from tests.support.clock import FixedClock

INTERPRETER = service.GuestDraft("Sample Interpreter", "", PartRole.INTERPRETER, "az-tr", "+994 12 000 00 00")


def test_an_interpreter_is_in_one_meeting_at_a_time(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    invited(session, request, talk, INTERPRETER)
    held = select(Hold).where(Hold.resource_kind == ResourceKind.INTERPRETER)
    assert len(session.scalars(held).all()) == 4
    asker, expert = make_person(session, talk.az), make_person(session, talk.tr)
    other = make_request(session, talk, starts=(WEDNESDAY + timedelta(minutes=30),), asker=asker)
    service.accept(
        session,
        actor=actor_for(expert),
        request_id=other.id,
        slot_id=other.current.slots[0].id,
        proposal_no=1,
        expected_version=other.version,
        key="",
        now=NOW,
    )
    with pytest.raises(ConflictError), session.begin_nested():  # the caller's transaction is undone
        invited(session, other, talk, INTERPRETER)
    guest = session.scalars(select(Guest)).one()
    service.revoke_guest(session, actor=actor_for(talk.az_organizer), request_id=request.id, guest_id=guest.id, now=NOW)
    assert session.scalars(held).all() == []
    session.refresh(other)
    assert invited(session, other, talk, INTERPRETER)


def test_an_interpreter_may_prepare_the_room(browser: Browser, session: Session, talk: Talk, clock: FixedClock) -> None:
    code = invited(session, make_scheduled(session, talk), talk, INTERPRETER)
    clock.now = WEDNESDAY - timedelta(minutes=44)
    enter(browser, code)
    assert "552211" in browser.get("/guest/meeting").text


def test_above_an_hour_a_second_interpreter_is_asked_for(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_request(session, talk, starts=(WEDNESDAY,), minutes=90)
    service.accept(
        session,
        actor=actor_for(talk.expert),
        request_id=request.id,
        slot_id=request.current.slots[0].id,
        proposal_no=1,
        expected_version=1,
        key="",
        now=NOW,
    )
    browser.sign_in(talk.az_organizer)
    words = "two interpreters take turns"
    assert words not in browser.get(f"/meetings/{request.id}").text
    session.refresh(request)
    invited(session, request, talk, INTERPRETER)
    assert words in browser.get(f"/meetings/{request.id}").text
    session.refresh(request)
    invited(
        session, request, talk, service.GuestDraft("Another", "", PartRole.INTERPRETER, "az-tr", "another@x.example")
    )
    assert words not in browser.get(f"/meetings/{request.id}").text


def test_an_account_interprets_between_two_languages(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    voice = make_person(session, talk.tr)
    browser.sign_in(talk.tr_organizer)
    address = f"/meetings/{request.id}/people"
    form = hidden(browser.get(address), "/people")
    seats = {f"seat-{talk.expert.id}": "head", f"seat-{voice.id}": "interpreter:az-tr"}
    assert browser.post(address, form | seats).status == 303
    part = request.part_of(voice.id)
    assert part is not None
    assert (part.role, part.language_pair) == (PartRole.INTERPRETER, "az-tr")
    assert "Interpreter, az – tr" in browser.get(f"/meetings/{request.id}").text
    chosen = browser.get(address).one(f"#seat-{voice.id} option[selected]")
    assert chosen["value"] == "interpreter:az-tr"


def test_ranks_and_forms_of_address_are_read_by_both(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    for person, rank in ((talk.az_organizer, Level.MINISTERS), (talk.tr_organizer, Level.HEADS)):
        service.set_protocol(
            session,
            actor=actor_for(person),
            request_id=request.id,
            rank=rank,
            address={"en": "Your Excellency", "tr": "Sayın Bakan"},
            version=request.version,
            key="",
            now=NOW,
        )
        session.refresh(request)
    browser.sign_in(talk.expert)
    page = browser.get(f"/meetings/{request.id}")
    assert "not of the same rank" in page.text
    assert "Your Excellency" in page.one(".ex-deleg--a").get_text()
    assert "Sayın Bakan" in browser.get(f"/meetings/{request.id}?lang=tr").text
    address = f"/meetings/{request.id}/protocol"
    organizer = browser.another().sign_in(talk.tr_organizer)
    fields = hidden(organizer.get(f"{address}?lang=en"), "/protocol")
    page = organizer.post(address, fields | {"rank": "ministers", "tr": "x" * 121})
    assert page.status == 422
    assert page.one("#tr-error")
    assert organizer.post(address, fields | {"rank": "ministers"}).status == 303
    assert "not of the same rank" not in organizer.get(f"/meetings/{request.id}").text
