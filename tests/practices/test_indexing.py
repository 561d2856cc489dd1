"""From the published text to the index and back: who finds what, and that index and database say the same."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.jobs.models import OutboxRow
from exchange.jobs.outbox import open_rows
from exchange.kernel.actor import Actor, Role
from exchange.practices import service
from exchange.practices.cli.indexing import index
from exchange.practices.cli.searching import search
from exchange.practices.jobs import forget_what_is_done, heal
from exchange.practices.models import Section, Visibility
from exchange.practices.policies import audience_tokens
from exchange.practices.service import PracticeDraft
from exchange.search.access import index_of
from exchange.search.port import SearchQuery
from exchange.search.withholding import INDEX_JOB
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.practices import make_draft
from tests.support.clock import START, FixedClock

Jobs = Callable[[], int]


@pytest.fixture
def people(session: Session) -> dict[str, Person]:
    import_taxonomy(session)
    owner: Ministry = make_ministry(session, "AZ")
    return {
        "author": make_person(session, owner, roles=[Role.PUBLISHER]),
        "reviewer": make_person(session, owner, roles=[Role.REVIEWER], email="reviewer@az.example"),
        "stranger": make_person(session, make_ministry(session, "TR"), email="official@tr.example"),
    }


def _publish(session: Session, people: dict[str, Person], draft: PracticeDraft) -> str:
    author, ready = actor_for(people["author"]), service.laid_out(draft)
    slug = service.create_draft(session, actor=author, draft=ready, country="AZ", now=START).slug
    sent = service.send_for_clearance(session, actor=author, slug=slug, now=START)
    service.clear(
        session,
        actor=actor_for(people["reviewer"]),
        slug=slug,
        document_number="12/1",
        now=START,
        expected_version=sent.version,
    )
    return slug


def _found(app: Flask, actor: Actor, words: str) -> int:
    return index_of(app).search(SearchQuery(words, audience_tokens(actor))).total


def _run(app: Flask, command: str, *arguments: str) -> Result:
    with app.app_context():
        return CliRunner().invoke(index if command == "index" else search, list(arguments))


def test_a_published_practice_is_found_by_its_readers_only(
    app: Flask, session: Session, people: dict[str, Person], run_jobs: Jobs
) -> None:
    _publish(session, people, make_draft(title="Himayədar ailə"))
    run_jobs()
    assert _found(app, actor_for(people["stranger"]), "himayedar aile") == 1
    assert _found(app, Actor.nobody(), "himayedar aile") == 0


def test_a_draft_is_never_in_the_index(app: Flask, session: Session, people: dict[str, Person], run_jobs: Jobs) -> None:
    draft = service.laid_out(make_draft(title="Gizli"))
    service.create_draft(session, actor=actor_for(people["author"]), draft=draft, country="AZ", now=START)
    assert open_rows(session, name=INDEX_JOB) == []
    run_jobs()
    assert _found(app, actor_for(people["author"]), "gizli") == 0


def test_words_of_a_narrower_section_find_nothing_for_others(
    app: Flask, session: Session, people: dict[str, Person], run_jobs: Jobs
) -> None:
    draft = make_draft(sections={Section.PROBLEM: "Açıq söz", Section.DIFFICULTIES: "Səmimi etiraf"})
    _publish(session, people, replace(draft, field_visibility={Section.DIFFICULTIES: Visibility.MINISTRY}))
    run_jobs()
    stranger, reviewer = actor_for(people["stranger"]), actor_for(people["reviewer"])
    assert (_found(app, stranger, "etiraf"), _found(app, reviewer, "etiraf")) == (0, 1)
    assert (_found(app, stranger, "açıq"), _found(app, reviewer, "açıq")) == (1, 1)


def test_narrowing_and_withdrawing_take_it_from_the_index(
    app: Flask, session: Session, people: dict[str, Person], run_jobs: Jobs
) -> None:
    slug = _publish(session, people, make_draft(title="Himayədar ailə"))
    run_jobs()
    author = actor_for(people["author"])
    service.change_circulation(session, actor=author, slug=slug, visibility=Visibility.MINISTRY, partners=(), now=START)
    run_jobs()
    assert (_found(app, actor_for(people["stranger"]), "ailə"), _found(app, author, "ailə")) == (0, 1)
    service.withdraw(session, actor=author, slug=slug, reason="Old figures", now=START)
    run_jobs()
    assert _found(app, author, "ailə") == 0
    assert index_of(app).entries() == frozenset()


def test_what_was_saved_before_a_crash_is_found_after_it(
    app: Flask, session: Session, people: dict[str, Person], run_jobs: Jobs
) -> None:
    _publish(session, people, make_draft(title="Himayədar ailə"))
    session.commit()
    session.expunge_all()
    [row] = open_rows(session, name=INDEX_JOB)
    run_jobs()
    assert index_of(app).stamp() == row.number
    assert _found(app, actor_for(people["stranger"]), "himayədar") == 1


def test_the_command_compares_index_and_database(
    app: Flask, session: Session, people: dict[str, Person], run_jobs: Jobs
) -> None:
    _publish(session, people, make_draft())
    session.commit()
    behind = _run(app, "index", "check", "--json")
    assert (behind.exit_code, len(json.loads(behind.output)["missing"]), json.loads(behind.output)["waiting"]) == (
        1,
        1,
        1,
    )
    run_jobs()
    assert json.loads(_run(app, "index", "check", "--json").output) == {
        "missing": [],
        "outdated": [],
        "surplus": [],
        "waiting": 0,
    }
    assert json.loads(_run(app, "index", "status", "--json").output)["documents"] == 1


def test_the_index_can_be_built_anew_from_the_database(app: Flask, session: Session, people: dict[str, Person]) -> None:
    _publish(session, people, make_draft())
    session.commit()
    assert _run(app, "index", "rebuild").output == "documents: 1\n"
    assert _run(app, "index", "check").exit_code == 0


def test_the_search_command_shows_what_that_person_would_find(
    app: Flask, session: Session, people: dict[str, Person], run_jobs: Jobs
) -> None:
    slug = _publish(session, people, make_draft(title="Himayədar ailə"))
    run_jobs()
    visitor = _run(app, "search", "himayedar")
    official = _run(app, "search", "himayedar", "--as", "official@tr.example", "--json")
    translated = _run(app, "search", "foster care", "--as", "official@tr.example", "--json", "--explain")
    assert visitor.output == "Nothing was found.\n"
    found, through_english = json.loads(official.output), json.loads(translated.output)
    assert (found["total"], [hit["slug"] for hit in found["hits"]]) == (1, [slug])
    assert [(hit["slug"], hit["through"] is not None) for hit in through_english["hits"]] == [(slug, True)]


def test_the_search_command_knows_its_people(app: Flask, session: Session) -> None:
    session.commit()
    result = _run(app, "search", "word", "--as", "nobody@az.example")
    assert (result.exit_code, result.output) == (1, "Error: nobody@az.example has no open account.\n")


def test_what_was_done_a_month_ago_leaves_the_outbox_and_nothing_else(
    app: Flask, session: Session, people: dict[str, Person], run_jobs: Jobs, clock: FixedClock
) -> None:
    for title in ("Birinci ailə", "İkinci ailə"):
        _publish(session, people, make_draft(title=title))
    run_jobs()
    clock.advance(days=20)
    _publish(session, people, make_draft(title="Üçüncü ailə"))
    run_jobs()
    _publish(session, people, make_draft(title="Dördüncü ailə"))  # waits to be done
    session.commit()
    clock.advance(days=11)
    waiting = {row.number for row in open_rows(session)}
    later = set(session.scalars(select(OutboxRow.number).where(OutboxRow.done_at > START + timedelta(days=1))))
    session.commit()  # else it looks at the moment before
    with app.app_context():
        forget_what_is_done()
    assert waiting
    assert set(session.scalars(select(OutboxRow.number))) == waiting | later
    with app.app_context():
        heal()
    assert _found(app, actor_for(people["stranger"]), "ailə") == 3


def test_the_row_that_the_index_is_stamped_with_stays(
    app: Flask, session: Session, people: dict[str, Person], run_jobs: Jobs, clock: FixedClock
) -> None:
    """Without it the index would seem to be ahead of the database, and be built anew each minute."""
    _publish(session, people, make_draft(title="Himayədar ailə"))
    run_jobs()
    clock.advance(days=400)
    with app.app_context():
        forget_what_is_done()
        stamp = index_of(app).stamp()
        assert stamp in set(session.scalars(select(OutboxRow.number)))
        assert all(number >= stamp for number in session.scalars(select(OutboxRow.number)))
