"""Whoever runs the platform relabels and retires terms; cleared texts keep their codes, readers see successors."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.audit.models import AuditRow
from exchange.kernel.actor import Role
from exchange.practices.models import RevisionTheme, Visibility
from exchange.vocabulary.models import Term, TermList
from exchange.vocabulary.queries import taxonomy
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_practice
from tests.support.browser import Browser

WORDS = {"az": "Himayədar ailə (yeni)", "tr": "Koruyucu aile", "en": "Foster families", "ru": "Приёмная семья"}


@pytest.fixture
def people(session: Session) -> dict[str, Person]:
    import_taxonomy(session)
    return {
        "platform": make_person(session, None, runs_platform=True),
        "admin": make_person(session, make_ministry(session, "AZ"), roles=list(Role)),
    }


def test_labels_are_changed_in_four_languages_and_the_file_does_not_take_them_back(
    session: Session, people: dict[str, Person], browser: Browser
) -> None:
    platform = browser.sign_in(people["platform"])
    assert "to be confirmed" in platform.get("/admin/taxonomy").text
    assert platform.get("/admin/taxonomy/theme:cp.foster").one("input[name=az]")["value"]
    changed = platform.post("/admin/taxonomy/theme:cp.foster", WORDS | {"az_reviewed": "y", "do": "save"})
    assert changed.status == 303
    session.expire_all()
    import_taxonomy(session)
    session.commit()
    term = session.get_one(Term, (TermList.THEME, "cp.foster"))
    assert (term.labels["en"], term.reviewed) == ("Foster families", ["az"])
    assert session.scalars(select(AuditRow).where(AuditRow.action == "vocabulary.relabelled")).one()
    assert platform.post("/admin/taxonomy/theme:cp.foster", WORDS | {"en": " "}).status == 422


def test_a_retired_term_is_read_as_its_successor(session: Session, people: dict[str, Person], browser: Browser) -> None:
    practice = make_practice(session, make_ministry(session, "TR"), visibility=Visibility.PUBLIC, themes=("cp.temp",))
    platform = browser.sign_in(people["platform"])
    refused = platform.post("/admin/taxonomy/theme:cp", {"do": "retire", "into": "cp.foster", **WORDS})
    assert refused.status == 422  # a theme below it
    assert platform.post("/admin/taxonomy/theme:cp.temp", {"do": "retire", "into": "cp.foster"}).status == 303
    session.expire_all()
    words = taxonomy(session)
    assert words.with_wider("cp.temp") == words.with_wider("cp.foster")
    assert "cp.temp" not in [one.code for one in words.list_of(TermList.THEME)]
    kept = session.scalars(
        select(RevisionTheme.code).where(RevisionTheme.revision_id == practice.published_revision_id)
    )
    assert kept.all() == ["cp.temp"]  # what was cleared stays
    crumbs = browser.another().get(f"/practices/{practice.slug}").text
    assert words.label(TermList.THEME, "cp.foster", "en") in crumbs
    assert platform.post("/admin/taxonomy/theme:cp.temp", {"do": "bring-back"}).status == 303
    session.expire_all()
    assert "cp.temp" in [one.code for one in taxonomy(session).list_of(TermList.THEME)]


@pytest.mark.parametrize("path", ["/admin/taxonomy", "/admin/taxonomy/theme:cp.foster"])
def test_the_lists_are_for_whoever_runs_the_platform(people: dict[str, Person], browser: Browser, path: str) -> None:
    assert browser.sign_in(people["admin"]).get(path).status == 404
    assert browser.another().get(path).status == 404
    assert browser.sign_in(people["platform"]).get("/admin/taxonomy/theme:none").status == 404
