"""Remarks about a paragraph: they stay with it across revisions, or say that the text changed."""

import re

import pytest
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.discussion import queries, service
from exchange.discussion.models import Comment
from exchange.kernel.actor import Role
from exchange.kernel.errors import NotFoundError
from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.practices.models import Practice, Section, Visibility
from exchange.text.cleaning import paragraphs
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.practices import make_practice
from tests.support.browser import Browser
from tests.support.clock import START

FIRST, SECOND = "Families are visited twice before a child comes.", "Pay starts on the day of placement."


@pytest.fixture
def owner(session: Session) -> Person:
    return make_person(session, make_ministry(session, "AZ"), roles=[Role.PUBLISHER])


@pytest.fixture
def writer(session: Session) -> Person:
    return make_person(session, make_ministry(session, "TR"))


@pytest.fixture
def practice(session: Session, owner: Person) -> Practice:
    assert owner.ministry is not None
    texts = {Section.SOLUTION: f"{FIRST}\n\n{SECOND}", Section.DIFFICULTIES: "Too few families."}
    made = make_practice(session, owner.ministry, visibility=Visibility.PUBLIC, author=owner, sections=texts)
    for text in made.published_revision.texts:  # type: ignore[union-attr]
        for section in text.sections:
            section.html = "".join(f"<p>{one}</p>" for one in section.markdown.split("\n\n"))
    session.flush()
    return made


def remark(session: Session, practice: Practice, writer: Person, about: service.About) -> Comment:
    body = service.Body("How often later?", "<p>How often later?</p>", Language.EN)
    actor = actor_for(writer)
    return service.write(session, actor=actor, slug=practice.slug, body=body, key=str(new_id()), now=START, about=about)


def rewrite(session: Session, practice: Practice, html: str) -> None:
    revision = practice.published_revision
    assert revision is not None
    for text in revision.texts:
        for section in text.sections:
            if section.key is Section.SOLUTION:
                section.html = html
    session.flush()


def anchor(session: Session, practice: Practice, reader: Person) -> queries.Anchor | None:
    actor = actor_for(reader)
    at = queries.standing(session, actor=actor, slug=practice.slug)
    sections = queries.sections_of(session, actor=actor, slug=practice.slug)
    return queries.threads(session, actor=actor, at=at, sections=sections).items[0].anchor


def test_paragraphs_of_html() -> None:
    assert paragraphs("<p>One <b>b</b>.</p><ul><li>two</li><li></li></ul><h3>three</h3>") == ["One b.", "two", "three"]


def test_a_remark_stays_with_its_paragraph_when_others_come_before_it(
    session: Session, practice: Practice, writer: Person
) -> None:
    remark(session, practice, writer, service.About("solution", 2, "en"))
    rewrite(session, practice, f"<p>New first.</p><p>{FIRST}</p><p>pay  starts on the day of placement.</p>")
    found = anchor(session, practice, writer)
    assert found is not None
    assert (found.words, found.has_changed) == (SECOND, False)


def test_a_remark_says_when_its_paragraph_has_changed(session: Session, practice: Practice, writer: Person) -> None:
    remark(session, practice, writer, service.About("solution", 2, "en"))
    rewrite(session, practice, f"<p>{FIRST}</p><p>Pay starts a month later.</p>")
    found = anchor(session, practice, writer)
    assert found is not None
    assert (found.words, found.has_changed) == (SECOND, True)


def test_a_narrower_section_is_neither_written_about_nor_named(
    session: Session, practice: Practice, owner: Person, writer: Person
) -> None:
    remark(session, practice, writer, service.About("difficulties", 1, "en"))
    practice.field_visibility = {"difficulties": Visibility.MINISTRY.value}
    session.flush()
    assert anchor(session, practice, writer) is None
    assert anchor(session, practice, owner) is not None
    for person in (writer, owner):
        with pytest.raises(NotFoundError):
            remark(session, practice, person, service.About("difficulties", 1, "en"))


def test_counts_stand_beside_the_section_and_in_the_contents(
    browser: Browser, session: Session, practice: Practice, writer: Person
) -> None:
    for _ in range(2):
        remark(session, practice, writer, service.About("solution", 0, "en"))
    page = browser.sign_in(writer).get(f"/practices/{practice.slug}")
    anchors = page.soup.select(".ex-read__row .ex-anchor:not(.ex-anchor--quiet)")
    assert [(one["href"], one.select_one("[aria-hidden] ~ span, span").get_text()) for one in anchors] == [  # type: ignore[union-attr]
        (f"/practices/{practice.slug}/discussion?section=solution", "2")
    ]
    assert re.search(r"The solution\s*2", page.soup.select_one(".ex-toc").get_text(" "))  # type: ignore[union-attr]


def test_a_paragraph_is_chosen_in_the_form(
    browser: Browser, session: Session, practice: Practice, writer: Person
) -> None:
    address = f"/practices/{practice.slug}/discussion"
    page = browser.sign_in(writer).get(f"{address}?section=solution")
    assert [one.get_text() for one in page.soup.select("#comment-paragraph option")] == [
        "The whole section",
        FIRST,
        SECOND,
    ]
    form = {"text": "Every month?", "language": "en", "section": "solution", "paragraph": "2", "key": "k"}
    assert browser.post(address, form).status == 303
    shown = browser.get(f"{address}?section=solution")
    assert SECOND in shown.soup.select_one("blockquote.ex-anchored").get_text()  # type: ignore[union-attr]
    assert "Every month?" not in browser.get(f"{address}?section=difficulties").text
