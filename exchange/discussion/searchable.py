"""Contributions as documents that are found: each with its own circle of readers."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from exchange.discussion.models import Circulation, Comment
from exchange.discussion.policies import audience_of
from exchange.kernel.languages import Language
from exchange.practices.models import Practice, PracticeState
from exchange.practices.queries.desk import with_codes
from exchange.practices.searchable import facets_of
from exchange.search.port import DocumentKind, SearchDocument, SortKey
from exchange.text.cleaning import plain_text
from exchange.vocabulary.queries import Taxonomy, taxonomy

PREFIX = "discussion:"


def documents_of(session: Session, practice_ids: Sequence[UUID]) -> Iterator[SearchDocument]:
    """Every shown contribution under these practices. For the indexer: it reads everything and shows nothing."""
    return _documents(session, list(session.scalars(_shown(Comment.practice_id.in_(practice_ids)))))


def documents_by_key(session: Session, keys: Sequence[str]) -> Iterator[SearchDocument]:
    """The shown contributions among these keys of documents."""
    ids = [UUID(key.removeprefix(PREFIX)) for key in keys if key.startswith(PREFIX)]
    return _documents(session, list(session.scalars(_shown(Comment.id.in_(ids)))))


def _documents(session: Session, comments: Sequence[Comment]) -> Iterator[SearchDocument]:
    words, about = taxonomy(session), {comment.practice_id for comment in comments}
    practices = {practice.id: practice for practice in with_codes(session, about)}
    for comment in comments:
        practice = practices.get(comment.practice_id)
        if practice is not None and practice.state is PracticeState.PUBLISHED:
            yield _document(comment, practice, words)


def public_counts(session: Session, practice_ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """How many contributions every reader of a practice may read: what an order may rest on (trust.md I2)."""
    wanted = _shown(Comment.practice_id.in_(practice_ids)).where(Comment.circulation == Circulation.PUBLIC)
    return Counter(comment.practice_id for comment in session.scalars(wanted))


def _shown(which: ColumnElement[bool]) -> Select[Comment]:
    return select(Comment).where(which, Comment.shown()).order_by(Comment.id)


def key_of(comment_id: UUID) -> str:
    """Of the document that a contribution is found by."""
    return f"{PREFIX}{comment_id}"


def _document(comment: Comment, practice: Practice, words: Taxonomy) -> SearchDocument:
    return SearchDocument(
        key=key_of(comment.id),
        kind=DocumentKind.DISCUSSION,
        group=str(practice.id),
        language=Language(comment.language),
        title="",
        body=plain_text(comment.html),
        facets=facets_of(practice, words),
        audience=audience_of(comment, practice),
        sort_values={SortKey.PUBLISHED.value: comment.made_at.timestamp()},
    )
