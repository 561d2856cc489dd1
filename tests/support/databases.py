"""Where tests keep their rows: a SQLite file, or PostgreSQL if EXCHANGE_TEST_DATABASE=postgres (make test-postgres).

One server per test process, on a socket, without fsync.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, select, text

from exchange.app import deps_of
from exchange.kernel.base import Base
from exchange.web.db import db
from exchange.web.migrations import upgrade
from tests.support.postgres import PostgresServer, postgres_server

ON_POSTGRES = os.environ.get("EXCHANGE_TEST_DATABASE") == "postgres"


def every_row(connection: Connection) -> Iterator[str]:
    """Each row of each table as text, always in the same order."""
    for table in Base.metadata.sorted_tables:
        yield table.name
        for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
            yield repr(tuple(row))


class Databases(Protocol):
    """What the fixtures need of a kind of database."""

    def standing_address(self) -> str:
        """For EXCHANGE_DATABASE_URL of the application that serves all tests of this process."""

    def empty(self, app: Flask) -> None:
        """Give that application all tables and no rows."""

    def another_address(self, folder: Path) -> str:
        """For one more installation in its own folder; its database has no tables yet."""

    def upgraded_address(self, folder: Path) -> str:
        """The same with the tables that the migrations make: they ran once, for all such installations."""


@contextmanager
def databases(folder: Path) -> Iterator[Databases]:
    """The kind that this run was asked for."""
    if not ON_POSTGRES:
        yield SqliteDatabases(folder)
        return
    with postgres_server() as server:
        yield PostgresDatabases(server)


class SqliteDatabases:
    """A file with all tables and no rows, copied for each test."""

    def __init__(self, folder: Path) -> None:
        self._template, self._upgraded = folder / "empty.sqlite3", folder / "upgraded.sqlite3"
        engine = create_engine(f"sqlite:///{self._template}")
        with engine.connect() as connection:
            connection.execute(text("PRAGMA journal_mode=WAL"))  # as the application has it, or each copy is changed
        Base.metadata.create_all(engine)
        engine.dispose()

    def standing_address(self) -> str:
        return ""

    def empty(self, app: Flask) -> None:
        path = deps_of(app).settings.folder / "exchange.sqlite3"
        db.engine.dispose()
        for stale in path.parent.glob("exchange.sqlite3*"):
            stale.unlink()
        shutil.copy(self._template, path)

    def another_address(self, folder: Path) -> str:
        return f"sqlite:///{folder / 'exchange.sqlite3'}"

    def upgraded_address(self, folder: Path) -> str:
        if not self._upgraded.exists():
            _upgrade(f"sqlite:///{self._upgraded}")
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(self._upgraded, folder / "exchange.sqlite3")
        return self.another_address(folder)


class PostgresDatabases:
    """Databases of one server."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._numbers = count(1)
        self._has_tables = self._has_upgraded = False

    def standing_address(self) -> str:
        return self._made("standing")

    def another_address(self, folder: Path) -> str:  # noqa: ARG002 - PostgreSQL keeps its rows elsewhere
        return self._made(f"another_{next(self._numbers)}")

    def upgraded_address(self, folder: Path) -> str:  # noqa: ARG002 - the same
        if not self._has_upgraded:
            _upgrade(self._made("upgraded"))
            self._has_upgraded = True
        return self._made(f"another_{next(self._numbers)}", like="upgraded")

    def empty(self, app: Flask) -> None:  # noqa: ARG002 - all tests of one process share this database
        db.engine.dispose()
        _end_other_connections(db.engine)
        if not self._has_tables:
            Base.metadata.create_all(db.engine)
            self._has_tables = True
            return
        with db.engine.begin() as connection:
            connection.execute(text(_EMPTY_FILLED_TABLES))

    def _made(self, name: str, *, like: str = "template1") -> str:
        engine = create_engine(self._server.address("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
        engine.dispose()
        return self._server.address(name)


def _upgrade(address: str) -> None:
    engine = create_engine(address)
    upgrade(engine)
    engine.dispose()


# Deleting from the few tables that a test filled takes a tenth of truncating them all.
_EMPTY_FILLED_TABLES = """
DO $$
DECLARE name text; filled boolean; number record;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'page_mark' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', name) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM %I', name); END IF;
  END LOOP;
  FOR number IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', number.sequencename);
  END LOOP;
END $$
"""


def _end_other_connections(engine: Engine) -> None:
    """A test that failed may leave a transaction open; nobody waits for it."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
