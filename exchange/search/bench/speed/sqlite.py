"""SQLite FTS5 with a table of facets beside it, on disk, everything in its cache."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from exchange.search.bench.speed.corpus import Corpus, Reading
from exchange.search.bench.speed.engine import COUNTRY, PAGE, THEME, Ask, Built, Found, built_or_kept, distance_one
from exchange.search.bench.speed.questions import Question
from exchange.search.port import SearchDocument, SortKey

_MATCHED = "FROM f JOIN meta m ON m.id = f.rowid WHERE f MATCH ?"
_TABLES = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-200000; PRAGMA mmap_size=2000000000;
CREATE TABLE IF NOT EXISTS texts(id INTEGER PRIMARY KEY, content TEXT);
CREATE TABLE IF NOT EXISTS meta(id INTEGER PRIMARY KEY, country TEXT, theme TEXT, language TEXT, published REAL);
CREATE VIRTUAL TABLE IF NOT EXISTS f USING fts5(content, content='texts', content_rowid='id', prefix='3',
    tokenize='unicode61 remove_diacritics 0');
"""


class Sqlite:
    """FTS5."""

    name = "FTS5"

    def __init__(self, folder: Path, corpus: Corpus) -> None:
        self._path = folder / "fts5" / "texts.sqlite3"
        self.built: Built | None = built_or_kept(self._path.parent, lambda: self._build(corpus))
        self._database = self._opened()
        self._database.execute("CREATE VIRTUAL TABLE temp.v USING fts5vocab('main', 'f', 'row')")
        self._vocabulary = {str(row[0]) for row in self._database.execute("SELECT term FROM v")}
        self.kinds: dict[str, Ask] = {
            "common": lambda words: self._ranked(_word(words[0])),
            "rare": lambda words: self._ranked(_word(words[0])),
            "and": lambda words: self._ranked(" AND ".join(map(_word, words))),
            "or": lambda words: self._ranked(" OR ".join(map(_word, words))),
            "phrase": lambda words: self._ranked(_word(" ".join(words))),
            "prefix": lambda words: self._ranked(f"{_word(words[0])}*"),
            "near": self._near,
            "filter": self._filtered,
            "facets": self._facets,
            "newest": self._newest,
            "snippets": self._snippets,
        }

    @property
    def clock(self) -> Callable[[], float]:
        """Processor time of this process."""
        return time.process_time

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _opened(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path)
        database.executescript(_TABLES)
        return database

    def _build(self, corpus: Corpus) -> Built:
        self._database = self._opened()
        reading = Reading(corpus)
        before = time.process_time()
        for at, one in enumerate(reading):
            self._put(at, one)
        self._database.commit()
        self._database.execute("INSERT INTO f(f) VALUES ('optimize')")
        self._database.commit()
        cpu = time.process_time() - before - reading.seconds
        saves = sorted(self._save(corpus.count + at, one) for at, one in enumerate(corpus.later()))
        self._database.close()
        return Built(cpu, saves[len(saves) // 2] * 1e3, self._path.stat().st_size)

    def _put(self, at: int, one: SearchDocument) -> None:
        text, facets = f"{one.title} {one.summary} {one.body}", one.facets
        row = (at, facets["country"][0], facets["theme"][0], one.language.value, one.sort_values[SortKey.PUBLISHED])
        self._database.execute("INSERT INTO texts VALUES (?, ?)", (at, text))
        self._database.execute("INSERT INTO f(rowid, content) VALUES (?, ?)", (at, text))
        self._database.execute("INSERT INTO meta VALUES (?, ?, ?, ?, ?)", row)

    def _save(self, at: int, one: SearchDocument) -> float:
        before = time.perf_counter()
        self._put(at, one)
        self._database.commit()
        self._ranked(" ".join(map(_word, one.title.split())))
        return time.perf_counter() - before

    def _rows(self, wanted: str, *values: object) -> list[tuple[object, ...]]:
        return self._database.execute(wanted, values).fetchall()

    def _total(self, match: str) -> int:
        return int(str(self._rows("SELECT count(*) FROM f WHERE f MATCH ?", match)[0][0]))

    def _ranked(self, match: str) -> Found:
        page = self._rows("SELECT rowid FROM f WHERE f MATCH ? ORDER BY rank LIMIT ?", match, PAGE)
        return Found(self._total(match), page)

    def _near(self, words: Question) -> Found:
        return self._ranked(" OR ".join(_word(word) for word in distance_one(words[0]) if word in self._vocabulary))

    def _filtered(self, words: Question) -> Found:
        where = f"{_MATCHED} AND m.country = ? AND m.theme = ?"
        values = (_word(words[0]), COUNTRY, THEME)
        total = self._rows(f"SELECT count(*) {where}", *values)[0][0]
        page = self._rows(f"SELECT f.rowid {where} ORDER BY rank LIMIT ?", *values, PAGE)
        return Found(int(str(total)), page)

    def _facets(self, words: Question) -> Found:
        match = _word(words[0])
        page = self._rows("SELECT rowid FROM f WHERE f MATCH ? ORDER BY rank LIMIT ?", match, PAGE)
        grouped = self._rows(f"SELECT m.country, m.theme, m.language, count(*) {_MATCHED} GROUP BY 1, 2, 3", match)
        counts: list[dict[object, int]] = [{}, {}, {}]
        for *values, number in grouped:
            for held, value in zip(counts, values, strict=True):
                held[value] = held.get(value, 0) + int(str(number))
        return Found(sum(counts[0].values()), [page, counts])

    def _newest(self, words: Question) -> Found:
        match = _word(words[0])
        page = self._rows(f"SELECT f.rowid {_MATCHED} ORDER BY m.published DESC LIMIT ?", match, PAGE)
        return Found(self._total(match), page)

    def _snippets(self, words: Question) -> Found:
        match = _word(words[0])
        shown = "snippet(f, 0, '<b>', '</b>', '…', 24)"
        page = self._rows(f"SELECT {shown} FROM f WHERE f MATCH ? ORDER BY rank LIMIT ?", match, PAGE)  # noqa: S608
        return Found(self._total(match), page)


def _word(text: str) -> str:
    return f'"{text}"'
