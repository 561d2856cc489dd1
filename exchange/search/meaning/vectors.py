"""Vectors of documents in one SQLite file of the index folder: a cache, made again when it is lost."""

import secrets
import sqlite3
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate, count
from pathlib import Path
from time import monotonic

import structlog

from exchange.search.meaning.means import Means, Middle
from exchange.search.meaning.rounding import Rounded
from exchange.search.nearness import Entry
from exchange.search.private import private_folder

FORMAT = 2
PAUSE_SECONDS = 3.0
_READ_AT_ONCE = 1_000
_MARK_BYTES = 8
_TABLES = (
    "DROP TABLE IF EXISTS document",
    "DROP TABLE IF EXISTS piece",
    """CREATE TABLE document (
        number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, fingerprint BLOB NOT NULL,
        scale REAL NOT NULL, middle BLOB NOT NULL
    )""",
    """CREATE TABLE piece (
        number INTEGER PRIMARY KEY, vectors BLOB NOT NULL, scales BLOB NOT NULL, text TEXT NOT NULL, ends BLOB NOT NULL
    )""",
)
_PIECES = "SELECT number, key, fingerprint, vectors, scales, text, ends FROM document JOIN piece USING (number) WHERE "
_PRESENT = "SELECT number FROM document WHERE "
_versions = count(1)  # no two states of any store in this process have the same: places are kept by it
log = structlog.get_logger("exchange.search")


@dataclass(frozen=True)
class Meant:
    """A document with the vectors of its pieces, and the pieces."""

    entry: Entry
    vectors: Rounded
    pieces: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """The same as it was read, found by number and mark: `piece` cuts one out of the text."""

    key: str
    mark: int
    vectors: Rounded
    text: str
    ends: Sequence[int]

    def piece(self, at: int) -> str:
        """One piece."""
        return self.text[self.ends[at - 1] if at else 0 : self.ends[at]]

    @property
    def pieces(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(map(self.piece, range(len(self.ends))))


class VectorStore:
    """Any number of processes may read and write it; a reader sees whole changes only.

    A document that changes gets another number, and numbers only grow: what is new stands behind what is known.

    Args:
        pause_seconds: for so long what another process wrote may not be seen. Nothing is found wrongly meanwhile:
            vectors are found by the mark of a content, among the contents that the reader may read now; a content whose
            vectors are not seen yet is not found by meaning.
        most_gaps: rows in memory of documents that are gone, beside a quarter of the others; then all is read anew.
    """

    def __init__(self, path: Path, *, pause_seconds: float = PAUSE_SECONDS, most_gaps: int = 4_096) -> None:
        self._path = path
        self._pause_seconds = pause_seconds
        self._most_gaps = most_gaps
        self._lock = threading.Lock()
        self._means: Means | None = None
        self._file = 0
        self._due = 0.0

    def means(self) -> Means:
        """Of all documents.

        Raises:
            OSError, sqlite3.Error: nothing could be read yet. Later what was read stays.
        """
        held = self._means
        if held is not None and (monotonic() < self._due or self._lock.locked()):
            return held
        with self._lock:
            try:
                self._means = self._read()
            except (OSError, sqlite3.Error) as error:
                if self._means is None:
                    raise
                log.warning("what was learnt since is not found by meaning", error=repr(error))
            self._due = monotonic() + self._pause_seconds
            return self._means

    @property
    def version(self) -> int:
        """Another number after each change that is seen; 0 before anything was asked."""
        return 0 if self._means is None else self.means().version

    def pieces(self, marks: dict[int, int]) -> dict[int, Known]:
        """The documents with these numbers and marks, by number; what has changed meanwhile is left out."""
        found = self._known(f"number IN ({_places(marks)})", list(marks))
        return {number: known for number, known in found if known.mark == marks[number]}

    def present(self, numbers: Iterable[int]) -> frozenset[int]:
        """Those of the documents that are held."""
        wanted = list(numbers)
        with self._opened() as connection:
            rows = connection.execute(_PRESENT + f"number IN ({_places(wanted)})", wanted)
            return frozenset(number for (number,) in rows)

    def held(self, keys: Sequence[str]) -> dict[str, Known]:
        """What is held under these keys."""
        return {known.key: known for _, known in self._known(f"key IN ({_places(keys)})", list(keys))}

    def entries(self) -> frozenset[Entry]:
        """What is held."""
        with self._opened() as connection:
            rows = connection.execute("SELECT key, fingerprint FROM document")
            return frozenset(Entry(key, fingerprint.hex()) for key, fingerprint in rows)

    def put(self, held: Sequence[Meant]) -> None:
        """Hold these documents, in place of others with the same key."""
        with self._opened() as connection, _at_once(connection):
            _forget(connection, [meant.entry.key for meant in held])
            for meant in held:
                number = connection.execute(
                    "INSERT INTO document (key, fingerprint, scale, middle) VALUES (?, ?, ?, ?)", _of_document(meant)
                ).lastrowid
                connection.execute("INSERT INTO piece VALUES (?, ?, ?, ?, ?)", (number, *_of_pieces(meant)))
        self._due = 0.0

    def drop(self, keys: Iterable[str]) -> None:
        """Forget these documents."""
        with self._opened() as connection, _at_once(connection):
            _forget(connection, keys)

    def close(self) -> None:
        """Let go of what is held in memory."""
        with self._lock:
            self._means = None

    def _read(self) -> Means:
        """What is new behind what is known; everything anew when it is another file or much has gone."""
        with self._opened() as connection, _at_once(connection, "BEGIN"):
            known = self._means or Means.empty(next(_versions))
            file = int(connection.execute("PRAGMA application_id").fetchone()[0])
            present, last = connection.execute("SELECT count(*), coalesce(max(number), 0) FROM document").fetchone()
            has_gaps = known.count + last - known.last > present + present // 4 + self._most_gaps
            if file != self._file or last < known.last or has_gaps:
                known = Means.empty(next(_versions), present)
            self._file = file
            found, version = known, next(_versions)
            rows = connection.execute(
                "SELECT number, fingerprint, scale, middle FROM document WHERE number > ? ORDER BY number",
                (known.last,),
            )
            while some := rows.fetchmany(_READ_AT_ONCE):
                found = found.extended((Middle(row[0], _mark(row[1]), *row[2:]) for row in some), version)
            return found

    def _known(self, condition: str, wanted: Sequence[int | str]) -> Iterator[tuple[int, Known]]:
        with self._opened() as connection:
            rows = connection.execute(_PIECES + condition, wanted).fetchall()
        for number, key, fingerprint, vectors, scales, text, ends in rows:
            yield number, Known(key, _mark(fingerprint), Rounded.read(vectors, scales), text, array("I", ends))

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        private_folder(self._path.parent)
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=10)
        try:
            if _format(connection) != FORMAT:
                _make(connection)
            yield connection
        finally:
            connection.close()


