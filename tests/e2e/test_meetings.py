"""Two ministries meet, in a real browser: Azerbaijan in Azerbaijani, Türkiye in Turkish, on a clock that is moved.

Request, counter-offer, agreement, a Jitsi room, reminders, everyone's own way in, minutes, a commitment; then a
follow-up in a BigBlueButton room, by keys alone, and a pasted link at the end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from exchange.kernel.clock import utc_now
from tests.e2e.conftest import OpenAs, browsers, environment
from tests.e2e.focus import tab_to
from tests.e2e.moved import Moved, Watch, served_at
from tests.e2e.rooms import SECRET, Rooms, open_rooms

PRACTICE = "az-dost-centres"
TITLE = "Nümunə: DOST mərkəzlərinin növbəsi"
MEETING = re.compile(r"/meetings/[0-9a-f-]{36}$")


@dataclass
class Story:
    """What the steps hand on."""

    moved: Moved
    rooms: Rooms
    enter: OpenAs
    meeting: str = ""
    starts_at: datetime = field(default_factory=utc_now)
    code: str = ""

    def az(self, post: str) -> Page:
        return self.enter(f"{post}@az.example", locale="az")

    def tr(self, post: str) -> Page:
        return self.enter(f"{post}@tr.example", locale="tr")


@pytest.fixture(scope="module")
def story(chrome: Browser, untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The demonstration with two rooms beside it, on a clock that begins on a Monday morning."""
    watch = Watch()
    watch.put_to(monday_after(utc_now()))
    with pytest.MonkeyPatch.context() as patch, open_rooms(watch, tmp_path_factory.mktemp("rooms")) as rooms:
        for name, value in environment(untouched).items():
            patch.setenv(name, value)
        own = {"rooms_jitsi_host": rooms.jitsi, "rooms_jitsi_app": "exchange", "rooms_jitsi_secret": SECRET}
        own |= {"rooms_bbb_url": rooms.bbb, "rooms_bbb_secret": SECRET, "room_hosts": "meet.localhost"}
        with served_at(watch, **own) as moved, browsers(chrome, moved.address) as enter:
            yield Story(moved, rooms, enter)


def monday_after(now: datetime) -> datetime:
    day = now + timedelta(days=7 - now.weekday())
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def on(page: Page, address: str) -> Page:
    page.goto(address)
    return page


def test_turkiye_asks_by_choosing_two_common_hours(story: Story) -> None:
    page = on(story.tr("official"), f"/meetings/new?practice={PRACTICE}")
    page.locator("#purpose").fill("Örnek: merkezlerde sıranın nasıl yürütüldüğünü konuşmak istiyoruz.")
    for language in ("az", "tr"):
        page.locator(f"input[name='languages'][value='{language}']").check()
    hours = page.locator(".ex-first input[type='checkbox']")
    hours.nth(0).check()
    hours.nth(1).check()
    page.locator("button[name='act'][value='send']").click()
    page.wait_for_url(MEETING)
    story.meeting = page.url.removeprefix(story.moved.address)
    expect(page.locator(".ex-slots > li")).to_have_count(2)


def test_azerbaijan_offers_another_time_and_turkiye_accepts_it(story: Story) -> None:
    page = on(story.az("official"), story.meeting)
    at = story.starts_at = story.moved.watch().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=9)
    page.locator("details:has(input[type='datetime-local']) > summary").click()
    page.locator("input[type='datetime-local']").first.fill(f"{at + timedelta(hours=4):%Y-%m-%dT%H:%M}")
    page.locator("#note").fill("Nümunə: bu həftə mərkəzlər bağlıdır.")
    page.locator("form[action$='/counter'] button:not([name])").click()
    expect(page.locator("form[action$='/accept']")).to_have_count(0)

    other = on(story.tr("official"), story.meeting)
    expect(other.locator("main")).to_contain_text("Nümunə: bu həftə mərkəzlər bağlıdır.")
    expect(other.locator(".ex-slots")).to_contain_text("14:00")
    other.locator("form[action$='/accept'] button").click()
    expect(other.locator(".ex-status--wait")).to_be_visible()


