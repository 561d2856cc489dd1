"""A meeting from the wish to what came of it, by keys alone: one side in Azerbaijani, the other in Turkish.

Only dates are set as values: in which order Chromium wants a date typed depends on the machine. What the clock does by
itself, the reminders, is tested with a clock that can be moved (tests/meetings).
"""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from exchange.kernel.clock import utc_now
from tests.e2e.conftest import OpenAs
from tests.e2e.focus import tab_to

ROOM = "https://zoom.us/j/5550001"
QUARTER = timedelta(minutes=15)


def press(page: Page, selector: str) -> None:
    """Go to a key by Tab and press it."""
    tab_to(page, selector, most=400)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, selector: str, text: str) -> None:
    """Go to a field by Tab and write."""
    tab_to(page, selector, most=400)
    page.keyboard.type(text)


def soon() -> datetime:
    """The next quarter hour that leaves two minutes to agree on it: its door is open already."""
    now = utc_now().astimezone(UTC)
    start = now.replace(minute=0, second=0, microsecond=0)
    while start < now + timedelta(minutes=2):
        start += QUARTER
    return start


@pytest.fixture(scope="module")
def agreed() -> dict[str, str]:
    """The address, once the first step of the story knows it."""
    return {}


def test_a_request_is_countered_and_accepted(open_as: OpenAs, agreed: dict[str, str]) -> None:
    asking = open_as("official@az.example", locale="az")
    asking.goto("/meetings/new?practice=tr-koruyucu-aile")
    write(asking, "#purpose", "Ailələr necə seçilir?")
    tab_to(asking, "input[name='languages']")
    asking.keyboard.press("Space")
    tab_to(asking, ".ex-first input")
    asking.keyboard.press("Space")
    press(asking, "button[value='send']")
    address = re.sub(r".*(/meetings/[0-9a-f-]+).*", r"\1", asking.url)
    assert re.fullmatch(r"/meetings/[0-9a-f-]{36}", address)
    asked = open_as("official@tr.example", locale="tr")
    asked.goto(address)
    tab_to(asked, ".ex-fold__head", most=400)
    asked.keyboard.press("Enter")
    local = soon().astimezone(ZoneInfo("Europe/Istanbul"))
    asked.locator("input[type='datetime-local']").first.fill(local.strftime("%Y-%m-%dT%H:%M"))
    press(asked, "form[action$='/counter'] button[data-module]:not([name])")
    assert "/counter" not in asked.url
    asking.goto(address)
    press(asking, "form[action$='/accept'] button")
    expect(asking.locator(".ex-meet__clocks")).to_be_visible()
    agreed["address"] = address


def test_the_organizer_binds_the_room_and_each_role_joins(open_as: OpenAs, agreed: dict[str, str]) -> None:
    address = agreed["address"]
    organizer = open_as("organizer@az.example", locale="az")
    organizer.goto(f"{address}/schedule")
    write(organizer, "#link", ROOM)
    press(organizer, f"form[action='{address}/schedule'] button")
    for email, locale in (
        ("organizer@az.example", "az"),
        ("official@az.example", "az"),
        ("official@tr.example", "tr"),
    ):
        page = open_as(email, locale=locale)
        page.context.route("https://zoom.us/**", lambda route: route.fulfill(body="<title>The room</title>"))
        page.goto(f"{address}/join")
        press(page, ".ex-join__go")
        assert page.url == ROOM
    organizer.goto(address)
    press(organizer, "form[action$='/end'] button")


def test_both_sides_approve_the_minutes_and_promise_something(open_as: OpenAs, agreed: dict[str, str]) -> None:
    address = agreed["address"]
    first = open_as("official@az.example", locale="az")
    first.goto(f"{address}/minutes")
    write(first, "[name='p-0-a']", "Siyahı paylaşılır.")
    write(first, "[name='p-0-b']", "Liste paylaşılır.")
    press(first, "button[value='submit']")
    second = open_as("official@tr.example", locale="tr")
    for page in (first, second):
        page.goto(address)
        press(page, "form[action$='/approve'] button")
    expect(second.locator(".ex-seal")).to_be_visible()
    first.goto(f"{address}/commitment")
    write(first, "#what", "Siyahını göndərmək")
    first.locator("#due_on").fill((utc_now() + timedelta(days=40)).date().isoformat())
    press(first, f"form[action='{address}/commitment'] button")
    second.goto("/commitments/")
    expect(second.locator(".ex-commit__what", has_text="Siyahını göndərmək")).to_be_visible()
    second.goto("/meetings/calendar?view=list")
    expect(second.locator(f".ex-cal__title a[href='{address}']")).to_be_visible()
