"""Where documents come from: each capability that can be found says here how; the indexer knows none of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

from exchange.search.port import DocumentKind, SearchDocument, SortKey

_SOURCES = "exchange.search_sources"

Documents = Callable[[Session, Sequence[UUID]], Iterator[SearchDocument]]
Documented = Callable[[Session, Sequence[str]], Iterator[SearchDocument]]
Counts = Callable[[Session, Sequence[UUID]], Mapping[UUID, int]]
Passages = Callable[[Session, Sequence[str]], Mapping[str, "FoundWords"]]


@dataclass(frozen=True)
class FoundWords:
    """What a hit shows: its text and where it stands, read under the reader's right by whoever owns it."""

    text: str
    href: str
    language: str
    said_by: str = ""


@dataclass
class Sources:
    """What hangs on a practice and is found too, beside the practice itself."""

    documents: list[Documents] = field(default_factory=list)
    by_key: list[Documented] = field(default_factory=list)
    counts: dict[SortKey, Counts] = field(default_factory=dict)
    passages: dict[DocumentKind, Passages] = field(default_factory=dict)


def sources_of(app: Flask) -> Sources:
    """Those of this application."""
    found: Sources = app.extensions.setdefault(_SOURCES, Sources())
    return found


def add_documents(app: Flask, kind: DocumentKind, documents: Documents, by_key: Documented, passages: Passages) -> None:
    """Let documents about these practices be found.

    Args:
        documents: for the indexer, with their audiences; it shows nothing.
        by_key: the same for single documents; it leaves out keys that are not its own, and what is there no longer.
        passages: for the results page, by document key; only of those that the current reader may read (trust.md I5).
    """
    sources_of(app).documents.append(documents)
    sources_of(app).by_key.append(by_key)
    sources_of(app).passages[kind] = passages


def add_counts(app: Flask, key: SortKey, counts: Counts) -> None:
    """Let practices be sorted by a number: only of what every reader of the practice may read (trust.md I2)."""
    sources_of(app).counts[key] = counts
