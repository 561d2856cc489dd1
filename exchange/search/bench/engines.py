"""Search engines as a measurement sees them: a collection in, ranked ids out."""

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from exchange.kernel.languages import Language
from exchange.search.bench.sets import Text
from exchange.search.port import (
    PUBLIC,
    ConceptPhrases,
    DocumentKind,
    SearchAnswer,
    SearchDocument,
    SearchIndex,
    SearchQuery,
)
from exchange.search.query import WHOLE_TEXT
from exchange.search.whoosh.index import WhooshIndex
from exchange.search.whoosh.stock import StockWhoosh

OURS = "ours"
LIMIT = 20
_WORD = re.compile(r"\w(?:[\w\u0300-\u036f'’-]*\w[\u0300-\u036f]*)?")


class Engine(Protocol):
    """A filled engine."""

    def find(self, text: str, limit: int) -> list[str]:
        """Ids, best first."""


class Terms(Protocol):
    """The term bank, as far as a measurement needs it."""

    def expand(self, text: str) -> tuple[ConceptPhrases, ...]:
        """The concepts that a query names."""

    def preferred(self) -> Iterable[tuple[str, Language, str]]:
        """Concept id, language and label to show."""


@dataclass(frozen=True)
class Ours:
    """The product's index; hits through a concept stand first, because a measurement across languages asks for them."""

    index: SearchIndex
    terms: Terms | None = None

    def find(self, text: str, limit: int) -> list[str]:
        """Ids, best first."""
        answer = self.answer(text, limit)
        return [hit.group for hit in (*answer.other_languages, *answer.hits)][:limit]

    def answer(self, text: str, limit: int) -> SearchAnswer:
        """OR of all words: marks of the query language are taken out."""
        words = plain_words(text)
        concepts = self.terms.expand(words) if self.terms else ()
        query = SearchQuery(words, frozenset({PUBLIC}), concepts=concepts, limit=limit, limits=WHOLE_TEXT)
        return self.index.search(query)


def plain_words(text: str) -> str:
    """The words of a text with a space between."""
    return " ".join(_WORD.findall(text))


@contextmanager
def ours(texts: Iterable[Text], terms: Terms | None = None) -> Iterator[Ours]:
    """The product's index over the texts, in a folder that goes away."""
    with tempfile.TemporaryDirectory() as folder:
        index = WhooshIndex(Path(folder) / "index", key=b"measurement")
        index.rebuild((_document(text) for text in texts), 1)
        try:
            yield Ours(index, terms)
        finally:
            index.close()


@contextmanager
def stock_whoosh(texts: Sequence[Text]) -> Iterator[StockWhoosh]:
    """Stock Whoosh over the texts of one language."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [(text.id, text.title, text.text) for text in texts]
        yield StockWhoosh(Path(folder), texts[0].language, rows)


@contextmanager
def all_engines(texts: Sequence[Text], terms: Terms | None = None) -> Iterator[dict[str, Engine]]:
    """Ours and every installed peer over the same texts."""
    with ExitStack() as stack:
        mine: Engine = stack.enter_context(ours(texts, terms))
        peer: Engine = stack.enter_context(stock_whoosh(texts))
        yield {OURS: mine, "Whoosh": peer}


def _document(text: Text) -> SearchDocument:
    return SearchDocument(
        key=text.id,
        kind=DocumentKind.PRACTICE,
        group=text.id,
        language=text.language,
        title=text.title,
        body=text.text,
        audience=frozenset({PUBLIC}),
    )
