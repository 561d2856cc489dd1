"""Reads of the board, and what matches a need among the practices that the reader may read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from exchange.accounts.queries import MinistryView, ministry_view
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.languages import Language
from exchange.kernel.translated import Translated
from exchange.needs.models import Need, NeedCircle
from exchange.needs.policies import can_close, readable_by
from exchange.practices.policies import audience_tokens
from exchange.practices.queries import PracticeCard, briefs
from exchange.search.port import Answers, Dimension, DocumentKind, SearchQuery, SearchUnavailableError
from exchange.vocabulary.concepts import shipped_bank

_MOST_CONCEPTS = 4
_MOST_MATCHES = 8
MOST_NEEDS = 100


@dataclass(frozen=True)
class NeedView:
    """A need as its reader sees it."""

    id: UUID
    ministry: MinistryView
    post: Translated
    title: str
    text: str
    language: str
    circle: NeedCircle
    made_at: datetime
    is_closed: bool
    is_sample: bool
    can_close: bool


@dataclass(frozen=True)
class MatchView:
    """A practice that may help, and why."""

    practice: PracticeCard
    reason: str  # the concept, in the reader's language
    found_as: str  # what it is called in the practice's language; may be empty


def board(session: Session, *, actor: Actor) -> tuple[NeedView, ...]:
    """Open needs that the actor may read, newest first, at most 100."""
    wanted = select(Need).where(readable_by(actor), Need.closed_at.is_(None)).options(joinedload(Need.ministry))
    rows = session.scalars(wanted.order_by(Need.made_at.desc(), Need.id).limit(MOST_NEEDS))
    return tuple(_view(row, actor) for row in rows)


def need(session: Session, *, actor: Actor, need_id: UUID) -> NeedView:
    """One need.

    Raises:
        NotFoundError: there is none, or the actor may not know of it.
    """
    wanted = select(Need).where(Need.id == need_id, readable_by(actor)).options(joinedload(Need.ministry))
    row = session.scalars(wanted).one_or_none()
    if row is None:
        raise NotFoundError
    return _view(row, actor)


def _view(row: Need, actor: Actor) -> NeedView:
    return NeedView(
        id=row.id,
        ministry=ministry_view(row.ministry),
        post=row.post,
        title=row.title,
        text=row.text,
        language=row.language,
        circle=row.circle,
        made_at=row.made_at,
        is_closed=row.closed_at is not None,
        is_sample=row.is_sample,
        can_close=can_close(actor, row),
    )


def matches(
    session: Session, *, actor: Actor, index: Answers, wanted: NeedView, language: Language
) -> tuple[MatchView, ...]:
    """Practices of other ministries than the one that asks, by the concepts of the need, each with its reason.

    The index is asked with the reader's rights, and each hit is read once more by the database's rule.
    """
    found: dict[UUID, tuple[str, str]] = {}
    for concept in shipped_bank().expand(f"{wanted.title} {wanted.text}", language)[:_MOST_CONCEPTS]:
        query = SearchQuery(
            text=concept.label_shown,
            audience=audience_tokens(actor),
            filters={str(Dimension.KIND): frozenset({DocumentKind.PRACTICE.value})},
            limit=_MOST_MATCHES,
            concepts=shipped_bank().expand(concept.label_shown, language),
        )
        try:
            answer = index.search(query)
        except SearchUnavailableError:
            return ()
        for hit in (*answer.hits, *answer.other_languages):
            found.setdefault(UUID(hit.group), (concept.label_shown, hit.reason.found_as if hit.reason else ""))
    cards = briefs(session, actor=actor, ids=found, language=language.value)
    others = [card for one in found if (card := cards.get(one)) and card.ministry_id != wanted.ministry.id]
    return tuple(MatchView(card, *found[card.id]) for card in others[:_MOST_MATCHES])


def knowable(actor: Actor, ids: Collection[UUID]) -> Select[UUID]:
    """Those of the needs that the actor may know of; the guard of notices."""
    return select(Need.id).where(Need.id.in_(ids), readable_by(actor))
