"""Guests without an account: a code that opens once, the door of one meeting, and nothing else."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.service.signing_in import FREE_ATTEMPTS
from exchange.audit.models import AuditRow
from exchange.kernel.actor import Role
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError
from exchange.meetings import service
from exchange.meetings.models import Guest, PartRole
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.meetings import NOW, WEDNESDAY, Talk, cancel, make_agreed, make_scheduled
from tests.meetings.inviting import enter, invited
from tests.meetings.test_races import at_once
from tests.meetings.typed import hidden
from tests.support.browser import Browser
from tests.support.clock import FixedClock


def test_a_guest_enters_by_the_code_and_sees_the_door_only(
    browser: Browser, session: Session, talk: Talk, clock: FixedClock
) -> None:
    request = make_scheduled(session, talk)
    code = invited(session, request, talk)
    typed = f"  {code.replace('-', ' ').translate({65: 97})} "  # as people type: spaces, a small letter
    assert enter(browser, typed).location == "/guest/meeting"
    page = browser.get("/guest/meeting")
    assert "You join as Guest, Azerbaijan" in page.text
    assert "11:00 Baku" in page.text
    assert "18 March 2026, 10:45 Baku" in page.text
    assert "zoom" not in page.html
    assert "552211" not in page.html
    for path in (f"/meetings/{request.id}", f"/meetings/{request.id}/join", "/meetings/", "/commitments/"):
        assert "/sign-in" in (browser.get(path, follow=False).location or "")
    assert browser.post("/guest/meeting", {}).location == "/guest/meeting"  # not open yet
    clock.now = WEDNESDAY
    assert "552211" in browser.get("/guest/meeting").text
    assert (browser.post("/guest/meeting", {}).location or "").startswith("https://us02web.zoom.us/")
    assert session.scalars(select(Guest.joined_at)).one() == WEDNESDAY
    clock.now = WEDNESDAY + timedelta(hours=3)
    assert browser.get("/guest/meeting").status == 404


def test_a_code_works_once_and_only_its_hash_is_kept(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    code = invited(session, request, talk)
    assert enter(browser, code).status == 303
    other = browser.another()
    page = enter(other, code)
    assert page.status == 422
    assert "A code works once" in page.one("#code-error").get_text()
    assert other.get("/guest/meeting").status == 404
    kept = session.scalars(select(Guest)).one()
    assert code not in repr(vars(kept))
    assert code.replace("-", "") not in repr(vars(kept))


@pytest.mark.parametrize("code", ["", "   ", "ABCD-EFGH-JKMN", "x" * 5000, "\x00", "' OR 1=1 --", "🙂🙂"])
def test_what_is_no_code_opens_nothing(browser: Browser, session: Session, talk: Talk, code: str) -> None:
    make_scheduled(session, talk)
    page = enter(browser, code)
    assert page.status == 422
    assert page.one("#code-error")


def test_guessing_is_paused(browser: Browser, session: Session, talk: Talk, clock: FixedClock) -> None:
    code = invited(session, make_scheduled(session, talk), talk)
    for _ in range(FREE_ATTEMPTS):
        assert "opens nothing" in enter(browser, f"{code[:4]}-EFGH-JKMN").text
    assert "too many attempts" in enter(browser, code).text
    clock.advance(minutes=20)
    assert enter(browser, code).status == 303


def test_guessing_one_code_keeps_no_other_guest_out(
    browser: Browser, session: Session, talk: Talk, clock: FixedClock
) -> None:
    """ASVS 15.3.4: behind a proxy everybody comes from one address; a stranger there must not shut the door for all."""
    code = invited(session, make_scheduled(session, talk), talk)
    other = "2222" if not code.startswith("2222") else "3333"
    for _ in range(FREE_ATTEMPTS + 2):
        wrong = enter(browser.another(), f"{other}-EFGH-JKMN")
    assert "too many attempts" in wrong.text
    assert enter(browser, code).status == 303


def test_a_revoked_guest_stands_before_a_shut_door(
    browser: Browser, session: Session, talk: Talk, clock: FixedClock
) -> None:
    request = make_scheduled(session, talk)
    code = invited(session, request, talk)
    enter(browser, code)
    guest = session.scalars(select(Guest)).one()
    for _ in range(2):
        service.revoke_guest(
            session, actor=actor_for(talk.az_organizer), request_id=request.id, guest_id=guest.id, now=NOW
        )
    clock.now = WEDNESDAY
    assert browser.get("/guest/meeting").status == 404
    assert browser.post("/guest/meeting", {}).status == 404
    acts = session.scalars(select(AuditRow.action).where(AuditRow.action.startswith("meeting.guest"))).all()
    assert acts == ["meeting.guest_named", "meeting.guest_entered", "meeting.guest_revoked"]


def test_another_code_ends_the_old_one_and_its_page(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    code = invited(session, request, talk)
    enter(browser, code)
    guest = session.scalars(select(Guest)).one()
    fresh = service.renew_code(
        session, actor=actor_for(talk.az_organizer), request_id=request.id, guest_id=guest.id, now=NOW
    )
    assert browser.get("/guest/meeting").status == 404
    assert enter(browser, code).status == 422
    assert enter(browser, fresh).status == 303


def test_only_the_own_side_names_and_revokes(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    invited(session, request, talk)
    guest = session.scalars(select(Guest)).one()
    stranger = make_person(session, make_ministry(session, "KZ"), roles=list(Role))
    for person in (talk.tr_organizer, stranger):
        with pytest.raises(NotFoundError):
            service.revoke_guest(session, actor=actor_for(person), request_id=request.id, guest_id=guest.id, now=NOW)
    assert guest.revoked_at is None


def test_of_two_browsers_with_one_code_one_is_let_in(app: Flask, session: Session, talk: Talk) -> None:
    code = invited(session, make_scheduled(session, talk), talk)
    session.commit()

    def using(session: Session) -> service.Outcome:
        try:
            service.use_code(session, code=code, now=NOW)
        except NotFoundError as error:
            raise ConflictError("") from error
        return service.Outcome(talk.practice.id)

    assert at_once(app, [using] * 6) == {"done": 1, "conflict": 5}


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (service.GuestDraft(" "), "name"),
        (service.GuestDraft("x" * 121), "name"),
        (service.GuestDraft("A", "x" * 161), "organisation"),
        (service.GuestDraft("A", "", PartRole.HEAD), "role"),
        (service.GuestDraft("A", "", PartRole.INTERPRETER, "az-xx", "a@b.c"), "language_pair"),
        (service.GuestDraft("A", "", PartRole.INTERPRETER, "az-tr", ""), "contact"),
    ],
)
def test_what_is_no_guest_is_a_fault(session: Session, talk: Talk, draft: service.GuestDraft, field: str) -> None:
    request = make_agreed(session, talk)
    with pytest.raises(InvalidError) as refused:
        invited(session, request, talk, draft)
    assert set(refused.value.fields) == {field}


def test_the_page_says_the_code_once_and_keeps_what_was_typed(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    organizer = browser.sign_in(talk.az_organizer)
    address = f"/meetings/{request.id}/guests"
    fields = hidden(organizer.get(address), "/guests")
    typed = {"name": "<b>Guest</b>", "organisation": "Sample University", "role": "interpreter"}
    page = organizer.post(address, fields | typed)
    assert page.status == 422
    assert page.one("#language_pair-error")
    assert page.one("#name")["value"] == typed["name"]
    named = organizer.post(address, fields | typed | {"role": "guest"}, follow=True)
    code = re.search(r"Code: ([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})", named.text)
    assert code
    assert "<b>Guest" not in named.html
    again = organizer.post(address, fields | typed | {"role": "guest"}, follow=True)
    assert "named already" in again.text
    assert code[1] not in again.text
    assert len(session.scalars(select(Guest)).all()) == 1
    shown = browser.another().sign_in(talk.expert).get(f"/meetings/{request.id}")
    assert "Sample University" in shown.one(".ex-deleg--a").get_text()


def test_a_cancelled_meeting_says_so_to_its_guest(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    enter(browser, invited(session, request, talk))
    session.refresh(request)
    cancel(session, request, talk.expert)
    assert "cancelled" in browser.get("/guest/meeting").text


def test_a_forgotten_browser_asks_for_a_code(browser: Browser, session: Session, talk: Talk) -> None:
    enter(browser, invited(session, make_scheduled(session, talk), talk))
    assert browser.post("/guest/meeting", {"act": "leave"}).location == "/guest"
    assert browser.get("/guest").status == 200
    assert browser.get("/guest/meeting").status == 404