def test_the_organizer_binds_a_room_of_the_service(story: Story) -> None:
    page = on(story.az("organizer"), f"{story.meeting}/schedule")
    page.locator("#title").fill(TITLE)
    page.locator("#kind").select_option("jitsi")
    page.locator("form[action$='/schedule'] button").first.click()
    page.wait_for_url(MEETING)
    on(page, f"{story.meeting}/people")
    seats = {"Proqram şöbəsi": "interpreter:az-tr", "Razılaşdırma üzrə məsul şəxs": "observer"}
    for post, seat in seats.items():
        page.get_by_label(post).select_option(seat)
    page.locator("form[action$='/people'] button").first.click()
    page.wait_for_url(MEETING)
    on(page, f"{story.meeting}/guests")
    page.locator("#name").fill("Nümunə qonaq")
    page.locator("form[action$='/guests'] button").first.click()
    said = page.locator(".govuk-notification-banner, .ex-flash, [role='status']").filter(has_text="Nümunə qonaq")
    found = re.search(r"\b(\w{4}-\w{4}-\w{4})\b", said.first.inner_text())
    assert found, said.first.inner_text()
    story.code = found.group(1)


def test_reminders_come_in_each_ones_language(story: Story) -> None:
    story.moved.watch.put_to(story.starts_at - timedelta(hours=23))
    for _twice in range(2):
        story.moved.work("meetings.remind")
    for person, subject in (("official@tr.example", "Hatırlatma"), ("official@az.example", "Xatırlatma")):
        subjects = [str(letter["Subject"]) for letter in story.moved.letters(person)]
        assert len([one for one in subjects if one.startswith(subject) and TITLE in one]) == 1, subjects


def test_the_connection_is_checked_on_the_own_device(story: Story) -> None:
    page = story.tr("official")
    page.context.grant_permissions(["camera", "microphone"])
    on(page, f"{story.meeting}/check").locator("[data-check-start]").click()
    for name, state in (("devices", "good"), ("room", "good"), ("clock", "bad")):  # the service's clock is put ahead
        said = page.locator("[data-check]", has=page.locator(f"[data-check-said='{name}']"))
        expect(said).to_have_attribute("data-state", state)
    expect(page.locator("video")).to_be_visible()


def test_helpers_come_early_and_everyone_by_their_role(story: Story) -> None:
    story.moved.watch.put_to(story.starts_at - timedelta(minutes=40))
    early = on(story.tr("official"), f"{story.meeting}/join")
    expect(early.locator("h1")).to_be_visible()
    expect(early.locator("form[action$='/join']")).to_have_count(0)
    for post in ("organizer", "publisher"):
        step_in(on(story.az(post), f"{story.meeting}/join"), story)
    story.moved.watch.put_to(story.starts_at - timedelta(minutes=5))
    for page in (story.tr("official"), story.az("official"), story.az("reviewer")):
        step_in(on(page, f"{story.meeting}/join"), story)
    step_in(guest_of(story), story)
    moderates = [one["moderator"] for one in story.rooms.seated]
    assert moderates == ["true", "false", "false", "false", "false", "false"]
    waits = ["lobby_bypass" not in one for one in story.rooms.seated]
    assert waits == [False, False, False, False, True, True], "the observer and the guest knock"
    assert len({one["room"] for one in story.rooms.seated}) == 1


def guest_of(story: Story) -> Page:
    """A browser that is signed in nowhere, at the door that the code opens."""
    page = on(story.enter(None, locale="az"), "/guest")
    page.locator("#code").fill(story.code.lower())
    page.locator("form[action$='/guest'] button").click()
    page.wait_for_url(re.compile("/guest/meeting$"))
    return page


def step_in(page: Page, story: Story) -> None:
    """Press the key of the door; the room lets in whoever it believes."""
    before = len(story.rooms.seated)
    page.locator(".ex-join__go").click()
    expect(page.get_by_role("heading", name="You are in")).to_be_visible()
    assert len(story.rooms.seated) == before + 1


