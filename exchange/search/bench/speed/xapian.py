"""Xapian, the search library in C++, through its Python binding (which few machines have)."""

import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from exchange.search.bench.speed.corpus import Corpus, Reading
from exchange.search.bench.speed.engine import COUNTRY, FACETS, PAGE, THEME, Ask, Built, Found, built_or_kept
from exchange.search.bench.speed.questions import Question
from exchange.search.port import SearchDocument, SortKey

_PUBLISHED = len(FACETS)  # the slot after those of the facets
_CHARACTERS = 160


def is_installed() -> bool:
    """Whether the binding is there."""
    return find_spec("xapian") is not None


class Xapian:
    """A database on disk; exact totals are asked for by letting it check every document."""

    name = "Xapian"

    def __init__(self, folder: Path, corpus: Corpus) -> None:
        import xapian  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - only measurements have it

        self._xapian: Any = xapian
        self._folder = folder / "xapian"
        self.built: Built | None = built_or_kept(self._folder, lambda: self._build(corpus))
        self._database: Any = xapian.Database(self._path)
        query = xapian.Query
        self.kinds: dict[str, Ask] = {
            "common": lambda words: self._found(query(words[0])),
            "rare": lambda words: self._found(query(words[0])),
            "and": lambda words: self._found(query(query.OP_AND, words)),
            "or": lambda words: self._found(query(query.OP_OR, words)),
            "phrase": lambda words: self._found(query(query.OP_PHRASE, words, len(words))),
            "prefix": lambda words: self._found(query(query.OP_WILDCARD, words[0])),
            "filter": lambda words: self._found(query(query.OP_FILTER, query(words[0]), self._chosen())),
            "facets": self._facets,
            "newest": lambda words: self._found(query(words[0]), by_date=True),
            "snippets": self._snippets,
        }

    @property
    def clock(self) -> Callable[[], float]:
        """Processor time of this process."""
        return time.process_time

    def close(self) -> None:
        """Let go of files."""
        self._database.close()

    @property
    def _path(self) -> str:
        return str(self._folder / "index")

    def _build(self, corpus: Corpus) -> Built:
        reading = Reading(corpus)
        before = time.process_time()
        database = self._xapian.WritableDatabase(self._path, self._xapian.DB_CREATE)
        for one in reading:
            database.add_document(self._document(one))
        database.commit()
        cpu = time.process_time() - before - reading.seconds
        saves = sorted(self._saved(database, one) for one in corpus.later())
        database.close()
        size = sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file())
        return Built(cpu, saves[len(saves) // 2] * 1e3, size)

    def _saved(self, database: Any, one: SearchDocument) -> float:
        before = time.perf_counter()
        database.add_document(self._document(one))
        database.commit()
        reader = self._xapian.Enquire(self._xapian.Database(self._path))
        reader.set_query(self._xapian.Query(one.title.split()[0]))
        reader.get_mset(0, 1)
        return time.perf_counter() - before

    def _document(self, one: SearchDocument) -> Any:
        made, text = self._xapian.Document(), f"{one.title} {one.summary} {one.body}"
        for place, word in enumerate(text.split()):
            made.add_posting(word, place)
        for slot, value in enumerate(_values(one)):
            made.add_value(slot, value)
            made.add_boolean_term(f"X{slot}:{value}")
        made.add_value(_PUBLISHED, self._xapian.sortable_serialise(one.sort_values[SortKey.PUBLISHED]))
        made.set_data(text)
        return made

    def _chosen(self) -> Any:
        query = self._xapian.Query
        return query(query.OP_AND, [f"X{FACETS.index('country')}:{COUNTRY}", f"X{FACETS.index('theme')}:{THEME}"])

    def _set(self, query: Any, spies: tuple[Any, ...] = (), *, by_date: bool = False) -> Any:
        asked = self._xapian.Enquire(self._database)
        asked.set_query(query)
        if by_date:
            asked.set_sort_by_value(_PUBLISHED, True)  # noqa: FBT003 - its own signature: descending
        for spy in spies:
            asked.add_matchspy(spy)
        return asked.get_mset(0, PAGE, self._database.get_doccount())

    def _found(self, query: Any, *, by_date: bool = False) -> Found:
        found = self._set(query, by_date=by_date)
        return Found(found.get_matches_estimated(), [hit.docid for hit in found])

    def _facets(self, words: Question) -> Found:
        spies = tuple(self._xapian.ValueCountMatchSpy(slot) for slot in range(len(FACETS)))
        found = self._set(self._xapian.Query(words[0]), spies)
        return Found(
            found.get_matches_estimated(), [{held.term: held.termfreq for held in spy.values()} for spy in spies]
        )

    def _snippets(self, words: Question) -> Found:
        found = self._set(self._xapian.Query(words[0]))
        page = [found.snippet(hit.document.get_data().decode(), _CHARACTERS) for hit in found]
        return Found(found.get_matches_estimated(), page)


def _values(one: SearchDocument) -> Iterator[str]:
    """The facets, in their order."""
    for name in FACETS:
        yield one.language.value if name == "language" else one.facets[name][0]
