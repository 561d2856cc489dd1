"""The journey "Publish" in a real browser, from a document that nobody here wrote; and two who write at once."""

import io
import re
import sys
import time
from pathlib import Path

import docx
from bs4 import BeautifulSoup
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenAs

DECLARATION = Path(__file__).parent / "files" / "declaration-az.html"
SUMMARY = "İnsan hüquqları haqqında bəyannamənin maddələri sosial müdafiə işçiləri üçün bir səhifədə toplanıb."
SECONDS_PER_KEY, SECONDS_PER_CLICK = 0.28, 2.5  # keystroke-level model: an average typist; point, think, press


class Hand:
    """A person's hand: does what a person does and counts it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = self.clicks = 0

    def click(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def write(self, target: Locator, text: str) -> None:
        self.click(target)
        self.keys += len(text)
        target.press_sequentially(text)

    def choose(self, target: Locator, value: str) -> None:
        """Open the list, press the entry."""
        self.clicks += 2
        target.select_option(value)

    def bring(self, target: Locator, name: str, content: bytes) -> None:
        """The key of the box, the file in the window of the system, its "open"."""
        self.clicks += 3
        target.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})

    @property
    def minutes(self) -> float:
        return (self.keys * SECONDS_PER_KEY + self.clicks * SECONDS_PER_CLICK) / 60


def declaration() -> bytes:
    """The public document as Word writes it."""
    page = BeautifulSoup(DECLARATION.read_text(encoding="utf-8"), "html.parser")
    document = docx.Document()
    for element in page.select("h1, h2, p, li"):
        text = " ".join(element.get_text(" ").split())
        if element.name in {"h1", "h2"}:
            document.add_heading(text, 0 if element.name == "h1" else 1)
        elif element.name == "li" or not element.find_parent("li"):
            document.add_paragraph(text, style="List Number" if element.name == "li" else None)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def pieces_under(page: Page, first: str, last: str) -> list[Locator]:
    """The boxes from the heading `first` up to the heading `last`."""
    rows = page.locator(".ex-piece").all()
    texts = [row.inner_text() for row in rows]
    start, end = (next(at for at, text in enumerate(texts) if text.endswith(head)) for head in (first, last))
    return [row.locator("input") for row in rows[start + 1 : end]]


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Saxlanılıb", timeout=20_000)


def bring_document(hand: Hand) -> str:
    """From the desk to the page that says what goes where; answers the practice's address."""
    page = hand.page
    page.goto("/")
    hand.click(page.locator("a[href='/practices/new']").first)
    hand.bring(page.locator("input[name=file]"), "beyanname.docx", declaration())
    page.wait_for_url(re.compile("/place$"))
    found = re.search(r"/practices/([^/]+)/place", page.url)
    assert found
    return found.group(1)


def place(hand: Hand) -> None:
    """The preamble is the problem, the article on social security the solution; the rest stays in the box."""
    page = hand.page
    for first, last, field in (("PREAMBULA", "Maddə 1", "problem"), ("Maddə 22", "Maddə 23", "solution")):
        for box in pieces_under(page, first, last):
            hand.click(box)
        hand.choose(page.locator("#to"), field)
        hand.click(page.locator("button[name=do][value=move]"))
    hand.click(page.locator("button[name=do][value=place]").last)
    page.wait_for_url(re.compile("/edit$"))


def fill_card(hand: Hand) -> None:
    """What no document says: the ten fields' choices and names."""
    page = hand.page
    hand.write(page.locator("#summary"), SUMMARY)
    saved(page)
    hand.write(page.locator("#org"), "Sosial Xidmətlər Agentliyi")
    hand.write(page.locator("#contact_role"), "Proqram şöbəsi")
    hand.click(page.locator("details:has(input[value='cp.foster']) > summary"))
    hand.click(page.locator('input[name="themes"][value="cp.foster"]'))
    hand.click(page.locator('input[name="targets"][value="children-no-parental-care"]'))
    hand.choose(page.locator("#status"), "running")
    hand.click(page.locator('input[name="visibility"][value="members"]'))
    saved(page)


