"""One ministry, one country, one theme: who they are and what they show to this reader."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from exchange.accounts.queries import MinistryView, ministries, ministry_by_slug
from exchange.adoptions.queries import AdoptionView, adoptions_of_ministry
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.languages import Language
from exchange.practices.queries import PracticeCard, practices_in
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import TermView, taxonomy


@dataclass(frozen=True)
class MinistryPlace:
    """A ministry as this reader meets it."""

    ministry: MinistryView
    practices: tuple[PracticeCard, ...]
    adoptions: tuple[AdoptionView, ...]  # that it makes, as far as the reader knows


@dataclass(frozen=True)
class CountryPlace:
    """A country: its ministries and their practices."""

    code: str
    ministries: tuple[MinistryView, ...]
    practices: tuple[PracticeCard, ...]


@dataclass(frozen=True)
class ThemePlace:
    """A theme with its narrower ones, and the wider ones above it, the widest first."""

    theme: TermView
    wider: tuple[TermView, ...]
    narrower: tuple[TermView, ...]
    practices: tuple[PracticeCard, ...]


def ministry_place(session: Session, *, actor: Actor, slug: str, language: Language) -> MinistryPlace:
    """One ministry; every ministry is known to everyone.

    Raises:
        NotFoundError: there is none of this name.
    """
    found = ministry_by_slug(session, slug)
    return MinistryPlace(
        ministry=found,
        practices=practices_in(session, actor=actor, language=language.value, ministry_id=found.id),
        adoptions=adoptions_of_ministry(session, actor=actor, ministry_id=found.id, language=language),
    )


def country_place(session: Session, *, actor: Actor, code: str, language: Language) -> CountryPlace:
    """One country that takes part.

    Raises:
        NotFoundError: no ministry of this country takes part.
    """
    own = tuple(one for one in ministries(session) if one.country == code)
    if not own:
        raise NotFoundError
    practices = practices_in(session, actor=actor, language=language.value, country=code)
    return CountryPlace(code, own, practices)


def theme_place(session: Session, *, actor: Actor, code: str, language: Language) -> ThemePlace:
    """One theme of the taxonomy, with practices of its narrower ones too.

    Raises:
        NotFoundError: there is no such theme.
    """
    words = taxonomy(session)
    known = {term.code: term for term in words.list_of(TermList.THEME)}
    if code not in known:
        raise NotFoundError
    wider = tuple(known[one] for one in reversed(words.with_wider(code)[1:]) if one in known)
    practices = practices_in(
        session, actor=actor, language=language.value, themes=words.codes_under(TermList.THEME, code)
    )
    return ThemePlace(known[code], wider, words.themes_under(code), practices)
