"""Days that a cabinet decided: they go before the library of holidays for every ministry of the country."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exchange.accounts.queries import ministries
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_, Message
from exchange.kernel.translated import Translated
from exchange.meetings import policies
from exchange.meetings.models import CountryDay, DayKind

LONGEST_NAME = 120
FIRST_YEAR, LAST_YEAR = 2000, 2100
CHANGED = N_("Somebody changed this day while you were here. This is how it stands now.")


@dataclass(frozen=True)
class DecidedDay:
    """What was decided about one day. Without a name only where it is worked."""

    day: date
    kind: DayKind
    names: Mapping[str, str] = field(default_factory=dict)


def keep_day(
    session: Session, *, actor: Actor, country: str, decided: DecidedDay, seen: DayKind | None, now: datetime
) -> None:
    """Put the day before what the library of holidays says. The same again changes nothing.

    Args:
        seen: what the page showed as decided before; None for a day of which nothing was decided.

    Raises:
        NotFoundError: no ministry of the exchange is in that country, or the actor does not run the platform.
        ConflictError: somebody else decided otherwise meanwhile.
        InvalidError: fields `day`, `en`, or the language of a name that is too long.
    """
    _check_country(session, actor, country)
    names = _checked(decided)
    row = session.get(CountryDay, (country, decided.day))
    if row is not None and (row.kind, row.names) == (decided.kind, names):
        return
    if (row.kind if row else None) is not seen:
        raise ConflictError(CHANGED)
    _put(session, row, country, decided, names)
    _note(session, actor, "calendar.day_decided", country, decided.day, now, kind=decided.kind.value)


def forget_day(session: Session, *, actor: Actor, country: str, day: date, now: datetime) -> None:
    """Let the library speak for the day again. A day that is not there is forgotten already."""
    _check_country(session, actor, country)
    row = session.get(CountryDay, (country, day))
    if row is not None:
        session.delete(row)
        session.flush()
        _note(session, actor, "calendar.day_forgotten", country, day, now)


def _check_country(session: Session, actor: Actor, country: str) -> None:
    known = {one.country for one in ministries(session)}
    if not policies.can_decide_days(actor) or country not in known:
        raise NotFoundError


def _checked(decided: DecidedDay) -> Translated:
    faults: dict[str, Message] = {}
    names = {language.value: " ".join(decided.names.get(language.value, "").split()) for language in Language}
    for code, name in names.items():
        if len(name) > LONGEST_NAME:
            faults[code] = Message(N_("A name has at most %(most)s characters."), {"most": LONGEST_NAME})
    if not names[Language.EN.value] and decided.kind is not DayKind.WORKING:
        faults["en"] = Message(N_("Give the English name: it stands in where another language has none."))
    if not FIRST_YEAR <= decided.day.year <= LAST_YEAR:
        faults["day"] = Message(N_("Choose a day of this century."))
    if faults:
        raise InvalidError(faults)
    return Translated(names)


def _put(session: Session, row: CountryDay | None, country: str, decided: DecidedDay, names: Translated) -> None:
    if row is not None:
        row.kind, row.names = decided.kind, names
        session.flush()
        return
    try:
        with session.begin_nested():
            session.add(CountryDay(country=country, day=decided.day, kind=decided.kind, names=names))
            session.flush()
    except IntegrityError as error:
        raise ConflictError(CHANGED) from error


def _note(session: Session, actor: Actor, action: str, country: str, day: date, now: datetime, **facts: str) -> None:
    act = Act(action, "country_day", f"{country} {day.isoformat()}", dict(facts))
    record(session, actor=actor, act=act, now=now)
