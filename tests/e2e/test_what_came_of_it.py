"""What came of it, in a real browser: adopt, state results, see them on the original, the minister's pages."""

import io
import re
import zipfile
from datetime import datetime, timedelta

import pytest
from docx import Document
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from exchange.adoptions.jobs import prompt
from exchange.app import create_app
from exchange.kernel.clock import utc_now
from exchange.papers.pdf import why_no_pdf
from exchange.setup import demo_settings
from exchange.web.db import db
from tests.e2e.conftest import OpenAs, Served, environment

PRACTICE = "/practices/az-day-care-centres"
DOSSIER = "/relations/az-labour-social-protection/tr-family-social-services"


def enter_day(page: Page, day: str, month: str, year: str) -> None:
    page.locator("#moment").fill(day)
    page.locator("#moment-month").fill(month)
    page.locator("#moment-year").fill(year)


def half_a_year_later() -> datetime:
    return utc_now() + timedelta(days=190)


def test_adopt_a_practice_and_see_its_result_on_the_original(open_as: OpenAs) -> None:
    page = open_as("official@ge.example")
    page.goto(PRACTICE)
    page.get_by_role("link", name="We are studying this").click()
    page.locator("#stage").select_option("decided")
    enter_day(page, "", "3", "2026")
    page.get_by_role("button", name="Open the record").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Georgia")
    page.get_by_role("link", name="New result").click()
    page.locator("#figure").fill("120")
    page.locator("#what").fill("Children who stayed with their family")
    enter_day(page, "1", "6", "2026")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("A result needs its source")
    assert page.locator("#figure").input_value() == "120"
    page.locator("#source").fill("Sample report of the ministry, June 2026")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("table")).to_contain_text("Sample report of the ministry")
    owner = open_as("publisher@az.example")
    owner.goto(PRACTICE)
    ledger = owner.locator(".ex-ledger__one", has_text="Georgia")
    expect(ledger).to_contain_text("120 children by 1 June 2026")
    owner.goto("/notifications")
    expect(owner.locator("main")).to_contain_text("Yeni nəticə")  # in the language of the account


def test_half_a_year_later_the_adopter_is_asked_what_came_of_it(
    open_as: OpenAs, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_as("official@ge.example")
    page.goto("/")
    assert page.locator("#to-report").count() == 0
    for name, value in environment(served.folder).items():
        monkeypatch.setenv(name, value)
    app = create_app(demo_settings(0), clock=half_a_year_later)
    with app.app_context():
        assert prompt(half_a_year_later) >= 1
        db.engine.dispose()
    page.goto("/")
    expect(page.locator("section", has=page.locator("#to-report"))).to_contain_text("What came of it?")
    page.locator("section", has=page.locator("#to-report")).get_by_role("link").first.click()
    expect(page.locator("#figure")).to_be_visible()


def test_a_memorandum_hangs_on_the_dossier_and_is_saved_by_a_visitor(open_as: OpenAs) -> None:
    page = open_as("organizer@az.example")
    page.goto(DOSSIER)
    card = page.locator(".ex-line__card", has_text="Memorandum of understanding signed")
    card.get_by_role("link", name="Papers and removal").click()
    page.locator("#file").set_input_files(
        {"name": "memorandum.txt", "mimeType": "text/plain", "buffer": b"Sample: the text of the memorandum."}
    )
    page.locator("#title").fill("Nümunə: anlaşma memorandumu")
    page.locator("#language").select_option("az")
    page.get_by_role("button", name="Attach").click()
    expect(page.locator("main")).to_contain_text("The paper hangs on the entry")
    visitor = open_as(None)
    visitor.goto(DOSSIER)
    with visitor.expect_download() as saved:
        visitor.get_by_role("link", name="Nümunə: anlaşma memorandumu").click()
    assert saved.value.path().read_bytes() == b"Sample: the text of the memorandum."
    page.get_by_role("button", name="Take off").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Nümunə: anlaşma memorandumu")).to_be_visible()


def test_the_true_chain_stands_on_one_screen_in_four_languages_and_on_a_telephone(open_as: OpenAs) -> None:
    sixty = {"en": "60 children", "az": "60 uşaq", "tr": "60 çocuk", "ru": "60 детей в попечительских семьях"}
    for language, words in sixty.items():
        page = open_as("official@az.example", locale=language, width=360)
        page.goto(DOSSIER)
        chain = page.locator("ol.ex-chain__list")
        assert chain.locator("li").count() == 6
        expect(chain.locator("li").last).to_contain_text(words)
        assert chain.get_attribute("aria-label"), "a screen reader is told what the list is"
        sides = [text.strip() for text in chain.locator("li .govuk-visually-hidden").all_inner_texts()]
        assert len([side for side in sides if side]) == 6, "and who acted at each link"
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_dossier_is_printed_with_every_entry_and_without_its_keys(open_as: OpenAs) -> None:
    page = open_as("official@az.example")
    page.goto(DOSSIER)
    printed = PdfReader(io.BytesIO(page.pdf(format="A4")))
    words = " ".join(" ".join(one.extract_text().split()) for one in printed.pages)
    for needed in ("60 children with foster families", "Memorandum of understanding signed", "Source: 1news.az"):
        assert needed in words
    for key in ("Briefing for the minister", "Add an entry", "Papers and removal"):
        assert key not in words


def test_the_ministers_pages_in_azerbaijani_carry_figures_and_sources(open_as: OpenAs) -> None:
    page = open_as("official@az.example", locale="az")
    page.goto(f"{DOSSIER}/briefing")
    page.locator("#language").select_option("az")
    page.locator("main form button[type=submit]").click()
    word = page.locator("main a[href$='briefing.docx']")
    expect(word).to_be_visible(timeout=60_000)
    answer = page.request.get(f"{DOSSIER}/briefing.docx")
    document = Document(io.BytesIO(answer.body()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = " ".join([paragraph.text for paragraph in document.paragraphs] + cells)
    assert "60 uşaq himayədar ailədə" in text
    with zipfile.ZipFile(io.BytesIO(answer.body())) as packed:
        assert "1news.az" in packed.read("word/footnotes.xml").decode(), "sources are footnotes of Word"
    assert re.search(r"10[.\s ]732", text)
    if why_no_pdf():
        return
    pdf = PdfReader(io.BytesIO(page.request.get(f"{DOSSIER}/briefing.pdf").body()))
    pages = [one.extract_text() for one in pdf.pages]
    assert next(at for at, words in enumerate(pages) if "Əlavə 1" in words) <= 2
    whole = " ".join(" ".join(pages).split())
    assert "60 uşaq himayədar ailədə" in whole
    assert "1news.az" in whole
