"""What came of it, in a real browser: adopt, state results, see them on the original, the minister's pages."""

import io
import re

from docx import Document
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from exchange.papers.pdf import why_no_pdf
from tests.e2e.conftest import OpenAs

PRACTICE = "/practices/az-day-care-centres"
DOSSIER = "/relations/az-labour-social-protection/tr-family-social-services"


def enter_day(page: Page, day: str, month: str, year: str) -> None:
    page.locator("#moment").fill(day)
    page.locator("#moment-month").fill(month)
    page.locator("#moment-year").fill(year)


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


def test_the_true_chain_stands_on_one_screen_in_four_languages_and_on_a_telephone(open_as: OpenAs) -> None:
    sixty = {"en": "60 children", "az": "60 uşaq", "tr": "60 çocuk", "ru": "60"}
    for language, words in sixty.items():
        page = open_as("official@az.example", locale=language, width=360)
        page.goto(DOSSIER)
        chain = page.locator("ol.ex-chain__list")
        assert chain.locator("li").count() == 6
        expect(chain.locator("li").last).to_contain_text(words)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


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
    assert re.search(r"10[.\s ]732", text)
    if why_no_pdf():
        return
    pdf = PdfReader(io.BytesIO(page.request.get(f"{DOSSIER}/briefing.pdf").body()))
    pages = [one.extract_text() for one in pdf.pages]
    assert next(at for at, words in enumerate(pages) if "Əlavə 1" in words) <= 2
    assert "1news.az" in " ".join(pages)
