"""What stands in a database, in numbers that two copies can be compared by."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from sqlalchemy import Engine, Table, func, select
from sqlalchemy.engine import Connection

from exchange.kernel.base import Base

_PIECE = 500


@dataclass(frozen=True)
class TableMark:
    """One table: how many rows, and a hash over all of them in the order of their keys."""

    name: str
    rows: int
    sha256: str


def marks(engine: Engine) -> dict[str, TableMark]:
    """Every table of the application, by name; the same on SQLite and PostgreSQL for the same content."""
    with engine.connect() as connection:
        return marks_seen_by(connection)


def marks_seen_by(connection: Connection) -> dict[str, TableMark]:
    """The same, of what one connection's transaction sees."""
    return {table.name: _mark(connection, table) for table in Base.metadata.sorted_tables}


def as_json(found: dict[str, TableMark]) -> dict[str, dict[str, object]]:
    """For a manifest."""
    return {name: {key: value for key, value in asdict(mark).items() if key != "name"} for name, mark in found.items()}


def rows_of(connection: Connection, table: Table) -> Iterator[tuple[object, ...]]:
    """The rows in the order of their keys, without holding them all in memory."""
    wanted = select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=_PIECE).execute(wanted):
        yield tuple(row)


def count(connection: Connection, table: Table) -> int:
    """How many rows a table has."""
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _mark(connection: Connection, table: Table) -> TableMark:
    found, number = hashlib.sha256(), 0
    lines = []
    for row in rows_of(connection, table):
        lines.append(hashlib.sha256(repr([_plain(value) for value in row]).encode()).hexdigest())
        number += 1
    for line in sorted(lines):  # PostgreSQL sorts texts by another rule than SQLite
        found.update(line.encode())
    return TableMark(table.name, number, found.hexdigest())


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return sorted((str(key), _plain(inner)) for key, inner in value.items())
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, memoryview):
        return bytes(value)
    return str(value) if hasattr(value, "isoformat") else value
