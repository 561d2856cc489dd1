"""A file that holds more than its pages show: its author is told, the check for persons reads it, search does not."""

from collections.abc import Callable

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.practices.models import Practice
from exchange.practices.queries import load_for_desk
from exchange.practices.queries.worded import words_of_files
from tests.factories.accounts import actor_for
from tests.practices.test_attachments import cleared, people, practice, upload
from tests.support.browser import Browser
from tests.text import files

__all__ = ["people", "practice"]  # fixtures
DELETED = (
    f"<w:p {nsdecls('w')}><w:r><w:t>Meyarlar siyahısı</w:t></w:r><w:del w:id='1' w:author='a'><w:r>"
    "<w:delText>Qızılgül Əliyeva, 7 yaş</w:delText></w:r></w:del></w:p>"
)


def tracked() -> bytes:
    def fill(document: docx.document.Document) -> None:
        document.element.body.insert(0, parse_xml(DELETED))

    return files.word(fill=fill)


def test_deleted_words_are_told_and_looked_through_and_not_found(
    session: Session, people: dict[str, Person], practice: Practice, browser: Browser, run_jobs: Callable[[], int]
) -> None:
    author = browser.sign_in(people["author"])
    author.post(f"/practices/{practice.slug}/files", upload(tracked(), "meyarlar.docx"))
    assert "deleted text" in author.get(f"/practices/{practice.slug}/files").text
    newest = load_for_desk(session, actor=actor_for(people["author"]), slug=practice.slug).revisions[-1]
    assert words_of_files(session, newest) == ["Meyarlar siyahısı", "Qızılgül Əliyeva, 7 yaş"]
    cleared(session, people, practice)
    run_jobs()
    assert practice.slug in author.raw("/search?q=Meyarlar+siyahısı").get_data(as_text=True)
    assert practice.slug not in author.raw("/search?q=Qızılgül").get_data(as_text=True)


def test_the_words_of_a_spreadsheet_are_found(
    session: Session, people: dict[str, Person], practice: Practice, browser: Browser, run_jobs: Callable[[], int]
) -> None:
    author = browser.sign_in(people["author"])
    rows = '<row><c t="s"><v>1</v></c></row>'
    author.post(f"/practices/{practice.slug}/files", upload(files.excel(rows), "cədvəl.xlsx"))
    assert "deleted text" not in author.get(f"/practices/{practice.slug}/files").text
    cleared(session, people, practice)
    run_jobs()
    assert practice.slug in author.raw("/search?q=Tərtər").get_data(as_text=True)
