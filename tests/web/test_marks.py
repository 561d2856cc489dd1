"""The numbers of tables: raised by the database itself, whoever writes, and nothing is kept where they are missing."""

import re

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from exchange.discussion.models import Circulation
from exchange.kernel.actor import Role
from exchange.kernel.base import Base
from exchange.kernel.kept import Marks
from exchange.practices.models import Practice, Visibility
from exchange.web import marks
from exchange.web.db import db
from exchange.web.marks import OPEN_ROWS
from exchange.web.same import KEEPS_PAGES, KEEPS_PARTS
from exchange.web.stamps import Stamps
from tests.factories.accounts import make_ministry, make_person
from tests.factories.discussion import make_comment
from tests.factories.practices import make_practice
from tests.support.clock import FixedClock
from tests.support.databases import ON_POSTGRES
from tests.support.statements import asked_of
from tests.trust.world import make_world

OPEN = ("/", "/themes", "/countries", "/search?q=foster", "/practices/{slug}", "/practices/{slug}/discussion", "/help/")


@pytest.fixture
def stamps(app: Flask) -> Stamps:
    with app.app_context():
        return Stamps(db.engine)


@pytest.fixture
def practice(session: Session) -> Practice:
    made = make_practice(session, make_ministry(session, "AZ"), visibility=Visibility.PUBLIC, texts={"en": "Foster"})
    session.commit()
    return made


def _write(app: Flask, *statements: str) -> None:
    """As another program would, with a connection of its own."""
    with app.app_context():
        engine = create_engine(db.engine.url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _raised(before: Marks, after: Marks) -> set[str]:
    return {table for table in Base.metadata.tables if before.of(table) != after.of(table)}


def test_every_table_of_the_models_is_counted(stamps: Stamps) -> None:
    assert set(stamps.now().numbers or {}) == {*Base.metadata.tables, *(rows.mark for rows in OPEN_ROWS)}


def test_each_kind_of_write_raises_the_number_of_its_table_only(app: Flask, practice: Practice, stamps: Stamps) -> None:
    row = "INSERT INTO practice_partner (practice_id, ministry_id) SELECT id, ministry_id FROM practice"
    for write in (row, "UPDATE practice_partner SET ministry_id = ministry_id", "DELETE FROM practice_partner"):
        before = stamps.now()
        _write(app, write)
        assert _raised(before, stamps.now()) == {"practice_partner"}


def test_what_was_rolled_back_was_not_written(app: Flask, practice: Practice, stamps: Stamps) -> None:
    before = stamps.now()
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(text("UPDATE practice SET slug = 'another'"))
        connection.rollback()
    assert _raised(before, stamps.now()) == set()


def _bodies(app: Flask, paths: list[str]) -> list[bytes]:
    return [app.test_client().get(path).get_data() for path in paths]


def _is_kept(app: Flask, path: str) -> bool:
    """Whether the page is given without a question about practices."""
    with asked_of(app) as asked:
        app.test_client().get(path)
    return not any("practice" in statement for statement in asked)


@pytest.mark.parametrize("path", ["/", "/themes", "/practices/{slug}", "/practices/{slug}/discussion"])
@pytest.mark.parametrize("circle", [Circulation.MEMBERS, Circulation.PARTNERS])
def test_a_comment_that_no_visitor_reads_throws_away_no_page(
    app: Flask, session: Session, practice: Practice, path: str, circle: Circulation
) -> None:
    app.config[KEEPS_PAGES] = app.config[KEEPS_PARTS] = True
    author = make_person(session, practice.ministry, roles=[Role.PUBLISHER])
    session.commit()
    address = path.format(slug=practice.slug)
    app.test_client().get(address)
    make_comment(session, practice, author, circulation=circle)
    session.commit()
    assert _is_kept(app, address)
    before = _without_nonces(_bodies(app, [address]))
    app.config[KEEPS_PAGES] = False
    assert _without_nonces(_bodies(app, [address])) == before


@pytest.mark.parametrize("change", ["written", "opened", "closed"])
def test_a_comment_that_visitors_read_throws_away_the_pages_that_show_it(
    app: Flask, session: Session, practice: Practice, change: str
) -> None:
    app.config[KEEPS_PAGES] = app.config[KEEPS_PARTS] = True
    author = make_person(session, practice.ministry, roles=[Role.PUBLISHER])
    circle = Circulation.MEMBERS if change == "opened" else Circulation.PUBLIC
    comment = None if change == "written" else make_comment(session, practice, author, circulation=circle)
    session.commit()
    address = f"/practices/{practice.slug}/discussion"
    app.test_client().get(address)
    assert _is_kept(app, address)
    if comment is None:
        make_comment(session, practice, author, circulation=circle)
    else:
        comment.circulation = Circulation.PUBLIC if change == "opened" else Circulation.MEMBERS
    session.commit()
    assert not _is_kept(app, address)


@pytest.mark.skipif(ON_POSTGRES, reason="the same rule; triggers are dropped in another way there")
@pytest.mark.parametrize("lost", ["DROP TRIGGER page_mark_update_practice", "DELETE FROM page_mark"])
def test_what_nobody_counts_is_not_kept(app: Flask, practice: Practice, lost: str) -> None:
    app.config[KEEPS_PAGES] = app.config[KEEPS_PARTS] = True
    _write(app, lost)
    app.test_client().get("/themes")
    assert not _is_kept(app, "/themes")


@pytest.mark.skipif(ON_POSTGRES, reason="the same rule; triggers are dropped in another way there")
def test_a_table_has_no_number_from_the_moment_in_which_a_trigger_is_lost(
    app: Flask, practice: Practice, stamps: Stamps
) -> None:
    assert stamps.now().of("practice") is not None
    _write(app, "DROP TRIGGER page_mark_update_practice")
    lost = stamps.now()
    assert (lost.of("practice"), lost.of("ministry") is not None) == (None, True)
    with app.app_context(), db.engine.begin() as connection:
        marks.install(connection)
    assert stamps.now().of("practice") is not None


def test_without_numbers_any_commit_counts(app: Flask, session: Session, practice: Practice) -> None:
    app.config[KEEPS_PAGES] = app.config[KEEPS_PARTS] = True
    author = make_person(session, practice.ministry, roles=[Role.PUBLISHER])
    session.commit()
    with app.app_context(), db.engine.begin() as connection:
        marks.remove(connection)
    try:
        app.test_client().get("/themes")
        assert _is_kept(app, "/themes")
        make_comment(session, practice, author)
        session.commit()
        assert not _is_kept(app, "/themes")
    finally:
        session.commit()
        with app.app_context(), db.engine.begin() as connection:
            marks.install(connection)


def test_a_visitors_page_is_the_same_all_through_a_quarter_of_an_hour(
    app: Flask, session: Session, clock: FixedClock
) -> None:
    world = make_world(session)
    session.commit()
    paths = [path.format(slug=world.public.slug) for path in OPEN]
    clock.advance(minutes=-clock().minute % 15)
    first = _without_nonces(_bodies(app, paths))
    clock.advance(minutes=14)
    assert _without_nonces(_bodies(app, paths)) == first


def _without_nonces(bodies: list[bytes]) -> list[bytes]:
    return [re.sub(rb'nonce="[^"]+"', b"", body) for body in bodies]
