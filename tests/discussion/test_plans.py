"""How the database finds contributions: by an index, never by reading all that was ever written."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from exchange.discussion.models import Circulation
from exchange.practices.models import Visibility
from exchange.web.db import db
from tests.discussion.samples import a_practice
from tests.factories.accounts import make_ministry, make_person
from tests.factories.discussion import make_comment
from tests.support.databases import ON_POSTGRES
from tests.trust.probe import Prober

pytestmark = pytest.mark.skipif(ON_POSTGRES, reason="PostgreSQL reads a small table whole, whatever indexes it has")


def plans_of(app: Flask, prober: Prober, address: str, status: int = 200) -> list[str]:
    """How SQLite goes about each question that the page asks."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        asked.append((statement, values))

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        assert prober.get(address).status == status
        event.remove(db.engine, "before_cursor_execute", note)
        with db.engine.connect() as connection:
            return [
                line.detail
                for statement, values in asked
                if statement.startswith(("SELECT", "WITH"))
                for line in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            ]


@pytest.mark.parametrize("who", ["visitor", "official"])
@pytest.mark.parametrize("page", ["", "/discussion", "/discussion?section=solution", "/discussion?thread={thread}"])
def test_no_page_reads_all_contributions(app: Flask, session: Session, page: str, who: str) -> None:
    owner = make_ministry(session, "AZ")
    practice, reader = a_practice(session, owner, Visibility.PUBLIC), make_person(session, make_ministry(session, "TR"))
    thread = make_comment(session, practice, reader, circulation=Circulation.PUBLIC)
    session.commit()
    prober = Prober(app, reader if who == "official" else None)
    plans = plans_of(app, prober, f"/practices/{practice.slug}{page.format(thread=thread.id)}")
    assert any(line.startswith("SEARCH comment") for line in plans)
    assert [line for line in plans if line.startswith("SCAN comment")] == []


@pytest.mark.parametrize("page", ["", "/discussion"])
def test_contributions_are_counted_without_their_rows(app: Flask, session: Session, page: str) -> None:
    """Their texts lie in the rows: three hundred of them are a page of the database each."""
    practice = a_practice(session, make_ministry(session, "AZ"), Visibility.PUBLIC)
    reader = make_person(session, make_ministry(session, "TR"))
    make_comment(session, practice, reader)
    session.commit()
    plans = plans_of(app, Prober(app, reader), f"/practices/{practice.slug}{page}")
    counted = "SEARCH comment USING COVERING INDEX ix_comment_threads (practice_id=?)"
    assert any(line.startswith(counted) for line in plans)


def test_the_place_of_a_contribution_is_found_without_rows(app: Flask, session: Session) -> None:
    practice = a_practice(session, make_ministry(session, "AZ"), Visibility.PUBLIC)
    reader = make_person(session, make_ministry(session, "TR"))
    thread = make_comment(session, practice, reader)
    session.commit()
    plans = plans_of(app, Prober(app, reader), f"/comments/{thread.id}", status=303)
    counted = "SEARCH comment USING COVERING INDEX ix_comment_threads (practice_id=? AND parent_id=?)"
    assert [line for line in plans if line.startswith(counted)] == [counted] * 2
