"""Reads about ministries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.kernel.countries import country_name
from exchange.kernel.errors import NotFoundError
from exchange.kernel.kept import is_keeping, kept
from exchange.kernel.rows import rows_of
from exchange.kernel.translated import Translated
from exchange.kernel.when import Place


@dataclass(frozen=True)
class MinistryView:
    """A ministry as others see it."""

    id: UUID
    slug: str
    country: str
    abbreviation: str | None
    names: Translated
    short_names: Translated
    own_name: str
    own_language: str
    city: Translated
    zone: str
    working_days: tuple[int, ...]  # 1 = Monday
    opens_at: time  # local
    closes_at: time
    lunch_from: time | None
    lunch_to: time | None
    languages: tuple[str, ...]
    website: str | None
    promised_days: int  # working days until a question is answered

    def name(self, language: str) -> str:
        """The full name in the language, or the next best one."""
        return self.names.text_for(language)

    def short_name(self, language: str) -> str:
        """The name for lists and headers; the full one where there is no shorter."""
        return self.short_names.text_for(language) or self.name(language)

    def place(self, language: str) -> Place:
        """The clock of its capital, named in the language."""
        return Place(self.zone, self.city.text_for(language))

    def country_name(self, language: str) -> str:
        """The country in the language."""
        return country_name(self.country, language)


def ministry_view(row: Ministry) -> MinistryView:
    """The row as a value."""
    return MinistryView(
        id=row.id,
        slug=row.slug,
        country=row.country,
        abbreviation=row.abbreviation,
        names=row.names,
        short_names=row.short_names,
        own_name=row.own_name,
        own_language=row.own_language,
        city=row.city,
        zone=row.zone,
        working_days=tuple(row.working_days),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        lunch_from=row.lunch_from,
        lunch_to=row.lunch_to,
        languages=tuple(row.languages),
        website=row.website,
        promised_days=row.promised_days,
    )


def ministries(session: Session) -> tuple[MinistryView, ...]:
    """All of them, by slug: sort by `kernel.languages.sort_key` where a person reads them."""
    every = select(Ministry).order_by(Ministry.slug)
    return kept("ministries", lambda: tuple(ministry_view(row) for row in session.scalars(every)))


def ministries_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, MinistryView]:
    """Those of the ids that exist."""
    wanted = set(ids)
    if not wanted:
        return {}
    if is_keeping():
        known = kept("ministries by id", lambda: {one.id: one for one in ministries(session)})
        return {one: known[one] for one in wanted if one in known}
    rows = session.scalars(select(Ministry).where(Ministry.id.in_(wanted)))
    return {row.id: ministry_view(row) for row in rows}


def ministry(session: Session, ministry_id: UUID) -> MinistryView:
    """One ministry; NotFoundError when there is none."""
    row = session.get(Ministry, ministry_id)
    if row is None:
        raise NotFoundError
    return ministry_view(row)


def ministry_name(session: Session, ministry_id: UUID) -> Translated:
    """Its short name, its whole one where it has none; NotFoundError when there is no such ministry."""
    row = rows_of(session, _names(), {"ministry_id": ministry_id}).one_or_none()
    if row is None:
        raise NotFoundError
    short, whole = row
    return short or whole


@cache
def _names() -> Select[Translated, Translated]:
    return select(Ministry.short_names, Ministry.names).where(Ministry.id == bindparam("ministry_id"))


def two_ministries(session: Session, slugs: tuple[str, str]) -> tuple[MinistryView, MinistryView]:
    """Two different ministries in the order of their slugs, by one query; NotFoundError when one is missing."""
    rows = session.scalars(select(Ministry).where(Ministry.slug.in_(slugs)))
    found = {row.slug: ministry_view(row) for row in rows}
    if len(found) != len(slugs):
        raise NotFoundError
    return found[slugs[0]], found[slugs[1]]


def ministry_by_slug(session: Session, slug: str) -> MinistryView:
    """One ministry; NotFoundError when there is none."""
    row = session.scalars(select(Ministry).where(Ministry.slug == slug)).one_or_none()
    if row is None:
        raise NotFoundError
    return ministry_view(row)
