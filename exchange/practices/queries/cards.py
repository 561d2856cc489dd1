"""Practices in lists: one value per practice, in the reader's language, under the reader's right."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.kept import kept
from exchange.kernel.nested import rows_as_json
from exchange.kernel.remembered import remembered
from exchange.kernel.rows import rows_of
from exchange.practices import policies
from exchange.practices.models import Practice, PracticeText, Revision, RevisionTheme
from exchange.practices.queries.card import PracticeCard, card_of_row
from exchange.vocabulary.queries import taxonomy

MOST_LISTED = 30
PracticeBrief = PracticeCard
_SLUG, _ID = "wanted_slug", "wanted_id"
_COMMA = ","  # stands in no code


def brief(
    session: Session, *, actor: Actor, language: str, slug: str | None = None, practice_id: UUID | None = None
) -> PracticeCard:
    """One practice as a card.

    Raises:
        NotFoundError: there is none, or the actor may not know of it.
    """
    key = "brief", policies.reads_like(actor), slug or practice_id, language
    found = kept(key, lambda: _brief(session, actor, slug, practice_id, language))
    if found is None:
        raise NotFoundError
    return found


def _brief(
    session: Session, actor: Actor, slug: str | None, practice_id: UUID | None, language: str
) -> PracticeCard | None:
    asked, one = (_by_slug(actor), {_SLUG: slug}) if slug else (_by_id(actor), {_ID: practice_id})
    row = session.execute(asked, one).one_or_none()
    return card_of_row(row, language) if row is not None else None


@remembered
def _by_slug(actor: Actor) -> Select[Any]:
    return _as_cards(_readable(actor).where(Practice.slug == bindparam(_SLUG)))


@remembered
def _by_id(actor: Actor) -> Select[Any]:
    return _as_cards(_readable(actor).where(Practice.id == bindparam(_ID)))


def title_of(session: Session, *, actor: Actor, practice_id: UUID, language: str) -> str:
    """The title of a practice as its card has it, without all the rest.

    Raises:
        NotFoundError: there is none, or the actor may not know of it.
    """
    rows = rows_of(session, _titles(actor), {_ID: practice_id}).all()
    titles: dict[str, str] = {row.language: row.title for row in rows}
    if not rows:
        raise NotFoundError
    return titles.get(language) or titles.get("en") or titles[rows[0].official]


@remembered
def _titles(actor: Actor) -> Select[str, str, str]:
    official = Revision.language.label("official")
    wanted = select(PracticeText.language, PracticeText.title, official).join_from(PracticeText, Revision)
    of_published = wanted.join(Practice, Practice.published_revision_id == Revision.id)
    return of_published.where(Practice.id == bindparam(_ID), policies.readable_by(actor))


def briefs(session: Session, *, actor: Actor, ids: Iterable[UUID], language: str) -> dict[UUID, PracticeCard]:
    """Cards of those among the practices that the actor may read; the rule is asked of the database for each."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {card.id: card for card in _cards(session, _readable(actor).where(Practice.id.in_(wanted)), language)}


def search_cards(session: Session, *, actor: Actor, ids: Iterable[UUID], language: str) -> dict[UUID, PracticeCard]:
    """The same for lists that are asked again and again, as what a search found."""
    wanted = tuple(ids)
    key = "search cards", policies.reads_like(actor), language, wanted
    return kept(key, lambda: briefs(session, actor=actor, ids=wanted, language=language))


def briefs_by_slug(session: Session, *, actor: Actor, slugs: Sequence[str], language: str) -> tuple[PracticeCard, ...]:
    """Cards of those among the addresses that the actor may read, in their order."""
    if not slugs:
        return ()
    cards = _cards(session, _readable(actor).where(Practice.slug.in_(slugs)), language)
    return tuple(sorted(cards, key=lambda card: slugs.index(card.slug)))


def own_published(session: Session, *, actor: Actor, language: str) -> tuple[PracticeCard, ...]:
    """What the ministry that the actor speaks for shows to others, by address."""
    return _cards(
        session, _readable(actor).where(Practice.ministry_id == actor.ministry_id).order_by(Practice.slug), language
    )


