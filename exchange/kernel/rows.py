"""Questions that are said once are also prepared once (decision 0064).

SQLAlchemy looks a statement up by everything that stands in it, works its values out and describes its rows anew for
each execution; for what every page asks, that cost more than the database's answer. Here the text, the values that are
always the same and how rows are read are worked out once, and kept for as long as the statement is.
"""

import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, Generic, TypeVarTuple, cast
from weakref import WeakKeyDictionary

import structlog
from sqlalchemy import CursorResult, Integer, Result, bindparam, column, literal, select
from sqlalchemy.engine import Dialect, IteratorResult
from sqlalchemy.engine import result as results
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlalchemy.types import TypeEngine

from exchange.kernel.actor import Actor
from exchange.kernel.remembered import remembered

Columns = TypeVarTuple("Columns")
Statement = TypedReturnsRows[*tuple[Any, ...]]
Change = Callable[[Any], Any]  # of a value between its form here and the driver's
NOTHING: Mapping[str, object] = MappingProxyType({})
log = structlog.get_logger("exchange.database")


@dataclass(frozen=True, eq=False)
class Question(Generic[*Columns]):
    """A statement that is said when it has to be prepared, and not held: what it is made of takes ten times the room.

    To be held itself for as long as it may be asked.
    """

    say: Callable[[], TypedReturnsRows[*Columns]]


def prepared(rule: Callable[[Actor], TypedReturnsRows[*Columns]]) -> Callable[[Actor], Question[*Columns]]:
    """`remembered` for a statement that only `rows_of` asks for."""
    return remembered(lambda actor: Question(partial(rule, actor)))


def rows_of(
    session: Session,
    question: Question[*Columns] | TypedReturnsRows[*Columns],
    values: Mapping[str, object] = NOTHING,
) -> Result[*Columns]:
    """`session.execute(question, values)` for a question about columns that is held: said anew it gains nothing here.

    It goes through the session's connection: the same transaction, the same events of the engine, the same errors.
    With an SQLAlchemy that is made otherwise inside (`why_unprepared`) the session itself executes it.

    Args:
        values: for the parameters that the question leaves open; others than those are passed over.

    Raises:
        TypeError: the question asks for whole entities, which the session has to load.
    """
    if session.autoflush:
        session.flush()
    connection = session.connection()
    known = _known.get(question)
    if known is None or known.dialect is not connection.dialect:
        if why_unprepared(connection.dialect):
            return session.execute(_said(question), dict(values))
        known = _known[question] = _Prepared(_said(question), connection.dialect, values)
    lists = known.lists(values)
    text = known.texts.get(_lengths(lists))
    if text is None:
        text = known.texts[_lengths(lists)] = _Text(_compiled(_said(question), connection.dialect), lists)
    answer = connection.exec_driver_sql(text.words, text.filled(values, lists))
    return IteratorResult(known.described, known.read(answer))


@lru_cache(maxsize=16)
def why_unprepared(dialect: Dialect) -> str:
    """What keeps questions from being prepared with this SQLAlchemy; empty where nothing does.

    A text is taken from parts of the compiler that no document promises. A version that lacks them, or fills them
    otherwise, is found out by a small question before any other is prepared, and said once in the log.
    """
    given = {"two": 2, "more": [3, 4]}
    try:
        tried = _Prepared(_TRIAL, dialect, given)
        lists = tried.lists(given)
        filled = tried.texts[_lengths(lists)].filled(given, lists)
        rows: Result[*tuple[Any, ...]] = IteratorResult(tried.described, iter([(1,)]))
        found: list[object] = [*(filled.values() if isinstance(filled, dict) else filled), rows.one().one]
        why = "" if found == [1, 2, 3, 4, 1] else f"the values of a trial were {found}"
    except Exception as error:  # noqa: BLE001 - each part that is missing shows in another way
        why = f"{type(error).__name__}: {error}"
    if why:
        log.warning("questions_not_prepared", why=why)
    return why


_TRIAL: Statement = select(literal(1, Integer).label("one")).where(
    column("a", Integer) == bindparam("two", type_=Integer), column("b", Integer).in_(bindparam("more", expanding=True))
)


def _said(question: Question[*Columns] | TypedReturnsRows[*Columns]) -> TypedReturnsRows[*Columns]:
    said = question.say() if isinstance(question, Question) else question
    return cast("TypedReturnsRows[*Columns]", said)


def _lengths(lists: Mapping[str, list[object]]) -> tuple[int, ...]:
    return tuple(map(len, lists.values()))


