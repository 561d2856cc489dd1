"""Prepared questions: the same text and values to the database, and the same rows back, as the session's own."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4
from weakref import ref

import pytest
import sqlalchemy
from sqlalchemy import (
    BindParameter,
    Engine,
    Integer,
    Select,
    bindparam,
    column,
    create_engine,
    event,
    func,
    literal,
    or_,
    select,
    table,
    union_all,
)
from sqlalchemy.engine import result as results
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

from exchange.discussion.models import Circulation, Comment, Kind
from exchange.discussion.policies import circulates_to, readable_by
from exchange.kernel import kept
from exchange.kernel.actor import Actor
from exchange.kernel.kept import Marks, Reading
from exchange.kernel.rows import prepared, rows_of, why_unprepared
from exchange.practices.models import Practice
from tests.discussion.samples import a_practice
from tests.factories.accounts import make_ministry, make_person
from tests.factories.discussion import make_comment
from tests.support.databases import ON_POSTGRES

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
READER = Actor(uuid4(), uuid4(), frozenset())


@pytest.fixture
def comments(session: Session) -> list[Comment]:
    owner = make_ministry(session, "AZ")
    practice, writer = a_practice(session, owner), make_person(session, make_ministry(session, "TR"))
    circles = Circulation.PUBLIC, Circulation.MEMBERS
    made = [make_comment(session, practice, writer, circulation=one) for one in circles]
    session.commit()
    return made


@contextmanager
def sent(session: Session) -> Iterator[list[tuple[str, Any]]]:
    """What is sent to the database meanwhile."""
    found: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "SELECT pg_advisory")):
            found.append((statement, values))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def _every_kind_of_column() -> Select[*tuple[Any, ...]]:
    return select(*Comment.__table__.columns, Comment.shown().label("is_shown")).order_by(Comment.id)


def _lists_and_rules() -> Select[*tuple[Any, ...]]:
    kinds = Comment.kind.in_(list(Kind)), Comment.id.not_in([uuid4(), uuid4()])
    return select(Comment.id, Comment.post).where(*kinds, readable_by(READER), Comment.html.like("%<p>%"))


def _an_empty_list() -> Select[*tuple[Any, ...]]:
    return select(Comment.id).where(Comment.id.in_([]))


def _left_open() -> Select[*tuple[Any, ...]]:
    newer = Comment.made_at > bindparam("since"), Comment.circulation == bindparam("circulation")
    return select(Comment.id, Comment.made_at).where(*newer).limit(bindparam("most", type_=Integer))


def _parts() -> Select[*tuple[Any, ...]]:
    roots = select(Comment.id, Comment.practice_id).where(circulates_to(READER)).cte("roots")
    number = func.count().over(partition_by=roots.c.practice_id).label("number")
    return select(Practice.slug, Practice.state, roots.c.id, number).join(roots, roots.c.practice_id == Practice.id)


def _together() -> Any:
    one = select(Comment.id, Comment.anchor_field, literal("one")).where(Comment.circulation == Circulation.PUBLIC)
    return union_all(one, select(Comment.id, Comment.anchor_field, literal("two")))


QUESTIONS = (_every_kind_of_column, _lists_and_rules, _an_empty_list, _left_open, _parts, _together)


@pytest.mark.parametrize("said", QUESTIONS)
def test_the_database_is_asked_the_same_and_answers_the_same(
    session: Session, comments: list[Comment], said: Callable[[], Any]
) -> None:
    values = {"since": LONG_AGO, "circulation": Circulation.PUBLIC, "most": 5}
    question = said()
    with sent(session) as by_session:
        expected = session.execute(question, values).all()
    with sent(session) as prepared:
        found = [rows_of(session, question, values).all() for _ in range(2)]
    assert prepared == by_session * 2
    assert [[tuple(row) for row in rows] for rows in found] == [[tuple(row) for row in expected]] * 2
    assert said is _an_empty_list or len(expected) in {1, 2, 3}
    assert [type(one) for row in found[0] for one in row] == [type(one) for row in expected for one in row]


def test_rows_are_read_by_name(session: Session, comments: list[Comment]) -> None:
    found = {row.id: row for row in rows_of(session, _every_kind_of_column())}
    assert [found[one.id].circulation for one in comments] == [Circulation.PUBLIC, Circulation.MEMBERS]
    assert {row.made_at.tzinfo for row in found.values()} == {UTC}


def test_each_call_gives_its_own_values(session: Session, comments: list[Comment]) -> None:
    question = select(Comment.circulation).where(Comment.id == bindparam("wanted"))
    found = [rows_of(session, question, {"wanted": one.id, "another": 1}).scalar() for one in comments]
    assert found == [Circulation.PUBLIC, Circulation.MEMBERS]
    assert rows_of(session, question, {"wanted": uuid4()}).all() == []
    with pytest.raises(KeyError):
        rows_of(session, question)


def test_what_the_session_holds_is_written_first_unless_it_is_told_not_to(
    session: Session, comments: list[Comment]
) -> None:
    question = select(Comment.made_at).where(Comment.id == comments[0].id)
    before = rows_of(session, question).scalar_one()
    comments[0].made_at = before + timedelta(days=1)
    with session.no_autoflush:
        assert rows_of(session, question).scalar_one() == before
    assert rows_of(session, question).scalar_one() == before + timedelta(days=1)
    session.rollback()
    assert rows_of(session, question).scalar_one() == before


def test_the_tables_that_it_names_are_noted(session: Session, comments: list[Comment]) -> None:
    kept.begin(Reading(Marks("", 1)))
    rows_of(session, _parts())
    reading = kept.current()
    kept.begin(None)
    assert reading is not None
    assert {"comment", "practice"} <= reading.tables


def test_a_fault_of_the_database_is_the_same_fault(session: Session) -> None:
    question = select(table("nowhere", column("anything")))
    with pytest.raises(DBAPIError) as by_session:
        session.execute(question)
    session.rollback()
    with pytest.raises(DBAPIError) as prepared:
        rows_of(session, question)
    assert type(prepared.value) is type(by_session.value)
    session.rollback()


def test_entities_are_refused(session: Session) -> None:
    with pytest.raises(TypeError, match="entities"):
        rows_of(session, select(Comment))


@pytest.mark.parametrize("number", range(6))
def test_a_list_is_given_with_each_call_and_few_lengths_are_prepared(
    session: Session, comments: list[Comment], number: int
) -> None:
    ids: BindParameter[UUID] = bindparam("ids", expanding=True)
    since: BindParameter[datetime] = bindparam("since")
    either = or_(Comment.id.in_(ids), Comment.practice_id.in_(ids))
    question = select(Comment.id).where(either, Comment.made_at > since).order_by(Comment.id)
    given = [*(uuid4() for _ in range(number - 1)), comments[0].id][:number]
    with sent(session) as asked:
        for _ in range(2):
            found = rows_of(session, question, {"ids": given, "since": LONG_AGO}).scalars().all()
            assert found == session.execute(question, {"ids": given, "since": LONG_AGO}).scalars().all()
    assert found == [comments[0].id][:number]
    padded = {0: 0, 1: 1, 2: 2, 3: 4, 4: 4, 5: 8}[number]
    assert [len(values) for _, values in asked[::2]] == [1 + 2 * padded] * 2 if not ON_POSTGRES else asked


def test_a_prepared_question_is_said_once_for_each_reader_and_not_held(
    session: Session, comments: list[Comment]
) -> None:
    said: list[ref[Any]] = []

    @prepared
    def question(actor: Actor) -> Select[UUID]:
        wanted = select(Comment.id).where(circulates_to(actor)).order_by(Comment.id)
        said.append(ref(wanted))
        return wanted

    reader = Actor(uuid4(), uuid4(), frozenset())
    found = [rows_of(session, question(one)).scalars().all() for one in (reader, reader, Actor.nobody())]
    public, others = comments[0].id, sorted(comment.id for comment in comments)
    assert found == [others, others, [public]]
    assert len(said) == 2
    gc.collect()
    assert [one() for one in said] == [None, None]


@pytest.fixture(
    params=[(SQLCompiler, "construct_expanded_state"), (results, "SimpleResultMetaData")], ids=lambda part: part[1]
)
def another_sqlalchemy(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """One that lacks a part that prepared questions are built on."""
    why_unprepared.cache_clear()
    monkeypatch.delattr(*request.param)
    yield request.param[1]
    why_unprepared.cache_clear()


def test_this_sqlalchemy_has_all_that_prepared_questions_are_built_on(session: Session) -> None:
    why = why_unprepared(session.get_bind().dialect)
    assert not why, (
        f"SQLAlchemy {sqlalchemy.__version__} is made otherwise inside: exchange/kernel/rows.py prepares no question"
        f" with it, and every page takes longer. Adapt its _Prepared and _Text, or stay with the version before. {why}"
    )


def test_where_a_part_is_missing_the_session_itself_asks(
    session: Session, comments: list[Comment], another_sqlalchemy: str
) -> None:
    values = {"since": LONG_AGO, "circulation": Circulation.PUBLIC, "most": 5}
    for statement in QUESTIONS:
        expected = session.execute(statement(), values).all()
        found = rows_of(session, statement(), values).all()
        assert [tuple(row) for row in found] == [tuple(row) for row in expected]
    assert another_sqlalchemy in why_unprepared(session.get_bind().dialect)
    assert why_unprepared.cache_info().misses == 1, "it is looked for, and said in the log, once"


def test_another_database_is_asked_in_its_own_words(session: Session, comments: list[Comment]) -> None:
    question = select(Comment.id).order_by(Comment.id)
    expected = rows_of(session, question).scalars().all()
    engine = create_engine(cast("Engine", session.get_bind()).url)
    with Session(engine) as another:
        assert rows_of(another, question).scalars().all() == expected
    engine.dispose()
    assert rows_of(session, question).scalars().all() == expected


def test_what_was_prepared_goes_with_its_question(session: Session, comments: list[Comment]) -> None:
    question: Select[UUID] | None = select(Comment.id).where(Comment.id == comments[0].id)
    assert question is not None
    rows_of(session, question)
    goes = ref(question)
    question = None
    gc.collect()
    assert goes() is None
