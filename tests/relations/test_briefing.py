"""The minister's pages: made by a job, two pages and annexes, figures with sources, nothing that is not theirs."""

import io
from collections.abc import Callable

import pytest
from docx import Document
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Role
from exchange.kernel.languages import Language
from exchange.kernel.translated import Translated
from exchange.papers.pdf import why_no_pdf
from exchange.practices.models import Result, Rows, Section, Visibility
from exchange.relations.models import Basis, Briefing, BriefingState, Circle
from exchange.vocabulary.concepts import Concept, shipped_bank
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_practice
from tests.factories.relations import make_event, make_relation
from tests.relations.conftest import Story
from tests.support.browser import Browser

needs_pdf = pytest.mark.skipif(bool(why_no_pdf()), reason="this machine makes no PDF")


@pytest.fixture
def told(session: Session, story: Story) -> Story:
    """The true story, with a figure and an honest part on the practice that travelled."""
    practice = story.practices["tr-koruyucu-aile"]
    revision = practice.published_revision
    assert revision is not None
    figure = Result(
        indicator=Translated({"en": "Children in foster families", "az": "Himayədar ailədə uşaqlar"}),
        value=10732,
        unit="children",
        period="November 2025",
        source="Press, 4 November 2025",
        stated_by=Translated({"en": "Ministry"}),
    )
    revision.rows = Rows(results=(figure,))
    return story


def words_of(document: bytes) -> str:
    opened = Document(io.BytesIO(document))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return " ".join([paragraph.text for paragraph in opened.paragraphs] + cells)


@needs_pdf
def test_the_pages_are_made_in_azerbaijani_with_figures_and_sources(
    browser: Browser, told: Story, run_jobs: Callable[[], int]
) -> None:
    browser.sign_in(told.azerbaijani)
    assert browser.post(f"{told.address}/briefing", {"language": "az"}).status == 303
    waiting = browser.get(f"{told.address}/briefing")
    assert "The pages are being made" in waiting.text
    assert browser.get(f"{told.address}/briefing.pdf").status == 404
    run_jobs()
    ready = browser.get(f"{told.address}/briefing")
    assert "The pages are ready" in ready.text
    pdf = PdfReader(io.BytesIO(browser.raw(f"{told.address}/briefing.pdf").get_data()))
    pages = [page.extract_text() for page in pdf.pages]
    text = " ".join(" ".join(pages).split())
    for said in ("10.732", "Press, 4 November 2025", "60 uşaq himayədar ailədə", "1news.az", "Türkiyə"):
        assert said.replace(" ", "") in text.replace(" ", "").replace("\u00a0", ""), said
    assert "Annex" not in text  # the language of the whole document
    first_annex = next(number for number, page in enumerate(pages) if "Əlavə 1" in page)
    assert first_annex <= 2
    assert "/StructTreeRoot" in pdf.root_object
    assert str(pdf.root_object["/Lang"]).startswith("az")


def test_the_word_file_says_the_same(browser: Browser, told: Story, run_jobs: Callable[[], int]) -> None:
    browser.sign_in(told.azerbaijani)
    browser.post(f"{told.address}/briefing", {"language": "en"})
    run_jobs()
    text = words_of(browser.raw(f"{told.address}/briefing.docx").get_data())
    for said in ("Briefing: Türkiye", "Exchange figures on placements", "10,732", "Annex 1"):
        assert said in text, said


@pytest.mark.parametrize("language", ["az", "tr", "en", "ru"])
def test_words_that_differ_stand_in_both_languages_with_the_note_in_the_readers(
    browser: Browser, session: Session, told: Story, run_jobs: Callable[[], int], language: str
) -> None:
    practice = told.practices["tr-koruyucu-aile"]
    assert practice.published_revision is not None
    for one_text in practice.published_revision.texts:
        one_text.summary = "Foster care. Koruyucu aile. Himayədar ailə. Приёмная семья."
    browser.sign_in(told.azerbaijani).post(f"{told.address}/briefing", {"language": language})
    run_jobs()
    text = words_of(browser.raw(f"{told.address}/briefing.docx").get_data())
    concept = next(one for match in shipped_bank().matches("foster care") if (one := concept_of(match.concept_id)))
    for said in (concept.shown(Language.AZ), concept.shown(Language.TR), concept.note(Language(language))):
        assert said in text, said


def concept_of(concept_id: str) -> Concept | None:
    return shipped_bank().concept(concept_id)


def test_it_is_for_the_two_ministries_and_for_who_asked(
    browser: Browser, session: Session, told: Story, run_jobs: Callable[[], int]
) -> None:
    assert browser.sign_in(told.kazakh).get(f"{told.address}/briefing").status == 404
    assert browser.post(f"{told.address}/briefing", {"language": "en"}).status == 404
    browser.sign_in(told.turkish).post(f"{told.address}/briefing", {"language": "tr"})
    run_jobs()
    assert session.scalars(select(Briefing.state)).all() == [BriefingState.READY]
    colleague = make_person(session, told.turkiye)
    assert browser.another().sign_in(colleague).get(f"{told.address}/briefing.docx").status == 404
    assert browser.raw(f"{told.address}/briefing.docx").status_code == 200