def test_minutes_are_written_in_two_languages_and_approved_by_both(story: Story) -> None:
    story.moved.watch.put_to(story.starts_at + timedelta(hours=3))
    story.moved.work("meetings.clock")
    page = on(story.az("official"), story.meeting)
    page.locator("a[href$='/minutes']").click()
    page.locator("#p-0-a").fill("Örnek: Taraflar sıra düzenini karşılaştırdı.")
    page.locator("#p-0-b").fill("Nümunə: Tərəflər növbə qaydasını müqayisə etdilər.")
    page.locator("button[name='act'][value='submit']").click()
    page.wait_for_url(MEETING)
    page.locator("form[action$='/minutes/approve'] button").first.click()
    expect(page.locator("form[action$='/minutes/approve']")).to_have_count(0)
    expect(page.locator(".ex-seal")).to_have_count(0)

    other = on(story.tr("official"), story.meeting)
    expect(other.locator(".ex-minutes [lang='az']").first).to_be_visible()
    other.locator("form[action$='/minutes/approve'] button").first.click()
    expect(other.locator(".ex-seal")).to_be_visible()
    on(other, f"{story.meeting}/commitment")
    other.locator("#what").fill("Örnek: sıra yönergesini göndermek")
    other.locator("#due_on").fill(f"{story.starts_at + timedelta(days=20):%Y-%m-%d}")
    other.locator("form[action$='/commitment'] button").click()
    other.wait_for_url(MEETING)
    on(page, "/commitments/")
    expect(page.locator("main")).to_contain_text("Örnek: sıra yönergesini göndermek")


def test_the_follow_up_is_asked_for_agreed_and_bound_by_keys_alone(story: Story) -> None:
    page = on(story.az("official"), story.meeting)
    press(page, "form[action$='/follow-up'] button")
    story.meeting = re.sub(r"[?#].*", "", page.url.removeprefix(story.moved.address))
    press(page, "a[href$='/draft']")
    tab_to(page, ".ex-week input[type='checkbox'], .ex-first input[type='checkbox']")
    page.keyboard.press("Space")
    story.starts_at = datetime.fromisoformat(page.evaluate("document.activeElement.value")).astimezone(UTC)
    press(page, "form[action$='/draft'] .ex-actions button:not([value])")
    press(page, "form[action$='/request'] button")
    expect(page.locator("form[action$='/request']")).to_have_count(0)

    other = on(story.tr("official"), story.meeting)
    press(other, "form[action$='/accept'] button")
    expect(other.locator("form[action$='/accept']")).to_have_count(0)

    organizer = on(story.az("organizer"), f"{story.meeting}/schedule")
    tab_to(organizer, "#kind")
    organizer.keyboard.press("End")  # the last of the rooms
    expect(organizer.locator("#kind")).to_have_value("bigbluebutton")
    press(organizer, "form[action$='/schedule'] button")
    assert MEETING.search(organizer.url), organizer.locator("main").inner_text()


def press(page: Page, selector: str) -> None:
    """Tab to it and press Enter; two weeks of hours are many stops."""
    tab_to(page, selector, most=500)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_it_meets_in_the_other_room_and_by_a_pasted_link_when_that_fails(story: Story) -> None:
    story.moved.watch.put_to(story.starts_at - timedelta(minutes=5))
    story.rooms.seated.clear()
    for page in (story.az("organizer"), story.tr("official")):
        step_in(on(page, f"{story.meeting}/join"), story)
    assert [one["role"] for one in story.rooms.seated] == ["MODERATOR", "VIEWER"]
    assert {one["userdata-bbb_override_default_locale"] for one in story.rooms.seated} == {"az", "tr"}

    page = on(story.az("organizer"), f"{story.meeting}/room")
    page.locator("#link").fill("https://meet.localhost/numune")
    page.locator("form[action$='/room'] button").first.click()
    page.wait_for_url(MEETING)
    on(page, f"{story.meeting}/join")
    with page.expect_request(lambda request: request.url == "https://meet.localhost/numune"):
        page.locator(".ex-join__go").click()