def practices_in(
    session: Session,
    *,
    actor: Actor,
    language: str,
    ministry_id: UUID | None = None,
    country: str = "",
    themes: Sequence[str] = (),
    limit: int = MOST_LISTED,
) -> tuple[PracticeCard, ...]:
    """Readable practices of a ministry, a country or any of some themes, the last confirmed first."""
    wanted = _readable(actor).order_by(Practice.confirmed_on.desc(), Practice.slug).limit(limit)
    if ministry_id is not None:
        wanted = wanted.where(Practice.ministry_id == ministry_id)
    if country:
        wanted = wanted.where(Practice.country == country)
    if themes:
        of_theme = select(RevisionTheme.revision_id).where(RevisionTheme.code.in_(themes))
        wanted = wanted.where(Practice.published_revision_id.in_(of_theme))
    ids = [row.id for row in session.execute(wanted.with_only_columns(Practice.id))]
    found = briefs(session, actor=actor, ids=ids, language=language)
    return tuple(found[one] for one in ids if one in found)


def recently_confirmed(session: Session, *, actor: Actor, language: str, limit: int = 4) -> tuple[PracticeCard, ...]:
    """The practices confirmed last, at most `limit`."""
    wanted = _readable(actor).order_by(Practice.confirmed_on.desc(), Practice.slug).limit(limit)
    key = "recently confirmed", policies.reads_like(actor), language, limit
    return kept(key, lambda: _cards(session, wanted, language))


def theme_counts(session: Session, *, actor: Actor) -> dict[str, int]:
    """How many readable practices each theme has; a wider theme counts those of its narrower ones once."""
    return kept(("theme counts", policies.reads_like(actor)), lambda: _theme_counts(session, actor))


def _theme_counts(session: Session, actor: Actor) -> dict[str, int]:
    words, found = taxonomy(session), Counter[str]()
    for codes, practices in session.execute(_by_sets_of_themes(actor)):
        for code in {wider for one in codes.split(_COMMA) for wider in words.with_wider(one)}:
            found[code] += practices
    return dict(found)


@remembered
def _by_sets_of_themes(actor: Actor) -> Select[str, int]:
    """How many practices have each set of themes: thousands of practices have a few hundred of them."""
    own = (
        select(func.aggregate_strings(RevisionTheme.code, _COMMA).label("codes"))
        .join(Practice, Practice.published_revision_id == RevisionTheme.revision_id)
        .where(policies.readable_by(actor))
        .group_by(RevisionTheme.revision_id)
        .subquery()
    )
    return select(own.c.codes, func.count()).group_by(own.c.codes)


def country_counts(session: Session, *, actor: Actor) -> dict[str, int]:
    """How many readable practices each country has."""
    return kept(("country counts", policies.reads_like(actor)), lambda: _country_counts(session, actor))


def _country_counts(session: Session, actor: Actor) -> dict[str, int]:
    rows = session.execute(
        select(Practice.country, func.count()).where(policies.readable_by(actor)).group_by(Practice.country)
    )
    return {str(country): int(number) for country, number in rows}


@dataclass(frozen=True)
class Totals:
    """How much there is to read."""

    practices: int
    countries: int


def practice_totals(session: Session, *, actor: Actor) -> Totals:
    """Readable practices and the countries that they come from."""
    counts = country_counts(session, actor=actor)
    return Totals(sum(counts.values()), len(counts))


def _readable(actor: Actor) -> Select[Practice]:
    return select(Practice).where(policies.readable_by(actor))


_TEXTS = (
    select(
        rows_as_json(
            *(PracticeText.language, PracticeText.title, PracticeText.summary),
            *(PracticeText.state, PracticeText.behind_by),
        )
    )
    .where(PracticeText.revision_id == Revision.id)
    .correlate(Revision)
    .scalar_subquery()
)
_COLUMNS = (
    *(Practice.id, Practice.slug, Practice.ministry_id, Practice.country, Practice.visibility, Practice.is_sample),
    *(Practice.review_level, Practice.review_date, Practice.confirmed_on, Practice.valid_until, Practice.archived_at),
    *(Ministry.names, Ministry.short_names, Revision.org, Revision.number.label("revision")),
    *(Revision.language, _TEXTS.label("texts")),
)


def _cards(session: Session, wanted: Select[Practice], language: str) -> tuple[PracticeCard, ...]:
    """One query and one row for each, however many there are: whole entities cost four times as much."""
    return tuple(card_of_row(row, language) for row in session.execute(_as_cards(wanted)))


def _as_cards(wanted: Select[Practice]) -> Select[Any]:
    columns = wanted.with_only_columns(*_COLUMNS).join(Revision, Revision.id == Practice.published_revision_id)
    return columns.join(Ministry, Ministry.id == Practice.ministry_id)
