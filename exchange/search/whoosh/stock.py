"""Whoosh as it comes, with its best settings for a language: the peer that measurements compare with."""

from collections.abc import Iterable
from pathlib import Path

from whoosh.analysis.analyzers import LanguageAnalyzer, StandardAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in
from whoosh.qparser.default import MultifieldParser
from whoosh.qparser.syntax import OrGroup
from whoosh.scoring import BM25F

from exchange.kernel.languages import Language

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
