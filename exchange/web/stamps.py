"""The marks of what the database holds: equal marks mean that nothing was committed in between.

Whether there was any commit is asked first, which costs next to nothing: SQLite counts those of other connections
(`PRAGMA data_version`), PostgreSQL says which transactions a snapshot sees. Only then the tables' numbers are read.
"""

import os
import sqlite3
import threading

from sqlalchemy import Engine, text

from exchange.kernel.kept import Marks
from exchange.web.marks import NumbersOfSqlite, numbers_of_postgresql


class Stamps:
    """The marks of one database. Safe to ask from any thread, and in processes made by a fork."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._is_sqlite = engine.dialect.name == "sqlite"
        name = engine.url.database or ""
        self._path = "" if name in {"", ":memory:"} else name
        self._lock = threading.Lock()
        self._watching: tuple[tuple[int, int], NumbersOfSqlite] | None = None
        self._last: Marks | None = None

    @property
    def is_possible(self) -> bool:
        """A database in memory has one connection, whose own commits this cannot see."""
        return not self._is_sqlite or bool(self._path)

    def now(self) -> Marks:
        """The marks of this moment, to be compared with others of the same process.

        Raises:
            OSError, sqlite3.Error, SQLAlchemyError: the database does not answer.
        """
        return self._of_sqlite() if self._is_sqlite else self._of_postgresql()

    def _of_sqlite(self) -> Marks:
        """The file and its commits: a copy that was put in its place is another file."""
        file = os.stat(self._path).st_ino  # noqa: PTH116 - asked by every page, and a Path costs three times as much
        with self._lock:
            whose = os.getpid(), file  # a connection does not cross a fork
            if self._watching is None or self._watching[0] != whose:
                opened = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None)
                self._watching = whose, NumbersOfSqlite(opened)
                self._last = None
            numbers = self._watching[1]
            commits = int(numbers.connection.execute("PRAGMA data_version").fetchone()[0])
            if self._last is None or self._last.whole != commits:
                self._last = Marks(whose, commits, numbers.now())
            return self._last

    def _of_postgresql(self) -> Marks:
        with self._engine.connect() as connection:
            commits = str(connection.scalar(text("SELECT CAST(pg_current_snapshot() AS text)")))
            last = self._last
            if last is None or last.whole != commits:
                last = self._last = Marks("", commits, numbers_of_postgresql(connection))
            return last
