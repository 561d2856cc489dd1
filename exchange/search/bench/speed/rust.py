"""Tantivy, the search library in Rust, on disk."""

import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from exchange.search.bench.speed.corpus import Corpus, Reading
from exchange.search.bench.speed.engine import COUNTRY, FACETS, PAGE, THEME, Ask, Built, Found, built_or_kept
from exchange.search.bench.speed.questions import Question
from exchange.search.port import SearchDocument, SortKey

_CHARACTERS = 160
_HEAP = 256_000_000


def is_installed() -> bool:
    """Whether the package is there."""
    return find_spec("tantivy") is not None


class Tantivy:
    """One thread, like the others."""

    name = "tantivy"

    def __init__(self, folder: Path, corpus: Corpus) -> None:
        import tantivy  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - only measurements have it

        self._tantivy: Any = tantivy
        self._folder = folder / "tantivy"
        self.built: Built | None = built_or_kept(self._folder, lambda: self._build(corpus))
        self._index: Any = tantivy.Index.open(str(self._folder / "index"))
        self._schema: Any = self._index.schema
        self._searcher: Any = self._index.searcher()
        query = tantivy.Query
        self.kinds: dict[str, Ask] = {
            "common": lambda words: self._found(self._term(words[0])),
            "rare": lambda words: self._found(self._term(words[0])),
            "and": lambda words: self._found(self._joined(words, tantivy.Occur.Must)),
            "or": lambda words: self._found(self._joined(words, tantivy.Occur.Should)),
            "phrase": lambda words: self._found(query.phrase_query(self._schema, "content", list(words))),
            "prefix": lambda words: self._found(query.regex_query(self._schema, "content", f"{words[0]}.*")),
            "near": lambda words: self._found(query.fuzzy_term_query(self._schema, "content", words[0], distance=1)),
            "filter": lambda words: self._found(self._filtered(words[0])),
            "facets": self._facets,
            "newest": lambda words: self._found(self._term(words[0]), order_by_field="published"),
            "snippets": self._snippets,
        }

    @property
    def clock(self) -> Callable[[], float]:
        """Processor time of this process, all threads."""
        return time.process_time

    def close(self) -> None:
        """Nothing to let go of."""

    def _made(self) -> Any:
        schema = self._tantivy.SchemaBuilder().add_text_field("content", stored=True)
        for name in FACETS:
            schema = schema.add_text_field(name, tokenizer_name="raw", fast=True)
        schema = schema.add_integer_field("published", fast=True, indexed=True)
        path = self._folder / "index"
        path.mkdir()
        return self._tantivy.Index(schema.build(), path=str(path))

    def _build(self, corpus: Corpus) -> Built:
        self._index = self._made()
        reading = Reading(corpus)
        before = time.process_time()
        writer = self._index.writer(_HEAP, 1)
        for one in reading:
            writer.add_document(self._document(one))
        writer.commit()
        writer.wait_merging_threads()
        cpu = time.process_time() - before - reading.seconds
        saves = sorted(self._saved(one) for one in corpus.later())
        size = sum(path.stat().st_size for path in (self._folder / "index").iterdir())
        return Built(cpu, saves[len(saves) // 2] * 1e3, size)

    def _saved(self, one: SearchDocument) -> float:
        writer = self._index.writer(50_000_000, 1)
        before = time.perf_counter()
        writer.add_document(self._document(one))
        writer.commit()
        self._index.reload()
        taken = time.perf_counter() - before
        writer.wait_merging_threads()
        return taken

    def _document(self, one: SearchDocument) -> Any:
        return self._tantivy.Document(
            content=f"{one.title} {one.summary} {one.body}",
            country=one.facets["country"][0],
            theme=one.facets["theme"][0],
            language=one.language.value,
            published=int(one.sort_values[SortKey.PUBLISHED]),
        )

    def _found(self, query: Any, **options: object) -> Found:
        result = self._searcher.search(query, PAGE, count=True, **options)
        return Found(result.count, result.hits)

    def _term(self, word: str, field: str = "content") -> Any:
        return self._tantivy.Query.term_query(self._schema, field, word)

    def _joined(self, words: Question, occur: Any) -> Any:
        return self._tantivy.Query.boolean_query([(occur, self._term(word)) for word in words])

    def _filtered(self, word: str) -> Any:
        must, constant = self._tantivy.Occur.Must, self._tantivy.Query.const_score_query
        narrow = [(must, constant(self._term(v, f), 0.0)) for f, v in (("country", COUNTRY), ("theme", THEME))]
        return self._tantivy.Query.boolean_query([(must, self._term(word)), *narrow])

    def _facets(self, words: Question) -> Found:
        found = self._found(self._term(words[0]))
        wanted = {name: {"terms": {"field": name, "size": 50}} for name in FACETS}
        return Found(found.total, [found.page, self._searcher.aggregate(self._term(words[0]), wanted)])

    def _snippets(self, words: Question) -> Found:
        query = self._term(words[0])
        found = self._found(query)
        maker = self._tantivy.SnippetGenerator.create(self._searcher, query, self._schema, "content")
        maker.set_max_num_chars(_CHARACTERS)
        places = [hit[1] for hit in cast("Sequence[tuple[float, Any]]", found.page)]
        return Found(found.total, [maker.snippet_from_doc(self._searcher.doc(at)).to_html() for at in places])
