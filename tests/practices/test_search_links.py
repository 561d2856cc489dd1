"""How far each hit has come from practice to result: six dots and words, by the reader's own rights, in one query."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.adoptions.models import Readers
from exchange.discussion.models import Circulation
from exchange.kernel.actor import Role
from exchange.meetings.models import CommitmentState
from exchange.practices.jobs import rebuild
from exchange.practices.models import Practice, Visibility
from exchange.vocabulary.service import import_taxonomy
from exchange.web.db import db
from tests.factories.accounts import make_ministry, make_person
from tests.factories.adoptions import make_adoption, make_result
from tests.factories.discussion import make_comment
from tests.factories.meetings import make_closed, make_talk, promise
from tests.factories.practices import make_practice
from tests.support.browser import Browser


@pytest.fixture
def practice(app: Flask, session: Session) -> Practice:
    """Of Türkiye: one public comment, one private one, a meeting that was held, a commitment, an adoption, a result."""
    import_taxonomy(session)
    talk = make_talk(session)
    talk.practice.visibility = Visibility.PUBLIC
    make_comment(session, talk.practice, talk.asker, circulation=Circulation.PUBLIC)
    first, second = sorted((talk.az.id, talk.tr.id))
    make_comment(
        session,
        talk.practice,
        talk.asker,
        circulation=Circulation.PRIVATE,
        between_first=first,
        between_second=second,
    )
    promise(session, make_closed(session, talk), talk.expert, side=talk.tr.id).state = CommitmentState.ACCEPTED
    make_result(session, make_adoption(session, talk.practice, talk.az, readers=Readers.MEMBERS))
    session.commit()
    with app.app_context():
        rebuild()
    return talk.practice


def way(browser: Browser) -> tuple[int, str]:
    links = browser.get("/search").one(".ex-hit .ex-links")
    return len(links.select("circle.is-on")), links.get_text(strip=True)


def test_a_party_sees_the_whole_way(session: Session, browser: Browser, practice: Practice) -> None:
    official = make_person(session, session.get_one(Ministry, practice.ministry_id), roles=[Role.OFFICIAL])
    assert way(browser.sign_in(official)) == (6, "2 comments, 1 meeting, 1 commitment, 1 adoption, 1 result")


def test_others_see_what_they_may_know(session: Session, browser: Browser, practice: Practice) -> None:
    assert way(browser) == (2, "1 comment")
    third = make_person(session, make_ministry(session, "KZ"), roles=[Role.OFFICIAL])
    assert way(browser.another().sign_in(third)) == (4, "1 comment, 1 adoption, 1 result")


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    found: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "UNION ALL" in statement and "adoption_result" in statement:
            found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_all_hits_are_counted_by_one_query(
    app: Flask, session: Session, browser: Browser, practice: Practice, asked: list[str]
) -> None:
    for number in range(6):
        make_practice(
            session, make_ministry(session, "GE"), visibility=Visibility.PUBLIC, texts={"en": f"One {number}"}
        )
    session.commit()
    with app.app_context():
        rebuild()
    assert len(browser.get("/search").all(".ex-hit .ex-links")) == 7
    assert len(asked) == 1
