"""One number for each table, which the database itself raises with every write (decision 0051).

Triggers do it, inside the transaction that writes: no code of this application or of another can write without.
A table whose triggers are not there has no number, and what is read from it is not kept.
"""

import secrets
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from sqlalchemy import BigInteger, Column, Connection, MetaData, String, Table, event, inspect, select, text

from exchange.kernel.base import Base

_ACTS = ("insert", "update", "delete")
_NUMBERS = Table(  # not among the models: it is no content, and is neither moved nor compared
    "page_mark", MetaData(), Column("name", String(63), primary_key=True), Column("number", BigInteger, nullable=False)
)
_COUNT = "UPDATE page_mark SET number = number + 1 WHERE name = "
_OF_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'page_mark_%'"
_OF_POSTGRESQL = (
    "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'page_mark_%' AND tgenabled = 'O' AND pg_table_is_visible(tgrelid)"
)


@dataclass(frozen=True)
class OpenRows:
    """Of a table that is often written to, the rows that a visitor may see are counted by themselves.

    Whatever is not named as closed counts as open, before and after a change.
    """

    table: str
    mark: str
    column: str
    closed: tuple[str, ...]

    def condition(self, row: str) -> str:
        """Whether the row is open, as SQL."""
        return f"{row}.{self.column} NOT IN ({', '.join(map(repr, self.closed))})"


OPEN_ROWS = (OpenRows("comment", "comment__open", "circulation", ("members", "partners", "private")),)


def install(connection: Connection) -> None:
    """Count the writes to every table of the application that is there; what counts already stays."""
    there = set(inspect(connection).get_table_names())
    tables = sorted(there & Base.metadata.tables.keys())
    _NUMBERS.create(connection, checkfirst=True)
    known = set(connection.scalars(select(_NUMBERS.c.name)))
    for name in (*tables, *(one.mark for one in OPEN_ROWS if one.table in there)):
        if name not in known:  # begins anywhere: a table that is made anew never repeats a number
            connection.execute(_NUMBERS.insert().values(name=name, number=secrets.randbits(52)))
    is_sqlite = connection.dialect.name == "sqlite"
    for statement in _of_sqlite(tables) if is_sqlite else _of_postgresql(tables):
        connection.exec_driver_sql(statement)


def remove(connection: Connection) -> None:
    """Leave nothing behind."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS page_mark_count() CASCADE")
    else:
        for name in connection.exec_driver_sql(_OF_SQLITE).scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    _NUMBERS.drop(connection, checkfirst=True)


def _of_sqlite(tables: Collection[str]) -> Iterator[str]:
    made = "CREATE TRIGGER IF NOT EXISTS page_mark"
    for name, act in product(tables, _ACTS):
        yield f"{made}_{act}_{name} AFTER {act} ON \"{name}\" BEGIN {_COUNT}'{name}'; END"
    for rows, act in product(_open_rows(tables), _ACTS):
        when = _when(rows, act)
        yield f"{made}_{act}_{rows.mark} AFTER {act} ON {rows.table} {when} BEGIN {_COUNT}'{rows.mark}'; END"


def _of_postgresql(tables: Collection[str]) -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION page_mark_count() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {_COUNT}COALESCE(TG_ARGV[0], TG_TABLE_NAME); RETURN NULL; END $$"
    )
    for name in tables:
        acts = "INSERT OR UPDATE OR DELETE OR TRUNCATE"
        yield f'CREATE OR REPLACE TRIGGER page_mark_all_{name} AFTER {acts} ON "{name}" {_run("STATEMENT")}'
    for rows in _open_rows(tables):
        made = "CREATE OR REPLACE TRIGGER page_mark"
        for act in _ACTS:
            run = _run(f"ROW {_when(rows, act)}", rows.mark)
            yield f"{made}_{act}_{rows.mark} AFTER {act} ON {rows.table} {run}"
        yield f"{made}_truncate_{rows.mark} AFTER TRUNCATE ON {rows.table} {_run('STATEMENT', rows.mark)}"


def _run(each: str, mark: str = "") -> str:
    return f"FOR EACH {each} EXECUTE FUNCTION page_mark_count({mark and repr(mark)})"


def _open_rows(tables: Collection[str]) -> list[OpenRows]:
    return [one for one in OPEN_ROWS if one.table in tables]


def _when(rows: OpenRows, act: str) -> str:
    states = {"insert": ("NEW",), "delete": ("OLD",)}.get(act, ("OLD", "NEW"))
    return f"WHEN ({' OR '.join(map(rows.condition, states))})"


def numbers_of_postgresql(connection: Connection) -> Mapping[str, int] | None:
    """The number of each table that is counted; None where nothing is."""
    if connection.scalar(text("SELECT to_regclass('page_mark')")) is None:
        return None
    triggers = connection.scalars(text(_OF_POSTGRESQL)).all()
    found = connection.execute(text("SELECT name, number FROM page_mark"))
    counted = _counted(triggers, len((*_ACTS, "truncate")))
    return {name: number for name, number in found if name in counted}


class NumbersOfSqlite:
    """The same, for a connection of the driver's own. Triggers are looked at when the schema is another one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._schema: int | None = None
        self._counted: frozenset[str] | None = None

    def now(self) -> Mapping[str, int] | None:
        """The numbers of this moment."""
        (schema,) = self.connection.execute("PRAGMA schema_version").fetchone()
        if schema != self._schema:
            triggers = [name for (name,) in self.connection.execute(_OF_SQLITE)]
            self._counted = _counted(triggers, len(_ACTS)) if triggers else None
            self._schema = schema
        counted = self._counted
        if counted is None:
            return None
        found = self.connection.execute("SELECT name, number FROM page_mark")
        return {name: number for name, number in found if name in counted}


def _counted(triggers: Iterable[str], acts: int) -> frozenset[str]:
    """The names whose numbers every act raises."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in triggers:
        act, _, mark = name.removeprefix("page_mark_").partition("_")
        found[mark].add(act)
    return frozenset(name for name, raised in found.items() if "all" in raised or len(raised) == acts)


@event.listens_for(Base.metadata, "after_create")
def _count_from_the_beginning(_of: MetaData, connection: Connection, **_options: object) -> None:
    """Whoever makes the tables from the models gets the same."""
    install(connection)
