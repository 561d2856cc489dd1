"""The dossiers that a person may open, and one of them with its entries and practices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from exchange.accounts.models import Ministry
from exchange.accounts.queries import MinistryView, ministry_view
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.languages import Language, sort_key
from exchange.kernel.translated import Translated
from exchange.practices.queries import PracticeCard, briefs
from exchange.relations.models import Relation, RelationEvent
from exchange.relations.policies import events_readable_by, is_party, relations_readable_by
from exchange.relations.queries.entries import EventView, ids_named, readable_events

WITH_SIDES = (joinedload(Relation.first_ministry), joinedload(Relation.second_ministry))


@dataclass(frozen=True)
class Dossier:
    """The common file of two ministries, as one reader may see it."""

    slug: str
    title: Translated
    summary: Translated
    sides: tuple[MinistryView, MinistryView]  # alphabetical by country in the reader's language
    events: tuple[EventView, ...]  # oldest first
    practices: Mapping[UUID, PracticeCard]  # those of the entries that the reader may read
    is_own: bool  # whether the reader belongs to one of the two

    @property
    def address(self) -> tuple[str, str]:
        """The two slugs as its address has them."""
        return canonical(self.sides[0].slug, self.sides[1].slug)

    def side(self, ministry_id: UUID) -> MinistryView:
        """One of the two."""
        return next(side for side in self.sides if side.id == ministry_id)


@dataclass(frozen=True)
class DossierCard:
    """A dossier in the list."""

    title: Translated
    summary: Translated
    sides: tuple[MinistryView, MinistryView]
    entries: int  # that the reader may read
    last_on: date | None

    @property
    def address(self) -> tuple[str, str]:
        """The two slugs as its address has them."""
        return canonical(self.sides[0].slug, self.sides[1].slug)


def canonical(one: str, other: str) -> tuple[str, str]:
    """The pair of slugs in the order of a dossier's address."""
    first, second = sorted((one, other))
    return first, second


def find_dossier(session: Session, *, actor: Actor, pair: tuple[str, str], language: Language) -> Dossier:
    """The dossier of two ministries, named by their slugs in either order.

    Raises:
        NotFoundError: there is none, or the actor may know nothing of it.
    """
    ids = select(Ministry.id).where(Ministry.slug.in_(pair))
    found = _find(session, actor, language, Relation.first_ministry_id.in_(ids), Relation.second_ministry_id.in_(ids))
    if found is None:
        raise NotFoundError
    return found


def dossier_by_slug(session: Session, *, actor: Actor, slug: str, language: Language) -> Dossier | None:
    """The dossier of that name; None when there is none that the actor may open."""
    return _find(session, actor, language, Relation.slug == slug)


def dossiers(session: Session, *, actor: Actor, language: Language) -> tuple[DossierCard, ...]:
    """All that the actor may open, the latest entry first."""
    counted = (
        select(Relation, func.count(RelationEvent.id), func.max(RelationEvent.happened_on))
        .outerjoin(RelationEvent, (RelationEvent.relation_id == Relation.id) & events_readable_by(actor))
        .where(relations_readable_by(actor))
        .group_by(Relation.id)
        .order_by(func.max(RelationEvent.happened_on).desc(), Relation.slug)
        .options(*WITH_SIDES)
    )
    return tuple(
        DossierCard(relation.title, relation.summary, sides_of(relation, language), entries, last_on)
        for relation, entries, last_on in session.execute(counted)
    )


def _find(session: Session, actor: Actor, language: Language, *which: ColumnElement[bool]) -> Dossier | None:
    wanted = select(Relation).where(*which, relations_readable_by(actor)).options(*WITH_SIDES)
    relation = session.scalars(wanted).one_or_none()
    if relation is None:
        return None
    events = readable_events(session, actor, RelationEvent.relation_id == relation.id)
    return Dossier(
        slug=relation.slug,
        title=relation.title,
        summary=relation.summary,
        sides=sides_of(relation, language),
        events=events,
        practices=_practices(session, actor, ids_named(events), language),
        is_own=is_party(actor, relation),
    )


def _practices(session: Session, actor: Actor, ids: Sequence[UUID], language: Language) -> Mapping[UUID, PracticeCard]:
    """The readable ones, in the order of `ids`."""
    found = briefs(session, actor=actor, ids=ids, language=language)
    return {practice_id: found[practice_id] for practice_id in ids if practice_id in found}


def sides_of(relation: Relation, language: Language) -> tuple[MinistryView, MinistryView]:
    """The two ministries, alphabetical by country in the language. Needs WITH_SIDES loaded."""
    both = (ministry_view(relation.first_ministry), ministry_view(relation.second_ministry))
    first, second = sorted(both, key=lambda side: (sort_key(side.country_name(language), language), side.slug))
    return first, second
