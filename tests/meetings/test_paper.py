"""Agenda and minutes as a document: in either side's language, under the page's rights, tagged for everybody."""

import io

import pytest
from docx import Document
from pypdf import PdfReader
from sqlalchemy.orm import Session

from exchange.meetings.models import AgendaItem
from exchange.papers.pdf import why_no_pdf
from tests.factories.accounts import make_ministry, make_person
from tests.factories.meetings import Talk, make_closed, make_request, make_scheduled, promise
from tests.support.browser import Browser


def words(browser: Browser, path: str) -> str:
    """Everything that the Word file says, its tables too."""
    document = Document(io.BytesIO(browser.raw(path).get_data()))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_minutes_stand_in_both_languages_with_their_seal(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_closed(session, talk)
    promise(session, request, talk.asker, side=talk.az.id)
    session.add(AgendaItem(request_id=request.id, position=1, title="Assessment", language="en", minutes=30))
    browser.sign_in(talk.asker)
    text = words(browser, f"/meetings/{request.id}/paper.docx?in=en")
    for said in ("Razılaşdılar.", "Anlaştılar.", "Assessment", "Send the checklist", "Seal: ", "11:00 Baku"):
        assert said in text
    turkish = words(browser, f"/meetings/{request.id}/paper.docx?in=tr")
    assert turkish.index("Anlaştılar.") < turkish.index("Razılaşdılar.")
    assert "Bakü" in turkish


def test_before_the_meeting_it_is_the_agenda(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    answer = browser.sign_in(talk.expert).raw(f"/meetings/{request.id}/paper.docx?in=xx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="agenda-en.docx"'
    page = browser.get(f"/meetings/{request.id}")
    assert "zoom" not in words(browser, f"/meetings/{request.id}/paper.docx")
    assert "552211" not in page.html


@pytest.mark.skipif(bool(why_no_pdf()), reason="PDFs need Pango, which this machine lacks")
def test_the_pdf_is_tagged_and_speaks_its_language(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_closed(session, talk)
    content = browser.sign_in(talk.asker).raw(f"/meetings/{request.id}/paper.pdf?in=az").get_data()
    pdf = PdfReader(io.BytesIO(content))
    assert "/StructTreeRoot" in pdf.root_object
    assert str(pdf.root_object["/Lang"]).startswith("az")
    assert "Razılaşdılar." in "".join(page.extract_text() for page in pdf.pages)


def test_who_does_not_read_the_page_gets_no_document(browser: Browser, session: Session, talk: Talk) -> None:
    request, open_request = make_scheduled(session, talk), make_request(session, talk)
    browser.sign_in(make_person(session, make_ministry(session, "KZ")))
    for ending in ("pdf", "docx"):
        assert browser.raw(f"/meetings/{request.id}/paper.{ending}").status_code == 404
    browser.sign_in(talk.asker)
    assert browser.raw(f"/meetings/{open_request.id}/paper.docx").status_code == 404  # no time, no paper


def test_hostile_words_stay_words(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    session.add(AgendaItem(request_id=request.id, position=1, title="<b>x</b>\x0b&", language="en", minutes=30))
    text = words(browser.sign_in(talk.asker), f"/meetings/{request.id}/paper.docx")
    assert "<b>x</b>" in text