def _make(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    with _at_once(connection):
        if _format(connection) == FORMAT:
            return  # another process was first
        for statement in _TABLES:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {secrets.randbits(30) + 1}")  # tells this file from an earlier one
        connection.execute(f"PRAGMA user_version = {FORMAT}")


def _format(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def _at_once(connection: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """All or nothing, and nobody sees half of it."""
    connection.execute(begin)
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _forget(connection: sqlite3.Connection, keys: Iterable[str]) -> None:
    rows = [(key,) for key in keys]
    connection.executemany("DELETE FROM piece WHERE number = (SELECT number FROM document WHERE key = ?)", rows)
    connection.executemany("DELETE FROM document WHERE key = ?", rows)


def _places(wanted: Iterable[object]) -> str:
    return ",".join("?" for _ in wanted)


def _mark(fingerprint: bytes) -> int:
    return int.from_bytes(fingerprint[:_MARK_BYTES], "little")


def _of_document(meant: Meant) -> tuple[str, bytes, float, bytes]:
    middle = meant.vectors.middle()
    fingerprint = bytes.fromhex(meant.entry.fingerprint)
    return meant.entry.key, fingerprint, float(middle.scales[0]), middle.rows.tobytes()


def _of_pieces(meant: Meant) -> tuple[bytes, bytes, str, bytes]:
    ends = array("I", accumulate(map(len, meant.pieces)))
    return meant.vectors.rows.tobytes(), meant.vectors.scales.tobytes(), "".join(meant.pieces), ends.tobytes()
