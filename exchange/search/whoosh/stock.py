"""Whoosh as it comes, with its best settings for a language: the peer that measurements compare with."""

from collections.abc import Iterable
from pathlib import Path

from whoosh.analysis.analyzers import LanguageAnalyzer, StandardAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.qparser.default import MultifieldParser
from whoosh.qparser.syntax import OrGroup
from whoosh.query.compound import And, Or
from whoosh.query.positional import Phrase
from whoosh.query.qcore import Query
from whoosh.query.terms import Prefix, Term
from whoosh.scoring import BM25F

from exchange.kernel.languages import Language
from exchange.search.ranking import K1, B

_WITH_STEMMER = frozenset({Language.EN, Language.TR, Language.RU})
_TITLE_BOOST = 2.0


class StockWhoosh:
    """An index of titles and texts in one language, asked with OR of all words."""

    def __init__(self, folder: Path, language: Language, texts: Iterable[tuple[str, str, str]]) -> None:
        analyzer = LanguageAnalyzer(language.value) if language in _WITH_STEMMER else StandardAnalyzer()
        schema = Schema(id=ID(stored=True), title=TEXT(analyzer, field_boost=_TITLE_BOOST), body=TEXT(analyzer))
        self._index = create_in(str(folder), schema)
        with self._index.writer() as writer:
            for key, title, body in texts:
                writer.add_document(id=key, title=title, body=body)
        self._parser = MultifieldParser(["title", "body"], schema, group=OrGroup, plugins=[])

    def find(self, text: str, limit: int) -> list[str]:
        """Keys, best first."""
        with self._index.searcher(weighting=BM25F()) as searcher:
            return [str(hit["id"]) for hit in searcher.search(self._parser.parse(text), limit=limit)]


class StockSearcher:
    """Whoosh's own searcher on a folder of ours: totals and the first documents, ranked by its BM25F."""

    def __init__(self, build: Path) -> None:
        self._searcher = open_dir(str(build)).searcher(weighting=BM25F(B=B, K1=K1))

    def close(self) -> None:
        """Let go of files."""
        self._searcher.close()  # type: ignore[no-untyped-call]

    def any(self, field: str, words: Iterable[str], limit: int) -> tuple[int, list[int]]:
        """Documents with any of the words."""
        return self._found(Or([Term(field, word) for word in words]), limit)

    def every(self, field: str, words: Iterable[str], limit: int) -> tuple[int, list[int]]:
        """Documents with all of the words."""
        return self._found(And([Term(field, word) for word in words]), limit)

    def phrase(self, field: str, words: Iterable[str], limit: int) -> tuple[int, list[int]]:
        """Documents with the words side by side."""
        return self._found(Phrase(field, list(words)), limit)

    def prefix(self, field: str, beginning: str, limit: int) -> tuple[int, list[int]]:
        """Documents with a word that begins so."""
        return self._found(Prefix(field, beginning), limit)

    def _found(self, query: Query, limit: int) -> tuple[int, list[int]]:
        found = self._searcher.search(query, limit=limit)
        return len(found), [hit.docnum for hit in found]
