"""The facts of one request for one recipient: titles and cities in that person's language."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.queries import PersonView, actor_of
from exchange.kernel.catalogues import Tongue, tongue
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_, Message
from exchange.kernel.when import Place, city_of, clock_text, offset_text, weekday_date, when_text
from exchange.meetings.models import MeetingRequest
from exchange.meetings.queries.sides import Side, Sides, read_sides
from exchange.meetings.queries.subject import subject_of
from exchange.practices.queries import briefs

_SPAN = N_("%(day)s, %(start)s–%(end)s %(city)s (%(offset)s)")
_BOTH = N_("%(first)s = %(second)s")


@dataclass(frozen=True)
class Facts:
    """What a composer may say to this person."""

    person: PersonView
    request: MeetingRequest
    title: str
    title_language: str
    sides: Sides
    other: Side  # the ministry across the table, as the recipient sees it

    @property
    def words(self) -> Tongue:
        """The recipient's language."""
        return tongue(self.person.language)

    def across(self) -> "Facts | None":
        """The same facts for the same clock in the other side's language; None where it is the recipient's own."""
        language = _language_of(self.other)
        if language == self.person.language:
            return None
        sides = Sides(replace(self.sides.a, language=language), replace(self.sides.b, language=language))
        other, own = (sides.of(side.ministry.id) for side in (self.other, self.sides.across(self.other.ministry.id)))
        zone = self.person.place.zone
        place = own.place if own.place.zone == zone else Place(zone, city_of(zone, language))
        return replace(self, person=replace(self.person, language=language, place=place), sides=sides, other=other)

    def say(self, text: str, **values: str | int) -> str:
        """A sentence in the recipient's language."""
        return self.words.say(Message(text, dict(values)))

    def when(self, instant: datetime) -> str:
        """An instant on the recipient's clock."""
        return when_text(instant, self.person.place, self.person.language)

    def span(self, starts_at: datetime, minutes: int) -> str:
        """A time on the recipient's clock, then on the other capital's, each with its offset."""
        here = self._span(starts_at, minutes, self.person.place)
        there = self._span(starts_at, minutes, self.other.place)
        return here if here == there else self.say(_BOTH, first=here, second=there)

    def _span(self, starts_at: datetime, minutes: int, place: Place) -> str:
        ends_at, language = starts_at + timedelta(minutes=minutes), self.person.language
        return self.say(
            _SPAN,
            day=weekday_date(place.local(starts_at).date(), language),
            start=clock_text(starts_at, place, language),
            end=clock_text(ends_at, place, language),
            city=place.city,
            offset=offset_text(starts_at, place),
        )


def facts_for(session: Session, request: MeetingRequest, person: PersonView, side: UUID) -> Facts:
    """The facts for a person of that side, with no more of the practice than the person reads."""
    actor = actor_of(session, person.id)
    sides = read_sides(session, request.ministry_ids, actor, person.language)
    practices = briefs(session, actor=actor, ids=[request.practice_id], language=person.language)
    subject = subject_of(request, practices)
    title = subject.title or tongue(person.language).gettext(N_("Meeting of two ministries"))
    return Facts(person, request, title, subject.language or person.language, sides, sides.across(side))


def _language_of(side: Side) -> str:
    """What the ministry reads: its own language where the service speaks it, else the first one that both know."""
    known = (code for code in (side.ministry.own_language, *side.ministry.languages) if code in set(Language))
    return next(known, Language.EN.value)
