"""Text to places: the one function by which documents, queries, labels and passages are taken apart."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from exchange.kernel.languages import Language, fold, lower
from exchange.search.analysis import stems
from exchange.search.analysis.parts import document_words, query_words
from exchange.search.analysis.tokens import tokens, unified


@dataclass(frozen=True, slots=True)
class Place:
    """One word position: the folded words there, the terms they are found by, and the word as people spell it."""

    exact: tuple[str, ...]
    terms: tuple[str, ...]
    spelling: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Located:
    """The places of one written token, with its offsets in the original text."""

    start: int
    end: int
    places: tuple[Place, ...]


def places(text: str, language: Language) -> list[Place]:
    """The places of a document's text, in order."""
    return [place for token in tokens(text) for place in _document_places(token.raw, language)]


def located(text: str, language: Language) -> Iterator[Located]:
    """The places of a document's text with offsets, for marking words."""
    for token in tokens(text):
        yield Located(token.start, token.end, _document_places(token.raw, language))


def query_places(text: str) -> list[Place]:
    """The places of a query: each carries the terms of every language that may be meant, each once."""
    return [place for token in tokens(text) for place in _query_places(token.raw)]


@lru_cache(maxsize=300_000)
def _document_places(raw: str, language: Language) -> tuple[Place, ...]:
    written = lower(unified(raw), language)
    return tuple(
        Place(
            words,
            stems.document_terms(words[0], language)
            if len(words) == 1
            else _each_once(stems.document_terms(word, language) for word in words),
            written if fold(written) == words[0] else words[0],
        )
        for words in document_words(raw, language)
        if words
    )


@lru_cache(maxsize=20_000)
def _query_places(raw: str) -> tuple[Place, ...]:
    return tuple(
        Place(words, _each_once(stems.query_terms(word) for word in words)) for words in query_words(raw) if words
    )


def _each_once(groups: Iterator[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term for group in groups for term in group))
