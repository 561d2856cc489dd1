"""The pages of an agreed meeting: room, door, calendar file, lists; and nothing for who is no party."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from exchange.kernel.actor import Role
from exchange.meetings.states import RequestState
from tests.factories.accounts import make_ministry, make_person
from tests.factories.meetings import (
    WEDNESDAY,
    Talk,
    cancel,
    counter,
    make_agreed,
    make_request,
    make_scheduled,
)
from tests.meetings.typed import hidden
from tests.support.browser import Browser
from tests.support.clock import FixedClock
from tests.support.statements import asked_of


def test_a_forbidden_room_link_is_a_fault_beside_its_field(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_agreed(session, talk)
    browser.sign_in(talk.az_organizer)
    fields = hidden(browser.get(f"/meetings/{request.id}/schedule"), "/schedule")
    typed = {"title": "Talk", "link": "https://zoom.us@evil.example/", "passcode": "7"}
    page = browser.post(f"/meetings/{request.id}/schedule", fields | typed)
    assert page.status == 422
    assert "user name" in page.one("#link-error").get_text()
    assert page.one("#link")["value"] == typed["link"]


def test_a_wrong_room_can_be_changed_and_calendars_stay(
    browser: Browser, session: Session, talk: Talk, clock: FixedClock
) -> None:
    request = make_scheduled(session, talk)
    organizer = browser.sign_in(talk.az_organizer)
    page = organizer.get(f"/meetings/{request.id}/room")
    assert "zoom.us/j/" not in page.html
    fields = hidden(page, "/room")
    assert organizer.post(f"/meetings/{request.id}/room", fields | {"link": "http://zoom.us/j/2"}).status == 422
    assert organizer.post(f"/meetings/{request.id}/room", fields | {"link": "https://zoom.us/j/2"}).status == 303
    assert (
        organizer.post(f"/meetings/{request.id}/room", fields | {"link": "https://zoom.us/j/3", "key": "k2"}).status
        == 409
    )
    assert request.meeting is not None
    assert (request.meeting.room_link, request.meeting.passcode, request.meeting.sequence) == (
        "https://zoom.us/j/2",
        None,
        0,
    )
    clock.now = WEDNESDAY
    organizer.sign_in(talk.az_organizer)  # days later the session has ended
    assert organizer.post(f"/meetings/{request.id}/join", {}).location == "https://zoom.us/j/2"
    expert = browser.another().sign_in(talk.expert)
    assert expert.get(f"/meetings/{request.id}/room", follow=False).status == 303
    assert expert.post(f"/meetings/{request.id}/room", fields | {"link": "https://zoom.us/j/9"}).status == 403


def test_a_scheduled_meeting_shows_both_clocks_and_both_delegations(
    browser: Browser, session: Session, talk: Talk
) -> None:
    request = make_scheduled(session, talk)
    page = browser.sign_in(talk.asker).get(f"/meetings/{request.id}")
    assert page.h1 == "Choosing foster families: first talk"
    assert "11:00 Baku" in page.text
    assert "10:00 Ankara" in page.text
    assert [head.get_text(" ", strip=True) for head in page.all(".ex-deleg__head .ex-country__name")] == [
        "Azerbaijan",
        "Türkiye",
    ]
    assert "(you)" in page.one(".ex-deleg--a").get_text()
    assert "You join as Delegate, Azerbaijan" in page.text
    assert "zoom" not in page.html


def test_the_door_says_when_it_opens_in_the_readers_city(
    browser: Browser, session: Session, talk: Talk, clock: FixedClock
) -> None:
    request = make_scheduled(session, talk)
    expert = browser.sign_in(talk.expert)
    assert "18 March 2026, 09:45 Ankara" in expert.get(f"/meetings/{request.id}/join").text
    refused = expert.post(f"/meetings/{request.id}/join", {})
    assert refused.location == f"/meetings/{request.id}/join"
    clock.now = WEDNESDAY
    expert.sign_in(talk.expert)
    answer = expert.raw(f"/meetings/{request.id}/join")
    assert "form-action 'self' https:;" in answer.headers["Content-Security-Policy"]
    assert "552211" in answer.text
    assert "zoom" not in answer.text
    clock.now = WEDNESDAY + timedelta(hours=3)
    expert.sign_in(talk.expert)
    assert "The meeting is over." in expert.get(f"/meetings/{request.id}/join").text


def test_entering_leaks_no_referrer_and_is_not_cached(
    browser: Browser, session: Session, talk: Talk, clock: FixedClock
) -> None:
    request = make_scheduled(session, talk)
    clock.now = WEDNESDAY
    browser.sign_in(talk.asker)
    token = str(browser.get(f"/meetings/{request.id}/join").all("input[name=csrf_token]")[0]["value"])
    answer = browser._client.post(f"/meetings/{request.id}/join", data={"csrf_token": token})  # noqa: SLF001 - headers
    assert answer.status_code == 303
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_participants_download_their_own_calendar_file(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    path = f"/meetings/{request.id}/invitation.ics"
    answer = browser.sign_in(talk.asker).raw(path)
    assert answer.content_type == "text/calendar; charset=utf-8; method=REQUEST"
    text = answer.get_data().replace(b"\r\n ", b"").decode()
    assert f"mailto:{talk.asker.email}" in text
    assert talk.expert.email not in text
    assert browser.another().sign_in(talk.tr_organizer).get(path).status == 404
    cancel(session, request, talk.expert)
    assert b"METHOD:CANCEL" in browser.raw(path).get_data()


PATHS = ("", "/schedule", "/room", "/decline", "/withdraw", "/cancel", "/join", "/invitation.ics")


@pytest.mark.parametrize("path", PATHS)
def test_for_who_is_no_party_every_address_is_absent(browser: Browser, session: Session, talk: Talk, path: str) -> None:
    request = make_scheduled(session, talk)
    stranger = make_person(session, make_ministry(session, "KZ"), roles=list(Role))
    browser.sign_in(stranger)
    absent = browser.raw(f"/meetings/0190a1b2-0000-7000-8000-000000000001{path}")
    forbidden = browser.raw(f"/meetings/{request.id}{path}")
    assert absent.status_code == forbidden.status_code == 404
    assert len(absent.get_data()) == len(forbidden.get_data())


@pytest.mark.parametrize(
    "path", ["/accept", "/counter", "/schedule", "/room", "/decline", "/withdraw", "/cancel", "/join"]
)
def test_for_who_is_no_party_every_command_is_absent(browser: Browser, session: Session, talk: Talk, path: str) -> None:
    request = make_scheduled(session, talk)
    browser.sign_in(make_person(session, make_ministry(session, "KZ"), roles=list(Role)))
    data = {
        "slots": ["2026-03-18T10:00"],
        "reason": "Because",
        "title": "T",
        "link": "https://zoom.us/j/1",
        "version": "3",
    }
    assert browser.post(f"/meetings/{request.id}{path}", data).status == 404
    assert request.state is RequestState.SCHEDULED


@pytest.mark.parametrize("path", ["/meetings/", "/meetings/new", "/meetings/0190a1b2-0000-7000-8000-000000000001"])
def test_visitors_are_asked_to_sign_in(browser: Browser, path: str) -> None:
    assert "/sign-in" in (browser.get(path, follow=False).location or "")


def test_my_meetings_are_sorted_by_what_is_next(
    browser: Browser, session: Session, talk: Talk, clock: FixedClock
) -> None:
    make_request(session, talk, topic="Waits for an answer")
    answered = make_request(session, talk, topic="Offered by the expert")
    counter(session, answered, talk.expert)
    make_scheduled(session, talk)
    browser.sign_in(talk.expert)
    page = browser.get("/meetings/")
    assert "Waits for an answer" in page.one("section[aria-labelledby=meetings-waiting]").get_text()
    assert "Offered by the expert" in page.one("section[aria-labelledby=open]").get_text()
    coming = page.one("section[aria-labelledby=upcoming]").get_text(" ", strip=True)
    assert "first talk" in coming
    assert coming.index("10:00 Ankara") < coming.index("11:00 Baku")  # the reader's city first
    clock.now = WEDNESDAY + timedelta(days=2)
    browser.sign_in(talk.expert)
    assert "first talk" in browser.get("/meetings/").one("section[aria-labelledby=past]").get_text()


def test_the_navigation_counts_what_waits(browser: Browser, session: Session, talk: Talk) -> None:
    make_request(session, talk)
    make_request(session, talk, topic="Another")
    page = browser.sign_in(talk.expert).get("/meetings/")
    item = page.all("header a[href='/meetings/'], nav a[href='/meetings/']")[0]
    assert "2" in item.get_text()
    mine = browser.another().sign_in(talk.asker).get("/meetings/")
    item = mine.all("header a[href='/meetings/'], nav a[href='/meetings/']")[0]
    assert "2" not in item.get_text()


def test_an_agreed_time_waits_for_the_organizer(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_agreed(session, talk)
    page = browser.sign_in(talk.az_organizer).get("/meetings/")
    assert page.one(f"a[href='/meetings/{request.id}/schedule']")
    assert "Add the room" in browser.get(f"/meetings/{request.id}").text


@pytest.mark.parametrize("language", ["az", "tr", "ru"])
def test_the_pages_stand_in_every_language(browser: Browser, session: Session, talk: Talk, language: str) -> None:
    request = make_scheduled(session, talk)
    open_request = make_request(session, talk)
    browser.sign_in(talk.expert)
    for path in (
        "/meetings/",
        f"/meetings/{request.id}",
        f"/meetings/{open_request.id}",
        f"/meetings/{request.id}/join",
    ):
        assert browser.get(f"{path}?lang={language}").soup.html["lang"] == language  # type: ignore[index]


def test_lists_need_no_more_queries_when_they_grow(browser: Browser, session: Session, talk: Talk) -> None:
    def queries(path: str) -> int:
        with asked_of(browser._app, "SELECT") as asked:  # noqa: SLF001 - the engine of this test
            browser.get(path)
        return len(asked)

    make_request(session, talk)
    browser.sign_in(talk.expert).get("/meetings/")  # what is kept for all pages is there
    make_request(session, talk)
    few = queries("/meetings/")
    for _ in range(10):
        make_request(session, talk)
    assert queries("/meetings/") == few <= 12
    assert queries(f"/meetings/{make_request(session, talk).id}") <= 12
    assert queries(f"/meetings/{make_scheduled(session, talk).id}") <= 12