def _padded(given: Collection[object]) -> list[object]:
    """The last one again and again, up to a power of two: each length has a text of its own, and so they are few."""
    found = list(given)
    return found + found[-1:] * ((1 << (len(found) - 1).bit_length()) - len(found)) if found else found


@dataclass(frozen=True)
class _Open:
    """A place in the values that is filled with each call: by a value, or by one of a list."""

    place: int
    name: str
    at: int | None
    write: Change | None


class _Prepared:
    """One question for one database: what it leaves open, how its rows are read, and its texts."""

    def __init__(self, question: Statement, dialect: Dialect, values: Mapping[str, object]) -> None:
        if any(isinstance(one["type"], type) for one in getattr(question, "column_descriptions", ())):
            raise TypeError("entities belong to the session, which has to load them: " + str(question))
        self.dialect = dialect
        compiled = _compiled(question, dialect)
        self._lists = [name for name, one in _bound(compiled).items() if one.required and one.expanding]
        columns = question.exported_columns
        self.described = results.SimpleResultMetaData(list(map(str, columns.keys())))
        self._types: tuple[TypeEngine[Any], ...] = tuple(column.type for column in columns)
        self._readers: tuple[tuple[int, Change], ...] | None = None
        lists = self.lists(values)
        self.texts = {_lengths(lists): _Text(compiled, lists)}

    def lists(self, values: Mapping[str, object]) -> dict[str, list[object]]:
        """Those of the values that are lists, as long as they are sent."""
        return {name: _padded(cast("Collection[object]", values[name])) for name in self._lists}

    def read(self, result: CursorResult[*tuple[Any, ...]]) -> Iterator[Any]:
        """The rows as the types of their columns read them."""
        readers = self._readers
        if readers is None:
            readers = self._readers = self._find_readers(result)
        columns: list[Any] = list(zip(*result.all(), strict=True))
        for at, read in readers if columns else ():
            columns[at] = list(map(read, columns[at]))
        return zip(*columns, strict=True)

    def _find_readers(self, result: CursorResult[*tuple[Any, ...]]) -> tuple[tuple[int, Change], ...]:
        """Of the columns whose values the driver gives in another form; it says which only with an answer."""
        described = result.cursor.description if result.cursor is not None else ()
        readers = (
            kind.dialect_impl(self.dialect).result_processor(self.dialect, column[1])
            for kind, column in zip(self._types, described, strict=True)
        )
        return tuple((at, read) for at, read in enumerate(readers) if read is not None)


class _Text:
    """The words of a question with the values that it holds itself, as the driver takes them."""

    def __init__(self, compiled: SQLCompiler, lists: Mapping[str, list[object]]) -> None:
        bound, dialect = _bound(compiled), compiled.dialect
        left_open: dict[str, Any] = {name: None for name, one in bound.items() if one.required}
        whole = compiled.construct_expanded_state(
            left_open | {name: [None] * len(given) for name, given in lists.items()}
        )
        self.words = sys.intern(whole.statement)  # one text for all readers of whom it says the same
        names = tuple(whole.parameters) if whole.positiontup is None else tuple(whole.positiontup)
        self._names = names if whole.positiontup is None else None
        open_as: dict[str, tuple[str, int | None]] = {name: (name, None) for name in left_open}
        open_as |= {one: (name, at) for name in lists for at, one in enumerate(whole.parameter_expansion[name])}

        def write(name: str) -> Change | None:
            if name not in bound:
                return whole.processors.get(name)  # one of a list
            return cast("Change | None", bound[name].type.dialect_impl(dialect).bind_processor(dialect))

        self._fixed = [None if one in open_as else _sent(whole.parameters[one], write(one)) for one in names]
        self._open = tuple(
            _Open(place, *open_as[name], write(name)) for place, name in enumerate(names) if name in open_as
        )

    def filled(self, values: Mapping[str, object], lists: Mapping[str, list[object]]) -> Any:
        """All values, in the form in which the driver wants them."""
        filled = self._fixed.copy()
        for one in self._open:
            value = values[one.name] if one.at is None else lists[one.name][one.at]
            filled[one.place] = _sent(value, one.write)
        return tuple(filled) if self._names is None else dict(zip(self._names, filled, strict=True))


_known: WeakKeyDictionary[Question[*tuple[Any, ...]] | Statement, _Prepared] = WeakKeyDictionary()


def _compiled(question: Statement, dialect: Dialect) -> SQLCompiler:
    compiled = question.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 - a question is compiled to nothing else
    return compiled


def _bound(compiled: SQLCompiler) -> dict[str, Any]:
    """Its parameters by name."""
    return {name: parameter for parameter, name in compiled.bind_names.items()}


def _sent(value: object, write: Change | None) -> Any:
    return value if write is None else write(value)
