"""The whole chain in a real browser: publish in Azerbaijani, clear, find in two languages, comment, agree, join."""

import email
import re
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import vobject
from playwright.sync_api import Page, expect

from exchange.kernel.clock import utc_now
from tests.e2e.conftest import OpenAs, Served

TITLE = "Nümunə: uşaq himayəsi üzrə səyyar məsləhət"
SUMMARY = "Nümunə mətn. Himayədar ailələrə evdə məsləhət verilir, uşaq himayəsi barədə suallar yerində cavablanır."


def fill_card(page: Page) -> None:
    """The ten fields, in Azerbaijani."""
    page.goto("/practices/new")
    page.locator("#title").fill(TITLE)
    page.locator("#summary").fill(SUMMARY)
    page.locator("#org").fill("Sosial Xidmətlər Agentliyi")
    page.locator("#contact_role").fill("Himayədar ailə şöbəsi")
    theme = page.locator('input[name="themes"][value="cp.foster"]')
    theme.evaluate("box => { box.closest('details')?.setAttribute('open', '') }")
    theme.check()
    page.locator('input[name="targets"][value="foster-adoptive-families"]').check()
    page.locator("#status").select_option("running")
    page.locator('input[name="visibility"][value="members"]').check()


def send_for_clearance(page: Page) -> str:
    page.locator('button[name="do"][value="send"]').click()
    page.wait_for_url(lambda url: "/practices/new" not in url)
    found = re.search(r"/practices/([a-z0-9-]+)", page.url)
    assert found, page.url
    return found.group(1)


def clear(page: Page, slug: str) -> None:
    page.goto(f"/practices/{slug}/review")
    page.locator('input[name="decision"][value="clear"]').check()
    page.locator("#document_number").fill("12-34/2026")
    page.locator("form#clear button:not([formaction])").click()
    page.wait_for_url(lambda url: "/review" not in url)


def titles_found(page: Page, query: str) -> list[str]:
    page.goto(f"/search?q={query}")
    return [text.strip() for text in page.locator(".ex-hits h3, .ex-others h3").all_inner_texts()]


@pytest.fixture(scope="module")
def published(chrome: object, served: Served) -> dict[str, str]:
    """Filled by the first step of the chain; the later ones build on it."""
    return {}


def test_a_practice_is_written_cleared_and_found_in_two_languages(open_as: OpenAs, published: dict[str, str]) -> None:
    author = open_as("publisher@az.example", locale="az")
    fill_card(author)
    slug = published["slug"] = send_for_clearance(author)
    assert TITLE not in titles_found(open_as("official@tr.example", locale="tr"), "usaq himayesi")

    clear(open_as("reviewer@az.example", locale="az"), slug)
    reader = open_as("official@tr.example", locale="tr")
    assert TITLE in titles_found(reader, "usaq himayesi")
    assert TITLE in titles_found(reader, "koruyucu aile")
    assert TITLE not in titles_found(open_as(locale="tr"), "usaq himayesi"), "only members may read it"


def test_an_official_of_another_country_comments(open_as: OpenAs, published: dict[str, str]) -> None:
    page = open_as("official@tr.example", locale="tr")
    page.goto(f"/practices/{published['slug']}/discussion")
    page.locator('textarea[name="text"]').fill("Ziyaretler **kaç haftada bir** yapılıyor?")
    page.locator('form[action$="/discussion"] button[type="submit"]').first.click()
    expect(page.locator(".ex-comment strong").first).to_have_text("kaç haftada bir")
    owner = open_as("publisher@az.example", locale="az")
    owner.goto("/notifications")
    expect(owner.locator("main")).to_contain_text(TITLE)


