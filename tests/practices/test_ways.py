"""Ways on the pages of a practice: to the discussion, into the text, and back to where one came from."""

import pytest
from sqlalchemy.orm import Session

from exchange.kernel.actor import Role
from exchange.practices.models import Section, Visibility
from tests.factories.accounts import make_ministry, make_person
from tests.factories.discussion import make_comment
from tests.factories.practices import make_practice
from tests.support.browser import Browser

WORDS = {Section.PROBLEM: "Few families.", Section.SOLUTION: "Training for all."}


def test_a_second_skip_link_leads_to_the_discussion(session: Session, browser: Browser) -> None:
    practice = make_practice(session, make_ministry(session, "AZ"), visibility=Visibility.PUBLIC)
    page = browser.get(f"/practices/{practice.slug}")
    assert [str(link["href"]) for link in page.all(".govuk-skip-link")] == ["#main-content", "#discussion"]
    assert page.one("#discussion").name == "h2"


@pytest.mark.parametrize("may_write", [False, True])
def test_who_may_write_passes_over_what_others_wrote(
    session: Session,
    browser: Browser,
    may_write: bool,  # noqa: FBT001 - a column of the table
) -> None:
    own = make_ministry(session, "AZ")
    practice = make_practice(session, own, visibility=Visibility.PUBLIC)
    make_comment(session, practice, make_person(session, own), text="How is the bus paid?")
    if may_write:
        browser.sign_in(make_person(session, make_ministry(session, "TR")))
    page = browser.get(f"/practices/{practice.slug}")
    assert bool(page.all("section a[href='#write']")) is may_write
    assert bool(page.all("#write")) is may_write


def test_the_contents_are_there_without_room_beside_the_text(session: Session, browser: Browser) -> None:
    practice = make_practice(session, make_ministry(session, "AZ"), sections=WORDS, visibility=Visibility.PUBLIC)
    page = browser.get(f"/practices/{practice.slug}")
    folded = [str(link["href"]) for link in page.all("details.ex-contents a")]
    assert folded == [str(link["href"]) for link in page.all("nav.ex-toc a")]
    assert len(folded) >= len(WORDS)


@pytest.mark.parametrize("tail", ["circulation", "confirm", "withdraw", "archive", "history", "edit", "evidence"])
def test_a_page_about_a_practice_names_it_and_leads_back(session: Session, browser: Browser, tail: str) -> None:
    own = make_ministry(session, "AZ")
    practice = make_practice(session, own, texts={"en": "Day care"})
    browser.sign_in(make_person(session, own, roles=[Role.PUBLISHER, Role.ADMINISTRATOR]))
    page = browser.get(f"/practices/{practice.slug}/{tail}")
    assert page.status == 200
    link = page.all(".govuk-breadcrumbs a")[-1]
    assert (str(link["href"]), link.get_text()) == (f"/practices/{practice.slug}", "Day care")


def test_the_groups_of_a_number_stay_on_one_line(session: Session, browser: Browser) -> None:
    words = "From 515 children in 2002 to 10 732 in 8 987 families."
    own = make_ministry(session, "AZ")
    practice = make_practice(session, own, visibility=Visibility.PUBLIC)
    revision = practice.published_revision
    assert revision is not None
    revision.texts[0].summary = words
    kept = words.replace("10 732", "10\u00a0732").replace("8 987", "8\u00a0987")
    assert browser.get(f"/practices/{practice.slug}").one(".ex-practice__lead").get_text() == kept
    assert browser.get(f"/ministries/{own.slug}").one(".ex-card__text").get_text() == kept
