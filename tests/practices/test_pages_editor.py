"""Write, send, clear: the pages through which a practice goes, and that nothing typed is ever lost."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Role
from exchange.practices.models import Practice, Revision, RevisionTheme, Section
from tests.factories.accounts import make_ministry, make_person
from tests.practices.browsing import CARD, Desk, fields_of
from tests.support.browser import Browser
from tests.support.clock import FixedClock


@pytest.fixture
def desk(session: Session, browser: Browser) -> Desk:
    return Desk(session, browser)


def test_a_practice_is_written_cleared_read_and_found(
    desk: Desk, run_jobs: Callable[[], int], clock: FixedClock
) -> None:
    slug = desk.begin()
    clock.advance(minutes=1)
    sent = desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, do="send"))
    assert (sent.status, sent.location) == (303, f"/practices/{slug}/review")
    review = desk.officer.get(f"/practices/{slug}/review")
    assert "Himayədar ailə modeli" in review.h1
    version = review.one("input[name=version]")["value"]
    decision = {"version": version, "decision": "clear", "document_number": "12/34", "remark": ""}
    assert desk.officer.post(f"/practices/{slug}/review", decision).status == 303
    run_jobs()
    page = desk.officer.get(f"/practices/{slug}")
    assert page.h1 == "Himayədar ailə modeli"
    assert page.one(".ex-prose strong").get_text() == "azdır"
    found = desk.officer.get("/search?q=himayedar+aile")
    assert [link["href"] for link in found.all(".ex-hit h3 a")] == [f"/practices/{slug}"]


def test_the_form_shows_again_what_was_saved(desk: Desk) -> None:
    shown = desk.sent_form(desk.begin())
    assert {name: shown.get(name) for name in CARD} == CARD


def test_the_main_theme_stands_first(desk: Desk) -> None:
    practice = desk.practice(desk.begin())
    themes = select(RevisionTheme.code).join(Revision, Revision.id == RevisionTheme.revision_id)
    ordered = themes.where(Revision.practice_id == practice.id).order_by(RevisionTheme.position)
    assert list(desk.session.scalars(ordered)) == ["cp.foster", "cp.alt"]


def test_one_more_row_without_script_keeps_everything(desk: Desk) -> None:
    slug = desk.begin()
    typed = desk.sent_form(slug, title="Yeni ad", add="steps") | {"problem": "Yarımçıq cümlə"}
    answer = desk.publisher.post(f"/practices/{slug}/edit", typed)
    shown = fields_of(answer)
    assert answer.status == 200
    assert shown["steps-0-what"] == ""
    assert (shown["title"], shown["problem"]) == ("Yeni ad", "Yarımçıq cümlə")
    assert shown["results-0-indicator"] == CARD["results-0-indicator"]
    assert desk.sent_form(slug)["title"] == CARD["title"], "nothing was saved by asking for a row"


def test_a_row_is_taken_away(desk: Desk) -> None:
    slug = desk.begin()
    answer = desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, remove="results-0"))
    desk.publisher.post(f"/practices/{slug}/edit", fields_of(answer) | {"do": "save"})
    assert desk.sent_form(slug)["results-0-indicator"] == ""


def test_a_row_keeps_its_other_languages(desk: Desk, clock: FixedClock) -> None:
    slug = desk.begin()
    clock.advance(minutes=1)
    typed = desk.sent_form(slug) | {"lang": "en", "results-0-indicator": "Children in foster care"}
    assert desk.publisher.post(f"/practices/{slug}/edit", typed).status == 303
    newest = select(Revision).where(Revision.practice_id == desk.practice(slug).id)
    indicator = desk.session.scalars(newest).one().rows.results[0].indicator
    assert dict(indicator) == {"az": CARD["results-0-indicator"], "en": "Children in foster care"}


def test_a_row_keeps_its_own_other_languages_when_rows_move(desk: Desk, clock: FixedClock) -> None:
    slug = desk.begin(**{"steps-0-what": "Bir", "steps-1-what": "İki"})
    clock.advance(minutes=1)
    english = desk.sent_form(slug) | {"lang": "en", "steps-0-what": "One", "steps-1-what": "Two"}
    assert desk.publisher.post(f"/practices/{slug}/edit", english).status == 303
    clock.advance(minutes=1)
    moved = desk.sent_form(slug)
    for part in ("at", "what"):
        moved[f"steps-0-{part}"], moved[f"steps-1-{part}"] = moved[f"steps-1-{part}"], moved[f"steps-0-{part}"]
    assert desk.publisher.post(f"/practices/{slug}/edit", moved).status == 303
    newest = desk.session.scalars(select(Revision).where(Revision.practice_id == desk.practice(slug).id)).one()
    assert [dict(step.what) for step in newest.rows.steps] == [{"az": "İki", "en": "Two"}, {"az": "Bir", "en": "One"}]


def test_a_fault_keeps_everything_typed(desk: Desk) -> None:
    typed = CARD | {"title": "a" * 121, "started": "yesterday", "do": "save"}
    answer = desk.publisher.post("/practices/new", typed)
    assert answer.status == 422
    shown = fields_of(answer)
    assert (shown["title"], shown["started"], shown["problem"]) == ("a" * 121, "yesterday", CARD["problem"])
    assert [link["href"] for link in answer.all(".govuk-error-summary a")] == ["#title", "#started"]


def test_what_the_card_lacks_is_said_at_its_field_and_the_rest_is_saved(desk: Desk) -> None:
    slug = desk.begin(summary="", targets=[])
    answer = desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, title="Yeni ad", do="send"))
    assert answer.status == 422
    assert {link["href"] for link in answer.all(".govuk-error-summary a")} == {"#summary", "#targets"}
    assert desk.sent_form(slug)["title"] == "Yeni ad"


def test_the_same_form_sent_twice_begins_one_practice(desk: Desk) -> None:
    typed = fields_of(desk.publisher.get("/practices/new")) | CARD | {"do": "save"}
    first, second = (desk.publisher.post("/practices/new", typed) for _ in range(2))
    assert first.location == second.location
    assert len(list(desk.session.scalars(select(Practice)))) == 1


@pytest.mark.parametrize("to", ["/practices/new", "/practices/autosave"])
def test_a_double_click_begins_one_practice(desk: Desk, monkeypatch: pytest.MonkeyPatch, to: str) -> None:
    """Both are on their way with the same cookie, so neither has heard of the other."""
    for view in ("edit", "autosave"):
        monkeypatch.setattr(f"exchange.practices.views.{view}.begun_before", lambda _key: "")
    typed = fields_of(desk.publisher.get("/practices/new")) | CARD | {"do": "save"}
    first, second = (desk.publisher.post(to, typed) for _ in range(2))
    assert (first.status, first.location, first.text) == (second.status, second.location, second.text)
    assert len(list(desk.session.scalars(select(Practice)))) == 1


def test_what_is_typed_after_going_back_is_kept(desk: Desk) -> None:
    typed = fields_of(desk.publisher.get("/practices/new")) | CARD | {"do": "save"}
    desk.publisher.post("/practices/new", typed)
    answer = desk.publisher.post("/practices/new", typed | {"title": "Geri qayıtdım"})
    assert answer.status == 409
    assert {"Geri qayıtdım", CARD["title"]} <= {box.get_text() for box in answer.all(".ex-conflict__text")}


def test_sending_twice_leads_to_the_text_that_was_sent(desk: Desk) -> None:
    typed = fields_of(desk.publisher.get("/practices/new")) | CARD | {"do": "send"}
    first, second = (desk.publisher.post("/practices/new", typed) for _ in range(2))
    assert first.location == second.location
    assert str(first.location).endswith("/review")


def test_of_two_edits_from_one_text_the_second_gets_both_texts(desk: Desk, clock: FixedClock) -> None:
    """Trust.md I10."""
    slug = desk.begin()
    mine, theirs = desk.sent_form(slug, title="Mənim adım"), desk.sent_form(slug, title="Onların adı")
    clock.advance(minutes=1)
    assert desk.publisher.post(f"/practices/{slug}/edit", theirs | {"do": "save"}).status == 303
    answer = desk.publisher.post(f"/practices/{slug}/edit", mine | {"do": "save"})
    assert answer.status == 409
    assert {"Mənim adım", "Onların adı"} <= {box.get_text() for box in answer.all(".ex-conflict__text")}
    assert desk.sent_form(slug)["title"] == "Onların adı"
    clock.advance(minutes=1)
    kept = [(str(field["name"]), str(field["value"])) for field in answer.all("form[method=post] input[type=hidden]")]
    again = {name: [value for key, value in kept if key == name] for name, _ in kept if name != "csrf_token"}
    assert desk.publisher.post(f"/practices/{slug}/edit", again | {"do": "save"}).status == 303
    assert desk.sent_form(slug)["title"] == "Mənim adım"


def test_the_author_does_not_clear_their_own_text(desk: Desk) -> None:
    slug = desk.begin()
    desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, do="send"))
    page = desk.publisher.get(f"/practices/{slug}/review")
    assert page.all("form#clear") == []
    decision = {"version": "2", "decision": "clear", "document_number": "1"}
    assert desk.publisher.post(f"/practices/{slug}/review", decision).status in {403, 409}
    assert desk.publisher.get(f"/practices/{slug}").status == 404


def test_a_text_comes_back_with_its_remark(desk: Desk) -> None:
    slug = desk.begin()
    desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, do="send"))
    version = desk.officer.get(f"/practices/{slug}/review").one("input[name=version]")["value"]
    decision = {"version": version, "decision": "send-back", "remark": ""}
    refused = desk.officer.post(f"/practices/{slug}/review", decision)
    assert refused.status == 422
    assert refused.one(".govuk-error-summary a")["href"] == "#remark"
    assert desk.officer.post(f"/practices/{slug}/review", decision | {"remark": "Mənbəni yazın."}).status == 303
    assert "Mənbəni yazın." in desk.publisher.get(f"/practices/{slug}/edit").text


def test_a_translation_stands_beside_the_official_text(desk: Desk, clock: FixedClock) -> None:
    slug = desk.begin()
    page = desk.publisher.get(f"/practices/{slug}/edit/en")
    assert CARD["title"] in page.text
    version = page.one("input[name=version]")["value"]
    clock.advance(minutes=1)
    typed = {
        "version": version,
        "title": "Foster family model",
        "summary": "A child grows up in a family.",
        "problem": "Few.",
    }
    assert desk.publisher.post(f"/practices/{slug}/edit/en", typed).status == 303
    assert desk.publisher.get(f"/practices/{slug}/edit/en").one("#title")["value"] == "Foster family model"
    assert desk.sent_form(slug)["title"] == CARD["title"]
    clock.advance(minutes=1)
    assert desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, problem="Başqa mətn.")).status == 303
    assert "behind the official text" in desk.publisher.get(f"/practices/{slug}/edit").text


def test_a_preview_is_rendered_and_cleaned_by_the_server(desk: Desk) -> None:
    text = {"problem": "**bold** <script>alert(1)</script>", "lang": "az"}
    answer = desk.publisher.post("/practices/preview?part=problem", text, check=False)
    assert "<strong>bold</strong>" in answer.html
    assert "<script" not in answer.html


def test_beside_the_form_stands_what_is_lacking(desk: Desk) -> None:
    answer = desk.publisher.post("/practices/preview?part=aside", CARD | {"summary": ""}, check=False)
    assert "9 of 10 fields ready" in answer.text
    assert 'href="#summary"' in answer.html


def test_only_publishers_begin_a_practice(session: Session, browser: Browser) -> None:
    browser.sign_in(make_person(session, make_ministry(session), roles=[Role.OFFICIAL]))
    assert browser.get("/practices/new").status == 403
    assert browser.another().get("/practices/new", follow=False).status == 303


def test_a_new_version_begins_from_the_cleared_one(desk: Desk, clock: FixedClock) -> None:
    slug = desk.begin()
    desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, do="send"))
    version = desk.officer.get(f"/practices/{slug}/review").one("input[name=version]")["value"]
    desk.officer.post(f"/practices/{slug}/review", {"version": version, "decision": "clear", "document_number": "1"})
    assert desk.publisher.get(f"/practices/{slug}/edit").h1 == "Begin a new version"
    assert desk.publisher.post(f"/practices/{slug}/revise").status == 303
    clock.advance(minutes=1)
    changed = desk.sent_form(slug, do="send", summary="Yeni xülasə.")
    assert desk.publisher.post(f"/practices/{slug}/edit", changed).status == 303
    review = desk.officer.get(f"/practices/{slug}/review")
    assert review.all("h2.ex-h2")[0].get_text() == "1 change"
    assert [line.get_text() for line in review.all("ins")] == ["Yeni xülasə."]
    assert CARD["summary"] in desk.officer.get(f"/practices/{slug}").text
    decision = {"version": review.one("input[name=version]")["value"], "decision": "clear", "document_number": "2"}
    assert desk.officer.post(f"/practices/{slug}/review", decision).status == 303
    assert "Yeni xülasə." in desk.officer.get(f"/practices/{slug}").text
    older = desk.officer.get(f"/practices/{slug}/v/1")
    assert CARD["summary"] in older.text
    assert "You read version 1. Readers see version 2 now." in older.text


def test_what_waits_stands_on_the_desk(desk: Desk) -> None:
    slug = desk.begin()
    assert [key["href"] for key in desk.publisher.get("/").all(".ex-task a")] == [f"/practices/{slug}/edit"]
    desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, do="send"))
    assert [key["href"] for key in desk.officer.get("/").all(".ex-task a")] == [f"/practices/{slug}/review"]
    assert "With the clearing officers" in desk.publisher.get("/").text
    outsider = desk.officer.another().sign_in(make_person(desk.session, make_ministry(desk.session, "TR")))
    assert slug not in outsider.get("/").html


def test_every_running_text_has_its_field(desk: Desk) -> None:
    fields = fields_of(desk.publisher.get("/practices/new"))
    assert [key for key in Section if key is not Section.ADAPT and key.value not in fields] == []


def test_a_preview_replaces_itself_and_nothing_else(desk: Desk) -> None:
    """Its form has another target, which htmx would hand down."""
    box = desk.publisher.get("/practices/new").one("#preview-problem")
    assert (box["hx-target"], box["hx-swap"]) == ("this", "outerHTML")


@pytest.mark.parametrize(("field", "word"), [("visibility", "world"), ("licence", "mit"), ("new_to", "nobody")])
def test_a_word_that_is_not_in_a_closed_list_is_refused_and_kept(
    browser: Browser, session: Session, field: str, word: str
) -> None:
    author = make_person(session, make_ministry(session), roles=[Role.PUBLISHER])
    browser.sign_in(author)
    page = browser.post("/practices/new", {"do": "save", "lang": "az", "title": "Yeni təcrübə", field: word})
    assert page.status == 422
    assert page.one("#title")["value"] == "Yeni təcrübə"