def test_two_ministries_agree_on_a_time_and_get_calendar_entries(
    open_as: OpenAs, published: dict[str, str], served: Served
) -> None:
    start = next_working_day(utc_now() + timedelta(days=7)).replace(hour=8, minute=0, second=0, microsecond=0)
    asker = open_as("official@tr.example", locale="tr")
    asker.goto(f"/practices/{published['slug']}")
    asker.locator('a[href*="/meetings/new"]').first.click()
    asker.locator('textarea[name="purpose"]').fill("Ziyaretlerin düzenini ve personel sayısını konuşmak istiyoruz.")
    asker.locator('input[name="languages"][value="tr"]').check()
    asker.locator("details:has(input[type='datetime-local']) > summary").click()
    asker.locator("input[name='slots'][type='datetime-local']").first.fill(
        (start + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    )
    asker.locator('button[name="act"][value="send"]').click()
    asker.wait_for_url(re.compile(r"/meetings/[0-9a-f-]{36}"))
    address = published["meeting"] = re.sub(r"[?#].*", "", asker.url)

    other = open_as("official@az.example", locale="az")
    other.goto(address)
    offered = other.locator(".ex-slots").first.inner_text().split()
    assert start.strftime("%H:%M") not in offered, "times are shown on local clocks"
    other.locator('form[action$="/accept"] button').first.click()
    expect(other.locator("h1")).to_be_visible()

    organizer = open_as("organizer@az.example", locale="az")
    organizer.goto(f"{address}/schedule")
    organizer.locator('input[name="title"]').fill("Səyyar məsləhət: ilk söhbət")
    organizer.locator('input[name="link"]').fill("https://evil.example/room")
    organizer.locator('form[action$="/schedule"] button').first.click()
    expect(organizer.locator(".govuk-error-summary")).to_be_visible()
    assert organizer.locator('input[name="title"]').input_value() == "Səyyar məsləhət: ilk söhbət"
    organizer.locator('input[name="link"]').fill("https://meet.google.com/abc-defg-hij")
    organizer.locator('form[action$="/schedule"] button').first.click()
    organizer.wait_for_url(re.compile(r"/meetings/[0-9a-f-]{36}(?!/schedule)"))

    for person in (asker, other):
        person.goto(address)
        with person.expect_download() as download:
            person.locator('a[href$="/invitation.ics"]').first.click()
        entry = vobject.readOne(Path(download.value.path()).read_text(encoding="utf-8"))
        assert entry.vevent.dtstart.value == start
        assert "meet.google.com" not in entry.serialize(), "the room itself stands in no calendar"
        person.goto(f"{address}/join")
        expect(person.locator("h1")).to_be_visible()


def test_a_stranger_learns_nothing_of_the_meeting(open_as: OpenAs, published: dict[str, str]) -> None:
    page = open_as("organizer@kz.example", locale="ru")
    answer = page.goto(published["meeting"])
    missing = page.request.get("/meetings/00000000-0000-7000-8000-000000000000")
    assert answer is not None
    assert answer.status == missing.status == 404


def test_the_mails_are_itip_requests_in_the_recipients_language(open_as: OpenAs, served: Served) -> None:
    """Structure of meetings.md 3.2: alternative of text, HTML and calendar, then the same bytes as an attachment."""
    page = open_as("admin@exchange.example")
    page.goto("/demo/mail")
    expect(page.locator("main")).to_contain_text("Səyyar məsləhət")
    requests = [mail for mail in mails(served.folder / "demo" / "mail") if calendar_of(mail) is not None]
    assert requests
    for mail in requests:
        part = calendar_of(mail)
        assert part is not None
        assert mail.get_content_type() == "multipart/mixed"
        assert part.get_param("method") == vobject.readOne(part.get_content()).method.value
        attached = [one for one in mail.walk() if one.get_filename() == "invite.ics"]
        assert [one.get_content_type() for one in attached] == ["application/ics"]


def calendar_of(mail: EmailMessage) -> EmailMessage | None:
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return parts[0] if parts and isinstance(parts[0], EmailMessage) else None


def mails(folder: Path) -> list[EmailMessage]:
    found = [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.rglob("*.eml")]
    return [mail for mail in found if isinstance(mail, EmailMessage)]


def next_working_day(day: datetime) -> datetime:
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    return day
