"""Vectors of documents in one SQLite file of the index folder: a cache, made again when it is lost."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from exchange.search.meaning.encoder import DIMENSIONS
from exchange.search.nearness import Entry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

FORMAT = 1
_TABLE = """
CREATE TABLE IF NOT EXISTS document (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, mean BLOB NOT NULL, vectors BLOB NOT NULL, pieces TEXT NOT NULL
) WITHOUT ROWID
"""


@dataclass(frozen=True)
class Meant:
    """A document with the vectors of its pieces, and the pieces."""

    entry: Entry
    vectors: "Vectors"
    pieces: tuple[str, ...]


@dataclass(frozen=True)
class Means:
    """The middle of each document's vectors, row by row, and which row is whose."""

    version: int
    rows: dict[Entry, int]
    keys: tuple[str, ...]
    matrix: "Vectors"


class VectorStore:
    """Any number of processes may read and write it; a reader sees whole changes only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._means: Means | None = None
        self._seen: sqlite3.Connection | None = None

    def means(self) -> Means:
        """Of all documents; read again after a change by any process."""
        with self._lock:
            connection = self._watching()
            version = int(connection.execute("PRAGMA data_version").fetchone()[0])
            if self._means is None or self._means.version != version:
                self._means = _means(connection, version)
            return self._means

    @property
    def version(self) -> int:
        """Another number after each change, by whichever process; 0 before anything was asked."""
        with self._lock:
            return int(self._seen.execute("PRAGMA data_version").fetchone()[0]) if self._seen else 0

    def pieces(self, keys: Iterable[str]) -> dict[str, tuple["Vectors", tuple[str, ...]]]:
        """The vectors of the pieces of these documents, and the pieces."""
        import numpy as np  # noqa: PLC0415

        wanted = list(keys)
        marks = ",".join("?" * len(wanted))
        with self._opened() as connection:
            rows = connection.execute(f"SELECT key, vectors, pieces FROM document WHERE key IN ({marks})", wanted)  # noqa: S608 - question marks only
            return {
                key: (
                    np.frombuffer(blob, dtype=np.float16).astype(np.float32).reshape(-1, DIMENSIONS),
                    tuple(json.loads(texts)),
                )
                for key, blob, texts in rows
            }

    def entries(self) -> frozenset[Entry]:
        """What is held."""
        with self._opened() as connection:
            return frozenset(Entry(*row) for row in connection.execute("SELECT key, fingerprint FROM document"))

    def put(self, held: Sequence[Meant]) -> None:
        """Hold these documents, in place of others with the same key."""
        rows = [_row(meant) for meant in held]
        with self._opened() as connection, _at_once(connection):
            connection.executemany("INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?)", rows)

    def drop(self, keys: Iterable[str]) -> None:
        """Forget these documents."""
        with self._opened() as connection, _at_once(connection):
            connection.executemany("DELETE FROM document WHERE key = ?", [(key,) for key in keys])

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._seen is not None:
                self._seen.close()
            self._seen = self._means = None

    def _watching(self) -> sqlite3.Connection:
        """One connection that stays: `data_version` only tells of others' changes while it is open."""
        if self._seen is None:
            self._seen = self._connection()
        return self._seen

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        try:
            yield connection
        finally:
            connection.close()

    def _connection(self) -> sqlite3.Connection:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=10)
        connection.execute("PRAGMA journal_mode = WAL")
        if connection.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
            connection.execute("DROP TABLE IF EXISTS document")
            connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute(_TABLE)
        return connection


@contextmanager
def _at_once(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, and nobody sees half of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _row(meant: Meant) -> tuple[str, str, bytes, bytes, str]:
    import numpy as np  # noqa: PLC0415

    mean = meant.vectors.mean(axis=0)
    mean = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return (
        meant.entry.key,
        meant.entry.fingerprint,
        mean.astype(np.float16).tobytes(),
        meant.vectors.astype(np.float16).tobytes(),
        json.dumps(meant.pieces, ensure_ascii=False),
    )


def _means(connection: sqlite3.Connection, version: int) -> Means:
    """Read one after the other into their place: beside it no second copy of all of them is held."""
    import numpy as np  # noqa: PLC0415

    connection.execute("BEGIN")
    try:
        count = connection.execute("SELECT count(*) FROM document").fetchone()[0]
        matrix, entries = np.empty((count, DIMENSIONS), np.float32), []
        rows = connection.execute("SELECT key, fingerprint, mean FROM document ORDER BY key")
        for at, (key, fingerprint, mean) in enumerate(rows):
            entries.append(Entry(key, fingerprint))
            matrix[at] = np.frombuffer(mean, dtype=np.float16)
    finally:
        connection.execute("COMMIT")
    return Means(version, {entry: at for at, entry in enumerate(entries)}, tuple(one.key for one in entries), matrix)
