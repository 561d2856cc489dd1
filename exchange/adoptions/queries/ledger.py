"""The ledger from its sides: of a practice, of a ministry, between two, one record, what waits for an answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, union_all
from sqlalchemy.orm import Session

from exchange.adoptions.models import Adoption, AdoptionResult, AdoptionStep
from exchange.adoptions.policies import readable_by
from exchange.adoptions.queries.views import AdoptionView, load, view, views, whole
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.kept import kept
from exchange.kernel.languages import Language, sort_key
from exchange.kernel.remembered import remembered
from exchange.practices.models import Practice
from exchange.practices.queries import briefs

_ABOUT = "about_practice"


@dataclass(frozen=True)
class Ways:
    """Where a practice went and where it came from."""

    onward: tuple[AdoptionView, ...]  # alphabetical by country in the reader's language
    origins: tuple[AdoptionView, ...]  # records of which this practice came

    def of(self, ministry_id: UUID | None) -> AdoptionView | None:
        """The record of one ministry."""
        return next((one for one in self.onward if one.ministry.id == ministry_id), None)


def ways_of(session: Session, *, actor: Actor, practice_id: UUID, language: Language) -> Ways:
    """Both directions of one practice, by one query, and one more where it came from another practice."""
    key = "ways", actor, practice_id, language
    return kept(key, lambda: _ways(session, actor, practice_id, language))


def _ways(session: Session, actor: Actor, practice_id: UUID, language: Language) -> Ways:
    rows = session.scalars(_ways_question(actor), {_ABOUT: practice_id}).unique().all()
    origin_ids = {row.practice_id for row in rows if row.own_practice_id == practice_id}
    cards = briefs(session, actor=actor, ids=origin_ids, language=language.value)
    found = tuple(view(row, cards, actor) for row in rows)
    onward = [one for one in found if one.practice_id == practice_id]
    origins = tuple(one for one in found if one.own_practice_id == practice_id and one.practice)
    return Ways(tuple(sorted(onward, key=lambda one: _by_country(one, language))), origins)


@remembered
def _ways_question(actor: Actor) -> Select[Adoption]:
    either = or_(Adoption.practice_id == bindparam(_ABOUT), Adoption.own_practice_id == bindparam(_ABOUT))
    return whole(select(Adoption).where(readable_by(actor), either))


def _by_country(one: AdoptionView, language: Language) -> tuple[object, str]:
    return sort_key(one.ministry.country_name(language), language), one.ministry.slug


def adoption(session: Session, *, actor: Actor, adoption_id: UUID, language: Language) -> AdoptionView:
    """One record.

    Raises:
        NotFoundError: there is none, or the actor may not know of it.
    """
    found = load(session, actor, language.value, Adoption.id == adoption_id)
    if not found:
        raise NotFoundError
    return found[0]


def adoptions_between(
    session: Session, *, actor: Actor, pair: tuple[UUID, UUID], language: Language
) -> tuple[AdoptionView, ...]:
    """Records of either of two ministries with a practice of the other, oldest first."""
    return load(session, actor, language.value, between(pair))


def between(pair: tuple[UUID, UUID]) -> ColumnElement[bool]:
    """Either of two ministries with a practice of the other, over Adoption."""
    first, second = pair
    ways = [
        and_(Adoption.ministry_id == one, Adoption.practice_id.in_(_owned_by(other)))
        for one, other in ((first, second), (second, first))
    ]
    return or_(*ways)


def _owned_by(ministry_id: UUID) -> Select[UUID]:
    return select(Practice.id).where(Practice.ministry_id == ministry_id).correlate(None)


def adoptions_by(session: Session, *, actor: Actor, language: Language) -> tuple[AdoptionView, ...]:
    """The records of the actor's ministries."""
    return load(session, actor, language.value, Adoption.ministry_id.in_(actor.ministry_ids))


def adoptions_of_ministry(
    session: Session, *, actor: Actor, ministry_id: UUID, language: Language
) -> tuple[AdoptionView, ...]:
    """The records of any ministry, as far as the actor may know of them, with practices that the actor reads."""
    found = load(session, actor, language.value, Adoption.ministry_id == ministry_id)
    return tuple(one for one in found if one.practice)


def adopted_from(session: Session, *, actor: Actor, language: Language) -> tuple[AdoptionView, ...]:
    """Records of others with practices of the actor's ministries, as far as they may be known."""
    own = select(Practice.id).where(Practice.ministry_id.in_(actor.ministry_ids)).correlate(None)
    return load(session, actor, language.value, Adoption.practice_id.in_(own))


def prompts_open(session: Session, *, actor: Actor, language: Language) -> tuple[AdoptionView, ...]:
    """Records of the actor's own ministry about which news was asked for and not given."""
    return views(session, actor, language.value, _prompts_question(actor))


@remembered
def _prompts_question(actor: Actor) -> Select[Adoption]:
    asked = and_(Adoption.prompted_at.is_not(None), Adoption.updated_at <= Adoption.prompted_at)
    return whole(select(Adoption).where(readable_by(actor), Adoption.ministry_id == actor.ministry_id, asked))


def knowable(actor: Actor, ids: Collection[UUID]) -> Select[UUID]:
    """Those of the records that the actor may know of; the guard of notices."""
    return select(Adoption.id).where(Adoption.id.in_(ids), readable_by(actor))


@dataclass(frozen=True)
class PairCount:
    """How many entries the reader finds between two ministries, and the latest day."""

    one_id: UUID
    other_id: UUID
    entries: int
    last_on: date


def pair_counts(session: Session, *, actor: Actor) -> tuple[PairCount, ...]:
    """Every two ministries between which the actor knows of an adoption."""
    rows = union_all(
        select(AdoptionStep.adoption_id, AdoptionStep.happened_on),
        select(AdoptionResult.adoption_id, AdoptionResult.happened_on),
    ).subquery()
    counted = (
        select(Adoption.ministry_id, Practice.ministry_id, func.count(), func.max(rows.c.happened_on))
        .join(rows, rows.c.adoption_id == Adoption.id)
        .join(Practice, Practice.id == Adoption.practice_id)
        .where(readable_by(actor))
        .group_by(Adoption.ministry_id, Practice.ministry_id)
    )
    return tuple(PairCount(*row) for row in session.execute(counted))
