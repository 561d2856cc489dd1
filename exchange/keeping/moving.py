"""`exchange migrate --from`: an installation moves to another database, with rows and hashes compared."""

from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, func, insert, inspect, select, text

from exchange.keeping.counts import as_json, count, marks, rows_of
from exchange.kernel.base import Base
from exchange.kernel.errors import KernelError
from exchange.web.db import db
from exchange.web.migrations import current, newest, upgrade

_PIECE = 500
_LATER = {"practice": ("published_revision_id",)}  # rows that name each other: written empty, filled at the end


def move_in(app: Flask, address: str) -> int:
    """Copy everything from another database into this application's empty one; how many rows.

    Raises:
        KernelError: the source has another structure, the target is not empty, or the copy differs.
    """
    source = create_engine(address)
    with app.app_context():
        _require(source, db.engine)
        upgrade(db.engine)
        with source.connect() as read, db.engine.begin() as write:
            for table in Base.metadata.sorted_tables:
                _copy(read, write, table.name)
            for name, columns in _LATER.items():
                _fill(read, write, name, columns)
            _set_sequences(write)
        before, after = as_json(marks(source)), as_json(marks(db.engine))
        source.dispose()
    different = sorted(name for name in before if before[name] != after.get(name))
    if different:
        raise KernelError(f"The table {different[0]} is not the same after the move. Empty the target and try again.")
    return sum(int(str(one["rows"])) for one in after.values())


def _require(source: Engine, target: Engine) -> None:
    if current(source) != newest():
        raise KernelError("The database to move from has another structure. Run exchange migrate on it first.")
    tables = set(inspect(target).get_table_names()) if current(target) else set()
    with target.connect() as connection:
        filled = [one.name for one in Base.metadata.sorted_tables if one.name in tables and count(connection, one)]
    if filled:
        raise KernelError(f"The database to move to is not empty: {filled[0]} has rows.")


def _copy(read: Connection, write: Connection, name: str) -> None:
    table, piece = Base.metadata.tables[name], []
    names = [column.name for column in table.columns]
    for row in rows_of(read, table):
        values = dict(zip(names, row, strict=True)) | dict.fromkeys(_LATER.get(name, ()))
        piece.append(values)
        if len(piece) == _PIECE:
            write.execute(insert(table), piece)
            piece = []
    if piece:
        write.execute(insert(table), piece)


def _fill(read: Connection, write: Connection, name: str, columns: tuple[str, ...]) -> None:
    table = Base.metadata.tables[name]
    for row in read.execute(table.select()):
        values = {column: row._mapping[column] for column in columns if row._mapping[column] is not None}  # noqa: SLF001 - the public way to a row's names
        if values:
            write.execute(table.update().where(table.c.id == row._mapping["id"]).values(**values))  # noqa: SLF001 - as above


def _set_sequences(write: Connection) -> None:
    """PostgreSQL counts on behind the highest number that came along."""
    if write.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        found = write.scalar(
            text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
        )
        if found:
            highest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            write.execute(select(func.setval(found, highest, False)))  # noqa: FBT003 - the function's own argument
