"""Reads of the first page: what was confirmed last, themes and countries with counts, under the reader's right."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.countries import country_name
from exchange.kernel.languages import Language, sort_key
from exchange.practices.queries import (
    PracticeCard,
    Totals,
    country_counts,
    practice_totals,
    recently_confirmed,
    theme_counts,
)
from exchange.vocabulary.queries import TermView, taxonomy

SHOWN = 4
ENOUGH = 3  # with fewer public practices a list would look empty: themes only


@dataclass(frozen=True)
class ThemeRow:
    """A theme, how many practices it has, and its narrower themes."""

    code: str
    label: str
    practices: int
    narrower: tuple["ThemeRow", ...] = ()


@dataclass(frozen=True)
class CountryRow:
    """A country and how many practices it has."""

    code: str
    name: str
    practices: int


@dataclass(frozen=True)
class FirstPage:
    """What a visitor sees."""

    totals: Totals
    recent: tuple[PracticeCard, ...]
    themes: tuple[ThemeRow, ...]


def first_page(session: Session, *, actor: Actor, language: Language) -> FirstPage:
    """Everything on the public home but the chain."""
    totals = practice_totals(session, actor=actor)
    enough = totals.practices >= ENOUGH
    recent = recently_confirmed(session, actor=actor, language=language, limit=SHOWN) if enough else ()
    return FirstPage(totals, recent, theme_rows(session, actor=actor, language=language))


def theme_rows(session: Session, *, actor: Actor, language: Language) -> tuple[ThemeRow, ...]:
    """The widest themes in the order of the taxonomy, each with its narrower ones; empty themes are shown with 0."""
    words, counts = taxonomy(session), theme_counts(session, actor=actor)

    def row(term: TermView) -> ThemeRow:
        narrower = tuple(row(under) for under in words.themes_under(term.code))
        return ThemeRow(term.code, term.label(language), counts.get(term.code, 0), narrower)

    return tuple(row(term) for term in words.main_themes)


def country_rows(session: Session, *, actor: Actor, language: Language) -> tuple[CountryRow, ...]:
    """Countries with readable practices, in the alphabetical order of the language."""
    counts = country_counts(session, actor=actor)
    rows = [CountryRow(code, country_name(code, language), number) for code, number in counts.items()]
    return tuple(sorted(rows, key=lambda row: sort_key(row.name, language)))
