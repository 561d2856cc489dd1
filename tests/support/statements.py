"""What the database is asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import Engine, event

from exchange.web.db import db


@contextmanager
def asked_of(source: Flask | Engine, *beginnings: str) -> Iterator[list[str]]:
    """The statements that are sent meanwhile, in order; where beginnings are given, only those that begin so."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not beginnings or statement.startswith(beginnings):
            asked.append(statement)

    engine = source if isinstance(source, Engine) else _engine_of(source)
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _engine_of(app: Flask) -> Engine:
    with app.app_context():
        return db.engine
