"""Narrowing shows at the next request; widening asks, and is decided by somebody who did not write."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.audit.models import AuditRow
from exchange.jobs.outbox import enqueue
from exchange.kernel.actor import Actor, Role
from exchange.kernel.translated import Translated
from exchange.practices import policies
from exchange.practices.models import COSTS, Cost, Practice, Rows, Section, Visibility
from exchange.practices.queries import practice_page
from exchange.practices.service.circles import WHOLE, Circle
from exchange.search.withholding import index_job
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_practice
from tests.support.browser import Browser
from tests.support.clock import START

HONEST = {Section.PROBLEM: "Few families.", Section.DIFFICULTIES: "Triagesecret came late.", Section.ASKS: "Asksecret?"}


@pytest.fixture
def people(session: Session) -> dict[str, Person]:
    import_taxonomy(session)
    own, partner = make_ministry(session, "AZ"), make_ministry(session, "TR")
    return {
        "author": make_person(session, own, roles=[Role.PUBLISHER]),
        "reviewer": make_person(session, own, roles=[Role.REVIEWER]),
        "partner": make_person(session, partner),
        "stranger": make_person(session, make_ministry(session, "KZ")),
    }


@pytest.fixture
def practice(session: Session, people: dict[str, Person]) -> Practice:
    ministry = session.get_one(Ministry, people["author"].ministry_id)
    made = make_practice(
        session, ministry, visibility=Visibility.PUBLIC, author=people["author"], sections=HONEST, slug="az-honest"
    )
    made.revisions[0].rows = Rows(
        costs=(Cost("yearly", 3.0, "AZN", note=Translated({"en": "Costsecret"})),), samples=("difficulties",)
    )
    session.commit()
    return made


def _form(practice: Practice, **chosen: object) -> dict[str, object]:
    return {"visibility": practice.visibility.value, "visible_to": []} | chosen


def test_a_narrowed_part_leaves_no_trace_at_the_next_request(
    practice: Practice, people: dict[str, Person], browser: Browser, run_jobs: Callable[[], int]
) -> None:
    slug, places = practice.slug, ("", ".md", ".json", "/en")
    reader, author = browser.another().sign_in(people["stranger"]), browser.sign_in(people["author"])
    for place in places:
        assert "Triagesecret" in reader.get(f"/practices/{slug}{place}").html, place
    narrow = {"circle_difficulties": "ministry", "circle_costs": "ministry", "circle_asks": "members"}
    assert author.post(f"/practices/{slug}/circulation", _form(practice, **narrow)).status == 303
    for place in places:
        shown = reader.get(f"/practices/{slug}{place}").html
        assert "Triagesecret" not in shown, place
        assert "Costsecret" not in shown, place
        assert "Asksecret" in shown, place
        assert "difficulties" not in shown, f"{place}: a mark says that something is there"
        assert "Triagesecret" in author.get(f"/practices/{slug}{place}").html, place
        assert "Asksecret" not in browser.another().get(f"/practices/{slug}{place}").html, place
    run_jobs()
    assert not reader.get("/search?q=triagesecret").all(".ex-hit")
    assert author.get("/search?q=triagesecret").all(".ex-hit")


SEARCHED = ("/search?q={}", "/search.json?q={}", "/search.csv?q={}", "/search.atom?q={}", "/search/complete.json?q={}")


@pytest.mark.parametrize("word", ["triagesecret", "asksecret", "costsecret", "triagesecrit"])
def test_words_of_a_narrowed_part_find_nothing_before_the_index_was_written(
    session: Session,
    practice: Practice,
    people: dict[str, Person],
    browser: Browser,
    run_jobs: Callable[[], int],
    word: str,
) -> None:
    """I4. No hit, no count, no suggestion from the next request on: as if the words had never been written."""
    _indexed(session, practice, run_jobs)
    reader, author = browser.another().sign_in(people["stranger"]), browser.sign_in(people["author"])
    never = {place: _answer(reader, place, "zzzzqqq") for place in SEARCHED}
    assert _answer(reader, SEARCHED[1], word) != never[SEARCHED[1]]
    narrow = {"circle_difficulties": "ministry", "circle_costs": "ministry", "circle_asks": "ministry"}
    assert author.post(f"/practices/{practice.slug}/circulation", _form(practice, **narrow)).status == 303
    for place in SEARCHED:
        assert _answer(reader, place, word) == never[place], place
    run_jobs()
    assert reader.get("/search?q=families").all(".ex-hit"), "what all may read is found again once it is indexed"


def _answer(reader: Browser, place: str, word: str) -> str:
    """What is said, without what was asked."""
    page = reader.get(place.format(word))
    return (page.html if ".atom" in place else page.text).replace(word, "")


def _indexed(session: Session, practice: Practice, run_jobs: Callable[[], int]) -> None:
    enqueue(session, index_job(practice.id), now=START)
    session.commit()
    assert run_jobs() >= 1


def test_what_only_adds_keeps_nothing_from_its_readers(
    session: Session, practice: Practice, people: dict[str, Person], browser: Browser, run_jobs: Callable[[], int]
) -> None:
    _indexed(session, practice, run_jobs)
    author = browser.another().sign_in(people["author"])
    assert author.post(f"/practices/{practice.slug}/confirm", {}).status == 303
    assert browser.get("/search?q=families").all(".ex-hit")


def test_a_narrowed_practice_is_gone_at_the_next_request(
    practice: Practice, people: dict[str, Person], browser: Browser, run_jobs: Callable[[], int]
) -> None:
    slug = practice.slug
    author = browser.another().sign_in(people["author"])
    run_jobs()
    named = _form(practice, visibility="partners", visible_to=[str(people["partner"].ministry_id)])
    assert author.post(f"/practices/{slug}/circulation", named).status == 303
    for place in ("", ".md", ".json", "/v/1", "/en"):
        assert browser.get(f"/practices/{slug}{place}").status == 404, place
    assert not browser.get("/search?q=families").all(".ex-hit")
    assert browser.another().sign_in(people["partner"]).get(f"/practices/{slug}").status == 200
    assert browser.another().sign_in(people["stranger"]).get(f"/practices/{slug}").status == 404


def test_widening_asks_and_is_not_the_authors(
    session: Session, practice: Practice, people: dict[str, Person], browser: Browser
) -> None:
    practice.visibility, practice.field_visibility = Visibility.MEMBERS, {"difficulties": "ministry"}
    session.commit()
    path, wide = f"/practices/{practice.slug}/circulation", _form(practice, circle_difficulties="")
    author, reviewer = browser.another().sign_in(people["author"]), browser.sign_in(people["reviewer"])
    assert author.post(path, wide | {"confirm": "y"}).status == 403
    asked = reviewer.post(path, wide)
    assert asked.status == 422
    assert "What did not work" in asked.one("#gained + *").get_text()
    assert reviewer.post(path, wide | {"confirm": "y"}).status == 303
    session.refresh(practice)
    assert practice.field_visibility == {}
    row = session.scalars(select(AuditRow).where(AuditRow.action == "practice.circulation_changed")).one()
    assert (row.facts["before"], row.facts["after"]) == ("members; difficulties: ministry", "members")


def test_the_page_is_for_those_who_may_narrow(practice: Practice, people: dict[str, Person], browser: Browser) -> None:
    path = f"/practices/{practice.slug}/circulation"
    assert browser.sign_in(people["author"]).get(path).status == 200
    assert browser.sign_in(people["stranger"]).get(path).status == 404
    nothing = browser.sign_in(people["author"]).post(path, {"visibility": "everyone"})
    assert nothing.status == 422


@pytest.mark.parametrize("whole", list(Visibility))
@pytest.mark.parametrize("part", list(Visibility))
def test_rule_page_and_index_agree_on_who_reads_a_part(
    session: Session, practice: Practice, people: dict[str, Person], whole: Visibility, part: Visibility
) -> None:
    """The twin rule, field by field: the rule, what the page's query gives, the tokens that the index keeps."""
    practice.visibility = whole
    practice.field_visibility = {Section.DIFFICULTIES.value: part.value, COSTS: part.value}
    session.commit()
    session.refresh(practice, ["partners"])
    actors = {"nobody": Actor.nobody()} | {name: person.as_actor() for name, person in people.items()}
    for name, actor in actors.items():
        for key in (Section.DIFFICULTIES.value, COSTS):
            by_rule = policies.can_read_section(actor, practice, key)
            by_index = bool(policies.audience_of(practice, key) & policies.audience_tokens(actor))
            assert by_rule == by_index == _on_page(session, actor, practice, key), (name, key)


def _on_page(session: Session, actor: Actor, practice: Practice, key: str) -> bool:
    if not policies.can_read(actor, practice):
        return False
    page = practice_page(session, actor=actor, slug=practice.slug, language="en")
    return bool(page.rows.costs) if key == COSTS else page.section(key) is not None


def test_what_is_gained_is_named_by_its_parts() -> None:
    narrow = Circle(Visibility.MEMBERS, parts={"costs": Visibility.MINISTRY})
    assert Circle(Visibility.PUBLIC, parts={"costs": Visibility.MINISTRY}).gained_over(narrow) == (WHOLE,)
    assert Circle(Visibility.MEMBERS).gained_over(narrow) == ("costs",)
    assert narrow.gained_over(Circle(Visibility.PUBLIC)) == ()
