"""The connection check: who sees it, what it may do, and what it says without a script."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from exchange.meetings import service
from exchange.meetings.models import RoomKind
from exchange.meetings.rooms.configured import servers_of
from exchange.meetings.views.browsers import browser_of
from exchange.kernel.settings import Settings
from tests.factories.accounts import actor_for
from tests.factories.meetings import NOW, Talk, make_agreed, make_scheduled
from tests.support.browser import Browser

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15"


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
    assert page.one(f"main a[href='https://{host_of(session, request.id)}']")
    assert browser.another().sign_in(talk.tr_organizer).get(address).status == 404


def host_of(session: Session, request_id: object) -> str:
    from exchange.meetings.models import Meeting  # noqa: PLC0415

    link = session.get_one(Meeting, request_id).room_link or ""
    return link.split("/")[2]


def test_only_this_page_may_use_the_camera_and_call_the_server_of_the_room(
    browser: Browser, session: Session, talk: Talk
) -> None:
    request = make_scheduled(session, talk)
    browser.sign_in(talk.asker)
    page = browser.get(f"/meetings/{request.id}/check")
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert f"connect-src 'self' https://{host_of(session, request.id)};" in page.headers["Content-Security-Policy"]
    door = browser.get(f"/meetings/{request.id}/join")
    assert "camera=()" in door.headers["Permissions-Policy"]
    assert "connect-src 'self';" in door.headers["Content-Security-Policy"]
    assert door.one(f"a[href='/meetings/{request.id}/check']")


def test_the_rest_of_the_link_stays_behind_the_click(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    assert request.meeting is not None
    page = browser.sign_in(talk.asker).get(f"/meetings/{request.id}/check")
    assert request.meeting.room_link not in page.html
    assert (request.meeting.room_link or "").rpartition("/")[2] not in page.html


def test_before_a_room_is_bound_the_page_says_so(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_agreed(session, talk)
    page = browser.sign_in(talk.asker).get(f"/meetings/{request.id}/check")
    assert "has not bound a room yet" in page.text
    assert "connect-src 'self';" in page.headers["Content-Security-Policy"]


def test_servers_are_named_without_their_paths() -> None:
    settings = Settings(rooms_jitsi_host="meet.example", rooms_bbb_url="http://bbb.intern:8080/bigbluebutton/api")
    assert servers_of(settings) == {RoomKind.JITSI: "https://meet.example", RoomKind.BIGBLUEBUTTON: "http://bbb.intern:8080"}
