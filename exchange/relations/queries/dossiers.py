"""The dossiers that a person may open, and one of them with its entries and practices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from exchange.accounts.queries import MinistryView, ministries_by_id, ministry_view, two_ministries
from exchange.adoptions.queries import PairCount, pair_counts
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.languages import Language, sort_key
from exchange.kernel.translated import Translated
from exchange.practices.queries import PracticeCard, briefs
from exchange.relations.models import Relation, RelationEvent
from exchange.relations.policies import events_readable_by, is_own_pair
from exchange.relations.queries.entries import EventView, ids_named, readable_events
from exchange.relations.queries.gathered import entries_on_the_exchange

Sides = tuple[MinistryView, MinistryView]
Pair = tuple[UUID, UUID]  # in the order of ids


@dataclass(frozen=True)
class Dossier:
    """The common file of two ministries, as one reader may see it."""

    slug: str  # empty: nobody has given it a name
    title: Translated
    summary: Translated
    sides: Sides  # alphabetical by country in the reader's language
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
    sides: Sides
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

    Any two ministries have one: it is there as soon as a reader may know of anything in it, and for the two always.

    Raises:
        NotFoundError: one of them does not exist, or the actor may know of nothing between them.
    """
    found = _gather(session, actor, language, two_ministries(session, pair))
    if not found.events and not found.is_own:
        raise NotFoundError
    return found


def dossier_by_slug(session: Session, *, actor: Actor, slug: str, language: Language) -> Dossier | None:
    """The dossier of that name; None when there is none of which the actor may know something."""
    both = joinedload(Relation.first_ministry), joinedload(Relation.second_ministry)
    relation = session.scalars(select(Relation).where(Relation.slug == slug).options(*both)).one_or_none()
    if relation is None:
        return None
    sides = ministry_view(relation.first_ministry), ministry_view(relation.second_ministry)
    found = _gather(session, actor, language, sides, relation)
    return found if found.events or found.is_own else None


def dossiers(session: Session, *, actor: Actor, language: Language) -> tuple[DossierCard, ...]:
    """All that the actor may open and that hold something, the latest entry first."""
    counts = _counted(session, actor)
    named = {_pair(row.first_ministry_id, row.second_ministry_id): row for row in session.scalars(select(Relation))}
    known = ministries_by_id(session, {one for pair in counts for one in pair})
    cards = [
        DossierCard(
            title=named[pair].title if pair in named else Translated(),
            summary=named[pair].summary if pair in named else Translated(),
            sides=in_order((known[pair[0]], known[pair[1]]), language),
            entries=entries,
            last_on=last_on,
        )
        for pair, (entries, last_on) in counts.items()
    ]
    return tuple(sorted(cards, key=lambda card: (card.last_on or date.min, card.address), reverse=True))


def _counted(session: Session, actor: Actor) -> dict[Pair, tuple[int, date]]:
    """How many entries the reader finds between any two ministries, and the day of the latest."""
    by_hand = (
        select(
            Relation.first_ministry_id, Relation.second_ministry_id, func.count(), func.max(RelationEvent.happened_on)
        )
        .join(RelationEvent, RelationEvent.relation_id == Relation.id)
        .where(events_readable_by(actor))
        .group_by(Relation.first_ministry_id, Relation.second_ministry_id)
    )
    rows = [PairCount(*row) for row in session.execute(by_hand)]
    rows += pair_counts(session, actor=actor)
    counts: dict[Pair, tuple[int, date]] = {}
    for row in rows:
        pair = _pair(row.one_id, row.other_id)
        before, latest = counts.get(pair, (0, date.min))
        counts[pair] = before + row.entries, max(latest, row.last_on)
    return counts


def _pair(one: UUID, other: UUID) -> Pair:
    first, second = sorted((one, other))
    return first, second


def _gather(
    session: Session, actor: Actor, language: Language, sides: Sides, relation: Relation | None = None
) -> Dossier:
    pair = _pair(sides[0].id, sides[1].id)
    relation = relation or _relation(session, pair)
    by_hand = readable_events(session, actor, RelationEvent.relation_id == relation.id) if relation else ()
    here = entries_on_the_exchange(session, actor=actor, pair=pair, language=language)
    events = tuple(sorted(by_hand + here, key=lambda event: event.happened_on))
    return Dossier(
        slug=relation.slug if relation else "",
        title=relation.title if relation else Translated(),
        summary=relation.summary if relation else Translated(),
        sides=in_order(sides, language),
        events=events,
        practices=_practices(session, actor, ids_named(events), language),
        is_own=is_own_pair(actor, pair),
    )


def _relation(session: Session, pair: Pair) -> Relation | None:
    same = Relation.first_ministry_id == pair[0], Relation.second_ministry_id == pair[1]
    return session.scalars(select(Relation).where(*same)).one_or_none()


def _practices(session: Session, actor: Actor, ids: Sequence[UUID], language: Language) -> Mapping[UUID, PracticeCard]:
    """The readable ones, in the order of `ids`."""
    found = briefs(session, actor=actor, ids=ids, language=language)
    return {practice_id: found[practice_id] for practice_id in ids if practice_id in found}


def in_order(sides: Sides, language: Language) -> Sides:
    """The two ministries, alphabetical by country in the language."""
    first, second = sorted(sides, key=lambda side: (sort_key(side.country_name(language), language), side.slug))
    return first, second