def clear(hand: Hand, slug: str) -> None:
    """The clearing officer, from the desk to the decision."""
    page = hand.page
    page.goto("/")
    hand.click(page.locator(f"a[href='/practices/{slug}/review']").first)
    hand.click(page.locator('input[name="decision"][value="clear"]'))
    hand.write(page.locator("#document_number"), "12-34/2026")
    hand.click(page.locator("form#clear button:not([formaction])"))
    page.wait_for_url(re.compile("/history$"))


def test_a_document_becomes_a_published_practice_in_under_fifteen_minutes(open_as: OpenAs) -> None:
    began = time.monotonic()
    page = open_as("publisher@az.example", locale="az")
    hand, officer = Hand(page), Hand(open_as("reviewer@az.example", locale="az"))
    slug = bring_document(hand)
    shown = page.locator(".ex-places").text_content() or ""
    html = BeautifulSoup(DECLARATION.read_text(encoding="utf-8"), "html.parser")
    assert [one.get_text() for one in html.select("p, li") if " ".join(one.get_text().split()) not in shown] == []

    place(hand)
    assert page.locator("#title").input_value() == "İNSAN HÜQUQLARI HAQQINDA ÜMUMİ BƏYANNAMƏ"
    assert page.locator("#problem").input_value().startswith("Bəşər ailəsinin bütün üzvlərinə")
    assert page.locator("#solution").input_value().startswith("Hər bir şəxs cəmiyyətin üzvü kimi")
    fill_card(hand)
    hand.click(page.locator('.ex-docbar button[name="do"][value="send"]'))
    page.wait_for_url(re.compile("/review$"))
    expect(page.locator('.ex-holders [aria-current="step"]')).to_contain_text("Razılaşdırma üzrə məsul şəxs")
    clear(officer, slug)

    reader = open_as("official@tr.example", locale="az")
    answer = reader.goto(f"/practices/{slug}")
    assert answer is not None
    assert answer.status == 200
    expect(reader.locator("h1")).to_have_text("İNSAN HÜQUQLARI HAQQINDA ÜMUMİ BƏYANNAMƏ")
    expect(reader.locator("main")).to_contain_text("Bəşər ailəsinin bütün üzvlərinə")
    minutes = hand.minutes + officer.minutes
    say(f"publisher: {hand.keys} keys, {hand.clicks} clicks; officer: {officer.keys} keys, {officer.clicks} clicks")
    say(f"{minutes:.1f} minutes by the keystroke-level model; the browser took {time.monotonic() - began:.0f} s")
    assert minutes < 15
    page.goto(f"/practices/{slug}/history")
    expect(page.locator("main")).to_contain_text("12-34/2026")


def test_two_editors_from_one_base_one_wins_and_the_other_has_both_texts(open_as: OpenAs) -> None:
    one = open_as("publisher@az.example", locale="en")
    one.goto("/practices/new")
    one.locator("#title").fill("İki redaktor")
    expect(one.locator("#saved")).to_contain_text("Saved", timeout=20_000)
    address = one.url if one.url.endswith("/edit") else one.evaluate("location.href")
    other = open_as("admin@az.example", locale="en")
    other.goto(address)
    expect(other.locator("#title")).to_have_value("İki redaktor")

    one.locator("#summary").fill("Birinci pəncərədə yazılan mətn.")
    expect(one.locator("#saved")).to_have_class("ex-saved", timeout=20_000)
    expect(one.locator("#saved")).to_contain_text("Saved")
    time.sleep(1.5)
    other.locator("#summary").fill("İkinci pəncərədə yazılan mətn.")
    expect(other.locator("#saved")).to_contain_text("Nothing was overwritten", timeout=20_000)
    other.locator("#compare").click()
    texts = other.locator(".ex-conflict__text").all_inner_texts()
    assert {"Birinci pəncərədə yazılan mətn.", "İkinci pəncərədə yazılan mətn."} <= set(texts)
    one.reload()
    assert one.locator("#summary").input_value() == "Birinci pəncərədə yazılan mətn.", "the first one won"

    other.locator("button[name=preview]").click()
    assert other.locator("#summary").input_value() == "İkinci pəncərədə yazılan mətn.", "nothing typed is lost"
    expect(other.locator("#saved")).to_have_class("ex-saved", timeout=20_000)
    one.reload()
    assert one.locator("#summary").input_value() == "İkinci pəncərədə yazılan mətn."


