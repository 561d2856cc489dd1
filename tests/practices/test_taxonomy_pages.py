"""Whoever runs the platform relabels and retires terms; cleared texts keep their codes, readers see successors."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.audit.models import AuditRow
from exchange.jobs.outbox import enqueue
from exchange.kernel.actor import Role
from exchange.practices.models import RevisionTheme, Visibility
from exchange.search.withholding import index_job
from exchange.vocabulary.models import Term, TermList
from exchange.vocabulary.queries import taxonomy
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_practice
from tests.practices.browsing import Desk
from tests.support.browser import Browser
from tests.support.clock import START

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


def _merge(platform: Browser, old: str, new: str) -> None:
    listed, _, into = new.partition(":")
    assert platform.post(f"/admin/taxonomy/{old}", {"do": "retire", "into": into or listed}).status == 303


def test_a_merge_moves_facets_feeds_and_addresses_without_anybody_rebuilding(
    session: Session, people: dict[str, Person], browser: Browser, run_jobs: Callable[[], int]
) -> None:
    practice = make_practice(session, make_ministry(session, "TR"), visibility=Visibility.PUBLIC, themes=("cp.temp",))
    enqueue(session, index_job(practice.id), now=START)
    session.commit()
    run_jobs()
    visitor, platform = browser.another(), browser.sign_in(people["platform"])
    assert visitor.get("/search?theme=cp.temp").all(".ex-hit")
    _merge(platform, "theme:cp.temp", "theme:cp.foster")
    run_jobs()
    facets = json.loads(visitor.get("/search.json").text)["facets"]["theme"]
    assert facets == {"cp": 1, "cp.foster": 1}
    old = visitor.get("/search?q=care&theme=cp.temp&theme=cp.foster", follow=False)
    assert (old.status, old.location) == (303, "/search?q=care&theme=cp.foster")
    assert visitor.get("/themes/cp.temp", follow=False).location == "/themes/cp.foster"
    for place in ("/themes/cp.foster", "/search?theme=cp.temp"):
        assert practice.slug in visitor.get(place).html, place
    for feed in ("/themes/cp.temp.atom", "/search.atom?theme=cp.temp"):
        assert practice.slug in visitor.raw(feed).get_data(as_text=True), feed
    assert platform.post("/admin/taxonomy/theme:cp.temp", {"do": "bring-back"}).status == 303
    run_jobs()
    assert json.loads(visitor.get("/search.json").text)["facets"]["theme"] == {"cp": 1, "cp.temp": 1}
    assert visitor.get("/search?theme=cp.temp", follow=False).status == 200


def test_narrower_themes_go_with_their_theme(session: Session, people: dict[str, Person], browser: Browser) -> None:
    """A whole branch is merged: nothing under it is lost from lists, boxes and counts."""
    under = {one.code for one in taxonomy(session).themes_under("fs")}
    _merge(browser.sign_in(people["platform"]), "theme:fs", "theme:cp")
    session.expire_all()
    words = taxonomy(session)
    assert under
    assert under <= {one.code for one in words.themes_under("cp")}
    assert words.with_wider(min(under)) == (min(under), "cp")
    assert {"fs", *under} <= set(words.codes_under(TermList.THEME, "cp"))


def test_a_draft_keeps_a_retired_term_and_is_offered_its_successor(
    session: Session, people: dict[str, Person], browser: Browser
) -> None:
    desk = Desk(session, browser.another())
    slug = desk.begin(themes=["cp.temp"], main_theme="cp.temp", **_needs(session, "essential"))
    platform = browser.sign_in(people["platform"])
    condition = taxonomy(session).list_of(TermList.PRECONDITION)
    _merge(platform, "theme:cp.temp", "theme:cp.foster")
    _merge(platform, f"precondition:{condition[0].code}", f"precondition:{condition[1].code}")
    session.expire_all()
    page = desk.publisher.get(f"/practices/{slug}/edit")
    assert "Temporary / professional foster care: no longer in use, choose “Foster care”" in page.text
    assert desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, do="save")).status == 303
    session.expire_all()
    kept = desk.practice_revision(slug)
    session.refresh(kept, ["themes"])
    assert [one.code for one in kept.themes] == ["cp.temp"], "nothing is taken from the author"
    assert [one.key for one in kept.rows.preconditions] == [condition[0].code]
    assert desk.publisher.get("/practices/new").text.count("no longer in use") == 0


def _needs(session: Session, need: str) -> dict[str, str]:
    first = taxonomy(session).list_of(TermList.PRECONDITION)[0]
    return {"preconditions-0-key": first.code, "preconditions-0-need": need}


@pytest.mark.parametrize("path", ["/admin/taxonomy", "/admin/taxonomy/theme:cp.foster"])
def test_the_lists_are_for_whoever_runs_the_platform(people: dict[str, Person], browser: Browser, path: str) -> None:
    assert browser.sign_in(people["admin"]).get(path).status == 404
    assert browser.another().get(path).status == 404
    assert browser.sign_in(people["platform"]).get("/admin/taxonomy/theme:none").status == 404
