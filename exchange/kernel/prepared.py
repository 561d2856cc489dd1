"""Questions that are said once are also prepared once (decision 0064).

SQLAlchemy looks a statement up by everything that stands in it, works its values out and describes its rows anew for
each execution; for what every page asks, that cost more than the database's answer. Here the text, the values that are
always the same and how rows are read are worked out once, and kept for as long as the statement is.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVarTuple
from weakref import WeakKeyDictionary

from sqlalchemy import CursorResult, Row
from sqlalchemy.engine import Connection, Dialect, result_tuple
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlalchemy.types import TypeEngine

Columns = TypeVarTuple("Columns")
Change = Callable[[Any], Any]  # of a value between its form here and the driver's
Readers = tuple[tuple[int, Change], ...]  # by the column's place
NOTHING: Mapping[str, object] = MappingProxyType({})


def ask(
    session: Session, question: TypedReturnsRows[*Columns], values: Mapping[str, object] = NOTHING
) -> list[Row[*Columns]]:
    """`session.execute(question, values).all()` for a remembered question about columns.

    It goes through the session's connection: the same transaction, the same events of the engine, the same errors. A
    statement that is said anew for each call gains nothing here.

    Args:
        values: for the parameters that the question leaves open, each one value; others than those are passed over.

    Raises:
        TypeError: the question asks for whole entities, or leaves a list open.
    """
    if session.autoflush:
        session.flush()
    connection = session.connection()
    known = _known.get(question)
    if known is None or known.dialect is not connection.dialect:
        known = _known[question] = _Prepared(question, connection.dialect)
    return known.rows(connection, values)


class _Prepared:
    """One question for one database: its text, its values, how its rows are read."""

    def __init__(self, question: TypedReturnsRows[*tuple[Any, ...]], dialect: Dialect) -> None:
        self.dialect = dialect
        if any(isinstance(one["type"], type) for one in getattr(question, "column_descriptions", ())):
            raise TypeError("entities belong to the session, which has to load them: " + str(question))
        columns = question.exported_columns
        self._types: tuple[TypeEngine[Any], ...] = tuple(column.type for column in columns)
        self._row: Callable[[Sequence[Any]], Row[*tuple[Any, ...]]] = result_tuple(list(map(str, columns.keys())))
        self._readers: Readers | None = None
        self._read_values(question.compile(dialect=dialect))

    def _read_values(self, compiled: Any) -> None:
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - a question is nothing else
        bound = {name: parameter for parameter, name in compiled.bind_names.items()}
        left_open = {name for name, parameter in bound.items() if parameter.required}
        if any(bound[name].expanding for name in left_open):
            raise TypeError("a list is another text for each length: " + compiled.string)
        whole = compiled.construct_expanded_state(dict.fromkeys(left_open))
        self._text = sys.intern(whole.statement)  # one text for all readers of whom it says the same

        def written(name: str) -> Change | None:
            if name not in bound:
                return whole.processors.get(name)  # one of a list that the question holds
            return bound[name].type.dialect_impl(self.dialect).bind_processor(self.dialect)

        names = whole.positiontup if whole.positiontup is not None else tuple(whole.parameters)
        sent = [(name, written(name)) for name in names]
        fixed = [_as_sent(whole.parameters[name], write) if name not in left_open else None for name, write in sent]
        self._names = None if whole.positiontup is not None else tuple(names)
        self._fixed = fixed
        self._open = tuple((at, name, write) for at, (name, write) in enumerate(sent) if name in left_open)

    def rows(self, connection: Connection, values: Mapping[str, object]) -> list[Row[*tuple[Any, ...]]]:
        result = connection.exec_driver_sql(self._text, self._filled(values))
        readers = self._readers
        if readers is None:
            readers = self._readers = self._find_readers(result)
        return [self._read(row, readers) for row in result]

    def _filled(self, values: Mapping[str, object]) -> Any:
        filled = self._fixed.copy()
        for at, name, write in self._open:
            filled[at] = _as_sent(values[name], write)
        return tuple(filled) if self._names is None else dict(zip(self._names, filled, strict=True))

    def _find_readers(self, result: CursorResult[*tuple[Any, ...]]) -> Readers:
        """How the columns are read whose values the driver gives in another form; it says which only with an answer."""
        described = result.cursor.description if result.cursor is not None else ()
        readers = (
            kind.dialect_impl(self.dialect).result_processor(self.dialect, column[1])
            for kind, column in zip(self._types, described, strict=True)
        )
        return tuple((at, read) for at, read in enumerate(readers) if read is not None)

    def _read(self, row: Row[*tuple[Any, ...]], readers: Readers) -> Row[*tuple[Any, ...]]:
        values: list[Any] = list(row)
        for at, read in readers:
            values[at] = read(values[at])
        return self._row(values)


_known: WeakKeyDictionary[TypedReturnsRows[*tuple[Any, ...]], _Prepared] = WeakKeyDictionary()


def _as_sent(value: object, write: Change | None) -> Any:
    return value if write is None else write(value)
