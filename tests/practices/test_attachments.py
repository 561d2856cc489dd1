"""Files of a practice: attached to a draft, cleared with it, read by its readers, found by their words."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.kernel.actor import Role
from exchange.kernel.ids import new_id
from exchange.practices import service
from exchange.practices.models import Practice, Visibility
from exchange.practices.queries import load_for_desk
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.practices import make_draft
from tests.practices.desk import NOW
from tests.support.browser import Browser

WORDS = "Triagecriteria: siblings first."


@pytest.fixture
def people(session: Session) -> dict[str, Person]:
    import_taxonomy(session)
    own = make_ministry(session, "AZ")
    return {
        "author": make_person(session, own, roles=[Role.PUBLISHER]),
        "reviewer": make_person(session, own, roles=[Role.REVIEWER]),
        "stranger": make_person(session, make_ministry(session, "KZ")),
    }


@pytest.fixture
def practice(session: Session, people: dict[str, Person]) -> Practice:
    draft = service.laid_out(make_draft())
    return service.create_draft(session, actor=actor_for(people["author"]), draft=draft, country="AZ", now=NOW)


def upload(content: bytes = WORDS.encode(), name: str = "kriteriya.txt", **chosen: str) -> dict[str, Any]:
    return {"title": "Meyar siyahısı", "kind": "manual", "language": "az", "file": (io.BytesIO(content), name)} | chosen


def attached(session: Session, people: dict[str, Person], practice: Practice) -> str:
    newest = load_for_desk(session, actor=actor_for(people["author"]), slug=practice.slug).revisions[-1]
    return newest.rows.files[-1].file


def cleared(session: Session, people: dict[str, Person], practice: Practice) -> None:
    service.send_for_clearance(session, actor=actor_for(people["author"]), slug=practice.slug, now=NOW)
    newest = load_for_desk(session, actor=actor_for(people["author"]), slug=practice.slug).revisions[-1]
    reviewer = actor_for(people["reviewer"])
    service.clear(
        session,
        actor=reviewer,
        slug=practice.slug,
        document_number="1",
        expected_version=newest.version,
        now=NOW,
    )
    session.commit()


def test_a_file_is_read_with_the_text_that_carries_it(
    session: Session, people: dict[str, Person], practice: Practice, browser: Browser, run_jobs: Callable[[], int]
) -> None:
    """I22."""
    author, reader = browser.another().sign_in(people["author"]), browser.sign_in(people["stranger"])
    assert author.post(f"/practices/{practice.slug}/files", upload()).status == 303
    address = f"/practices/{practice.slug}/files/{attached(session, people, practice)}"
    assert author.raw(address).status_code == 200
    assert reader.get(address).status == 404
    cleared(session, people, practice)
    run_jobs()
    answer = reader.raw(address)
    assert answer.get_data() == WORDS.encode()
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="kriteriya.txt"')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"
    page = reader.get(f"/practices/{practice.slug}")
    assert "TXT, 1 kB, Manual" in page.one("section:has(#files) ul.ex-similar, #files ~ ul.ex-similar").get_text()
    assert [link["href"] for link in reader.get("/search?q=triagecriteria").all(".ex-hit h3 a")] == [
        f"/practices/{practice.slug}"
    ]
    assert browser.another().get(address).status == 404


def test_narrowing_closes_the_old_address_at_once(
    session: Session, people: dict[str, Person], practice: Practice, browser: Browser
) -> None:
    author, reader = browser.another().sign_in(people["author"]), browser.sign_in(people["stranger"])
    author.post(f"/practices/{practice.slug}/files", upload())
    address = f"/practices/{practice.slug}/files/{attached(session, people, practice)}"
    cleared(session, people, practice)
    assert reader.raw(address).status_code == 200
    service.change_circulation(
        session,
        actor=actor_for(people["author"]),
        slug=practice.slug,
        visibility=Visibility.MINISTRY,
        partners=[],
        now=NOW,
    )
    missing = reader.raw(f"/practices/{practice.slug}/files/{new_id()}")
    closed = reader.raw(address)
    assert closed.status_code == missing.status_code == 404
    assert author.raw(address).status_code == 200


def test_a_file_that_was_taken_off_stays_with_the_version_that_was_cleared_with_it(
    session: Session, people: dict[str, Person], practice: Practice, browser: Browser
) -> None:
    author, reader = browser.another().sign_in(people["author"]), browser.sign_in(people["stranger"])
    author.post(f"/practices/{practice.slug}/files", upload())
    file_id = attached(session, people, practice)
    cleared(session, people, practice)
    author.post(f"/practices/{practice.slug}/revise")
    assert author.post(f"/practices/{practice.slug}/files/{file_id}/remove").status == 303
    assert reader.raw(f"/practices/{practice.slug}/files/{file_id}").status_code == 200
    cleared(session, people, practice)
    assert reader.raw(f"/practices/{practice.slug}/files/{file_id}").status_code == 200, "version 1 can be quoted"
    assert str(file_id) not in reader.get(f"/practices/{practice.slug}").text
    assert author.post(f"/practices/{practice.slug}/v/1/close").status == 303
    assert reader.raw(f"/practices/{practice.slug}/files/{file_id}").status_code == 404
    assert author.raw(f"/practices/{practice.slug}/files/{file_id}").status_code == 200  # behind the text


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>", b""])
def test_a_refused_file_keeps_what_was_typed(
    people: dict[str, Person], practice: Practice, browser: Browser, content: bytes
) -> None:
    page = browser.sign_in(people["author"]).post(f"/practices/{practice.slug}/files", upload(content, "x.pdf"))
    assert page.status == 422
    assert "Meyar siyahısı" in str(page.one("input[name=title]"))
    assert page.all(".govuk-error-summary")


@pytest.mark.parametrize(
    ("name", "title"),
    [("Təlim_proqramı 2026.txt", "Təlim proqramı 2026"), ("uşaq.və.ailə.txt", "uşaq.və.ailə"), ("__.txt", "__.txt")],
)
def test_a_file_without_a_title_has_its_name(
    people: dict[str, Person], practice: Practice, browser: Browser, name: str, title: str
) -> None:
    page = browser.sign_in(people["author"]).post(f"/practices/{practice.slug}/files", upload(name=name, title=" "))
    assert page.status == 303
    assert title in [link.text for link in browser.get(f"/practices/{practice.slug}/files").all(".ex-similar a")]


def test_nobody_attaches_to_the_text_of_another(
    people: dict[str, Person], practice: Practice, browser: Browser
) -> None:
    assert browser.sign_in(people["stranger"]).post(f"/practices/{practice.slug}/files", upload()).status == 404
    assert browser.sign_in(people["reviewer"]).post(f"/practices/{practice.slug}/files", upload()).status == 403
