"""The connection check: who sees it, what it may do, and what it says without a script."""

import pytest
from sqlalchemy.orm import Session

from exchange.kernel.settings import Settings
from exchange.meetings.models import MeetingRequest, RoomKind
from exchange.meetings.rooms.configured import servers_of
from exchange.meetings.views.browsers import browser_of
from tests.factories.meetings import Talk, make_agreed, make_scheduled
from tests.meetings.inviting import enter, invited
from tests.support.browser import Browser

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.4 Safari/605"


@pytest.mark.parametrize(
    ("agent", "name", "version", "recent"),
    [
        (CHROME.format(131), "Chrome", 131, True),
        (CHROME.format(79), "Chrome", 79, False),
        (f"{CHROME.format(131)} Edg/131.0.2903.70", "Edge", 131, True),
        (f"{CHROME.format(131)} OPR/117.0", "Opera", 117, True),
        ("Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox", 128, True),
        (SAFARI, "Safari", 17, True),
        ("curl/8.5", "", 0, False),
        ("Chrome/" + "9" * 5000, "Chrome", 9999, True),
    ],
)
def test_a_browser_is_known_by_its_own_words(agent: str, name: str, version: int, *, recent: bool) -> None:
    found = browser_of(agent)
    assert (found.name, found.version, found.is_recent) == (name, version, recent)


def test_a_participant_checks_and_nobody_else(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    address = f"/meetings/{request.id}/check"
    page = browser.sign_in(talk.asker).get(address)
    text = page.one("main").get_text(" ", strip=True)
    for words in ("Browser", "Camera and microphone", "Address of the room", "Clock"):
        assert words in text
    assert page.one(f"main a[href='https://{host_of(request)}']")
    assert browser.another().sign_in(talk.tr_organizer).get(address).status == 404


def host_of(request: MeetingRequest) -> str:
    assert request.meeting is not None
    return (request.meeting.room_link or "").split("/")[2]


def test_only_this_page_may_use_the_camera_and_call_the_server_of_the_room(
    browser: Browser, session: Session, talk: Talk
) -> None:
    request = make_scheduled(session, talk)
    browser.sign_in(talk.asker)
    page = browser.raw(f"/meetings/{request.id}/check").headers
    assert "camera=(self)" in page["Permissions-Policy"]
    assert f"connect-src 'self' https://{host_of(request)};" in page["Content-Security-Policy"]
    door = browser.raw(f"/meetings/{request.id}/join").headers
    assert "camera=()" in door["Permissions-Policy"]
    assert "connect-src 'self';" in door["Content-Security-Policy"]
    assert browser.get(f"/meetings/{request.id}/join").one(f"a[href='/meetings/{request.id}/check']")


def test_the_rest_of_the_link_stays_behind_the_click(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    assert request.meeting is not None
    page = browser.sign_in(talk.asker).get(f"/meetings/{request.id}/check")
    link = request.meeting.room_link or ""
    assert link.rpartition("/")[2]
    assert link.rpartition("/")[2] not in page.html


def test_before_a_room_is_bound_the_page_says_so(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_agreed(session, talk)
    address = f"/meetings/{request.id}/check"
    assert "has not bound a room yet" in browser.sign_in(talk.asker).get(address).text
    assert "connect-src 'self';" in browser.raw(address).headers["Content-Security-Policy"]


def test_a_guest_checks_with_the_code_that_was_used(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    code = invited(session, request, talk)
    assert browser.get("/guest/meeting/check").status == 404
    enter(browser, code)
    assert host_of(request) in browser.get("/guest/meeting/check").text
    assert browser.get("/guest/meeting").one("a[href='/guest/meeting/check']")


def test_servers_are_named_without_their_paths() -> None:
    settings = Settings(rooms_jitsi_host="meet.example", rooms_bbb_url="http://bbb.intern:8080/bigbluebutton/api")
    assert servers_of(settings) == {
        RoomKind.JITSI: "https://meet.example",
        RoomKind.BIGBLUEBUTTON: "http://bbb.intern:8080",
    }