def test_what_was_narrowed_since_is_not_given_out(browser: Browser, told: Story, run_jobs: Callable[[], int]) -> None:
    browser.sign_in(told.azerbaijani).post(f"{told.address}/briefing", {"language": "en"})
    run_jobs()
    assert browser.raw(f"{told.address}/briefing.docx").status_code == 200
    told.practices["tr-koruyucu-aile"].visibility = Visibility.MINISTRY
    assert browser.get(f"{told.address}/briefing.docx").status == 404
    assert "say something else now" in browser.get(f"{told.address}/briefing").text


def test_nothing_in_it_that_its_reader_may_not_read(
    browser: Browser, session: Session, run_jobs: Callable[[], int]
) -> None:
    azerbaijan, turkiye, kazakhstan = (make_ministry(session, code) for code in ("AZ", "TR", "KZ"))
    reader = make_person(session, azerbaijan)
    open_one = make_practice(
        session,
        turkiye,
        visibility=Visibility.PUBLIC,
        sections={Section.PROBLEM: "Said to all.", Section.DIFFICULTIES: "Only at home secretword."},
        field_visibility={"difficulties": "ministry"},
    )
    hidden = make_practice(session, turkiye, visibility=Visibility.MINISTRY, texts={"en": "Secretword practice"})
    relation = make_relation(session, azerbaijan, turkiye)
    make_event(session, relation, practices=[open_one.id])
    make_event(session, relation, practices=[hidden.id], title=Translated({"en": "Secretword visit"}))
    other = make_relation(session, kazakhstan, turkiye)
    make_event(
        session, other, circle=Circle.TWO_INSTITUTIONS, basis=Basis.SAMPLE, title=Translated({"en": "Secretword talk"})
    )
    address = f"/relations/{azerbaijan.slug}/{turkiye.slug}"
    browser.sign_in(reader).post(f"{address}/briefing", {"language": "en"})
    run_jobs()
    text = words_of(browser.raw(f"{address}/briefing.docx").get_data())
    assert "Foster care" in text
    assert "ecretword" not in text
    for tail in ("dossier.json", "dossier.docx"):
        assert b"ecretword" not in browser.raw(f"{address}/{tail}").get_data()


def test_the_dossier_is_taken_along_as_data_and_word(browser: Browser, told: Story) -> None:
    answer = browser.raw(f"{told.address}/dossier.json").get_json()
    assert len(answer["entries"]) == 12
    assert answer["entries"][-1]["sources"][0].startswith("https://report.az")
    assert "60 children with foster families" in words_of(browser.raw(f"{told.address}/dossier.docx").get_data())


def test_organizers_add_entries_with_their_source(browser: Browser, session: Session, stage: Story) -> None:
    organizer = make_person(session, stage.azerbaijan, roles=[Role.ORGANIZER])
    form = {
        "kind": "agreement",
        "moment": ["20", "7", "2022"],
        "title_en": "Memorandum signed",
        "title_az": "Memorandum imzalanır",
        "text": "Five years.",
        "language": "en",
        "side": "",
        "source": "",
        "key": "k1",
    }
    refused = browser.sign_in(organizer).post(f"{stage.address}/new", form)
    assert refused.status == 422
    assert refused.one("#title_en")["value"] == "Memorandum signed"
    assert "Say where it stands" in refused.text
    for _ in range(2):
        assert browser.post(f"{stage.address}/new", form | {"source": "Protocol no. 12"}).status == 303
    page = browser.get(stage.address)
    assert len(page.all(".ex-line__one")) == 1
    assert "Memorandum signed" in page.text
    assert browser.another().sign_in(stage.kazakh).get(stage.address).status == 404
    assert browser.another().sign_in(stage.turkish).get(f"{stage.address}/new").status == 403


def test_an_open_entry_needs_a_public_address(browser: Browser, session: Session, stage: Story) -> None:
    organizer = make_person(session, stage.turkiye, roles=[Role.ORGANIZER])
    form = {"kind": "visit", "moment": ["", "7", "2022"], "title_en": "Visit", "language": "en", "side": ""}
    browser.sign_in(organizer)
    browser.post(f"{stage.address}/new", form | {"source": "A paper", "is_open": "y", "key": "a"})
    assert browser.another().get(stage.address).status == 404
    browser.post(f"{stage.address}/new", form | {"source": "https://news.example/1", "is_open": "y", "key": "b"})
    assert len(browser.another().get(stage.address).all(".ex-line__one")) == 1


def test_a_filter_shows_one_kind(browser: Browser, told: Story) -> None:
    page = browser.get(f"{told.address}?show=results")
    assert len(page.all(".ex-line__one")) == 3
    assert page.one(".ex-filter [aria-current=true]").get_text() == "Results"