def test_what_was_typed_without_a_connection_is_offered_back(open_as: OpenAs) -> None:
    page = open_as("publisher@az.example", locale="en")
    page.goto("/practices/new")
    page.locator("#title").fill("Bağlantısız")
    expect(page.locator("#saved")).to_contain_text("Saved", timeout=20_000)
    address = page.evaluate("location.href")
    page.context.set_offline(True)
    page.locator("#summary").fill("Qapaq bağlananda yazılan cümlə.")
    expect(page.locator("#saved")).to_contain_text("no connection", timeout=20_000)
    later = page.context.new_page()
    page.close(run_before_unload=False)
    later.context.set_offline(False)
    later.goto(address)
    assert later.locator("#summary").input_value() == ""
    later.locator("#recover [data-restore]").click()
    expect(later.locator("#summary")).to_have_value("Qapaq bağlananda yazılan cümlə.")
    expect(later.locator("#saved")).to_have_class("ex-saved", timeout=20_000)
    later.goto(address)
    expect(later.locator("#summary")).to_have_value("Qapaq bağlananda yazılan cümlə.")
    assert not later.locator("#recover").is_visible()


def test_rows_keys_and_paste_work_and_can_be_undone(open_as: OpenAs) -> None:
    page = open_as("publisher@az.example", locale="en")
    faults: list[str] = []
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.goto("/practices/new")
    page.locator("#rows-results button[name=add]").click()
    expect(page.locator("#rows-results [data-rowset]")).to_have_count(2)
    expect(page.locator("#results-1-indicator")).to_be_focused()
    page.keyboard.type("53 uşaq")
    page.locator("#rows-results button[name=remove]").last.click()
    expect(page.locator("#results-1-indicator")).to_be_hidden()
    page.locator("#rows-results [data-undo] button").last.click()
    expect(page.locator("#results-1-indicator")).to_have_value("53 uşaq")

    page.locator("#readiness a[href='#adapt_keep']").click()
    expect(page.locator("#adapt_keep")).to_be_focused()
    page.locator("#fold-story > summary").click()
    text = page.locator("#problem")
    text.fill("qalın")
    text.press("Control+a")
    text.press("Control+b")
    expect(text).to_have_value("**qalın**")
    text.press("Control+z")
    expect(text).to_have_value("qalın")
    expect(page.locator("#problem-words")).to_have_text("Words: 1. Best at most 200.")
    text.fill("")
    paste(
        text,
        "<h2>Başlıq</h2><p class=MsoNormal>Mətn <b>qalın</b></p><table><tr><td>İl</td></tr></table><script>1</script>",
    )
    expect(text).to_have_value("### Başlıq\n\nMətn **qalın**\n\n| İl |\n| --- |")
    assert faults == []


def paste(target: Locator, html: str) -> None:
    target.evaluate(
        """(area, html) => {
            const carried = new DataTransfer();
            carried.setData("text/html", html);
            area.focus();
            const options = { clipboardData: carried, bubbles: true, cancelable: true };
            area.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        html,
    )


def say(measure: str) -> None:
    """Shown with -s."""
    sys.stdout.write(f"\n{measure}\n")
