"""Signs that have no picture, as PowerPoint and terminals paste them: none breaks what others take along."""

import io
from xml.etree import ElementTree as ET

import docx
from sqlalchemy.orm import Session

from tests.practices.browsing import Desk
from tests.support.browser import Browser

PASTED = "bir\x0biki\x01\x1b[31müç\ufffe\x0cdörd"


def test_a_pasted_text_with_control_signs_can_be_taken_as_word_and_as_feed(session: Session, browser: Browser) -> None:
    desk = Desk(session, browser)
    slug = desk.begin(title=f"Model {PASTED}", problem=PASTED, summary=PASTED)
    assert desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, do="send")).status == 303
    version = desk.officer.get(f"/practices/{slug}/review").one("input[name=version]")["value"]
    decision = {"version": version, "decision": "clear", "document_number": "12/1"}
    assert desk.officer.post(f"/practices/{slug}/review", decision).status == 303
    form = {"text": PASTED, "language": "az", "key": "signs"}
    assert desk.officer.post(f"/practices/{slug}/discussion", form).status == 303
    word = desk.officer.raw(f"/practices/{slug}.docx").get_data()
    assert any("bir" in paragraph.text for paragraph in docx.Document(io.BytesIO(word)).paragraphs)
    for address in (f"/practices/{slug}/discussion.atom", "/search.atom?q=model"):
        answer = desk.officer.raw(address)
        assert answer.status_code == 200
        ET.fromstring(answer.get_data())  # noqa: S314 - our own
    assert desk.officer.raw(f"/practices/{slug}").status_code == 200
