"""The two sides of a request, always in the same order for everyone who reads the same language."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.queries import MinistryView, ministries_by_id
from exchange.kernel.actor import Actor
from exchange.kernel.countries import plate
from exchange.kernel.languages import Language, sort_key
from exchange.kernel.when import Place, offset_text
from exchange.meetings.free_days import CountryCalendar
from exchange.meetings.queries.country_days import calendars_of


@dataclass(frozen=True)
class Side:
    """One ministry at the table. `letter` is its colour: a turquoise, b bronze."""

    letter: str
    ministry: MinistryView
    language: str
    is_mine: bool = False
    calendar: CountryCalendar | None = None  # its holidays, where they were read

    @property
    def code(self) -> str:
        """The letters on the country's plate."""
        return plate(self.ministry.country)

    @property
    def country(self) -> str:
        """The country's name."""
        return self.ministry.country_name(self.language)

    @property
    def organisation(self) -> str:
        """The ministry's short name."""
        return self.ministry.short_name(self.language)

    @property
    def place(self) -> Place:
        """The clock of its capital."""
        return self.ministry.place(self.language)

    def offset(self, instant: datetime) -> str:
        """UTC+4: in force at that instant."""
        return offset_text(instant, self.place)


@dataclass(frozen=True)
class Sides:
    """Both ministries, in alphabetical order of their countries (interface.md principle 2)."""

    a: Side
    b: Side

    @property
    def both(self) -> tuple[Side, Side]:
        """First the turquoise one."""
        return self.a, self.b

    def of(self, ministry_id: UUID) -> Side:
        """The side of that ministry."""
        return self.a if self.a.ministry.id == ministry_id else self.b

    def across(self, ministry_id: UUID) -> Side:
        """The other one."""
        return self.b if self.a.ministry.id == ministry_id else self.a

    @property
    def mine_first(self) -> tuple[Side, Side]:
        """The reader's own side first, where it is a matter of the reader's clock."""
        return (self.b, self.a) if self.b.is_mine and not self.a.is_mine else (self.a, self.b)


def with_calendars(session: Session, sides: Sides) -> Sides:
    """The same sides with the holidays of their countries. One query."""
    language = sides.a.language
    known = calendars_of(session, {side.ministry.country for side in sides.both}, language)
    a, b = (replace(side, calendar=known[side.ministry.country]) for side in sides.both)
    return Sides(a, b)


def read_sides(session: Session, ministry_ids: tuple[UUID, UUID], actor: Actor, language: str) -> Sides:
    """Both sides for this reader."""
    return put_sides(ministries_by_id(session, ministry_ids), ministry_ids, actor, language)


def put_sides(
    ministries: dict[UUID, MinistryView], ministry_ids: tuple[UUID, UUID], actor: Actor, language: str
) -> Sides:
    """Both sides from ministries that were read before."""

    def order(ministry: MinistryView) -> tuple[object, ...]:
        spoken = Language(language)
        names = sort_key(ministry.country_name(language), spoken), sort_key(ministry.name(language), spoken)
        return (*names, str(ministry.id))

    first, second = sorted((ministries[ministry_id] for ministry_id in ministry_ids), key=order)
    mine = actor.ministry_ids
    return Sides(Side("a", first, language, first.id in mine), Side("b", second, language, second.id in mine))
