"""Search engines as a measurement sees them: a collection in, ranked ids out."""

import atexit
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from exchange.kernel.languages import Language
from exchange.search.bench.peers import Engine, Postgres, installed_peers
from exchange.search.bench.sets import Text
from exchange.search.bench.words import plain_words
from exchange.search.meaning.asking import Meaning
from exchange.search.meaning.encoder import Encoder, is_installed
from exchange.search.meaning.fusion import fused
from exchange.search.meaning.rewriting import Pair
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

OURS = "ours"
LIMIT = 20


class Terms(Protocol):
    """The term bank, as far as a measurement needs it."""

    def expand(self, text: str) -> tuple[ConceptPhrases, ...]:
        """The concepts that a query names."""

    def preferred(self) -> Iterable[tuple[str, Language, str]]:
        """Concept id, language and label to show."""

    def turkish_names(self) -> Iterable[Pair]:
        """What Azerbaijani labels are called in Turkish."""


@dataclass(frozen=True)
class Ours:
    """The product's index; hits through a concept stand first, because a measurement across languages asks for them."""

    index: SearchIndex
    terms: Terms | None = None
    meaning: Meaning | None = None

    def find(self, text: str, limit: int) -> list[str]:
        """Ids, best first; with an encoder the list by words and the list by meaning made one."""
        answer = self.answer(text, limit)
        by_words = [hit.group for hit in (*answer.other_languages, *answer.hits)][:limit]
        return fused(by_words, [hit.group for hit in answer.near])[:limit] if answer.near else by_words

    def answer(self, text: str, limit: int) -> SearchAnswer:
        """OR of all words: marks of the query language are taken out."""
        words = plain_words(text)
        query = SearchQuery(
            words,
            frozenset({PUBLIC}),
            concepts=self.terms.expand(words) if self.terms else (),
            limit=limit,
            limits=WHOLE_TEXT,
            nearness=self.meaning.question(text) if self.meaning else None,
        )
        return self.index.search(query)


@contextmanager
def ours(texts: Iterable[Text], terms: Terms | None = None, *, by_meaning: bool = False) -> Iterator[Ours]:
    """The product's index over the texts, in a folder that goes away; by meaning too where the encoder is there."""
    documents = [_document(text) for text in texts]
    with tempfile.TemporaryDirectory() as folder:
        index = WhooshIndex(Path(folder) / "index", key=b"measurement")
        index.rebuild(documents, 1)
        meaning = None
        if by_meaning and is_installed():
            meaning = Meaning(Path(folder) / "meaning", terms.turkish_names if terms else tuple, encoder=_encoder())
            meaning.learn(documents)
        try:
            yield Ours(index, terms, meaning)
        finally:
            index.close()
            if meaning:
                meaning.close()


@cache
def _encoder() -> Encoder:
    """The same for every collection that a process measures: making the files of its model takes seconds."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Encoder(Path(folder))


@contextmanager
def all_engines(texts: Sequence[Text], postgres: Postgres | None = None) -> Iterator[dict[str, Engine]]:
    """Ours and every installed peer over the same texts."""
    with ExitStack() as stack:
        mine: Engine = stack.enter_context(ours(texts))
        yield {OURS: mine} | stack.enter_context(installed_peers(texts, postgres))


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
