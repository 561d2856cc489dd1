"""Ministries: made by the operator, or read from a file."""

import re
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from uuid import UUID
from zoneinfo import available_timezones

import cattrs
from cattrs.gen import make_dict_structure_fn, override
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor, Role
from exchange.kernel.countries import is_country
from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.kernel.messages import N_, Message
from exchange.kernel.translated import Translated

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Hours:
    """When the desk works, local."""

    opens_at: time
    closes_at: time
    lunch_from: time | None = None
    lunch_to: time | None = None


@dataclass(frozen=True)
class NewMinistry:
    """A ministry as the file describes it (the head of data/ministries.yaml says what each key means)."""

    slug: str
    country: str
    names: dict[str, str]
    own: str
    own_lang: str
    city: dict[str, str]
    zone: str
    week: tuple[int, ...]
    hours: Hours
    languages: tuple[str, ...]
    abbreviation: str | None = None
    website: str | None = None
    short: dict[str, str] = field(default_factory=dict)


_reader = cattrs.Converter(forbid_extra_keys=False)
_reader.register_structure_hook(time, lambda value, _: time.fromisoformat(value))
_reader.register_structure_hook(
    Hours,
    make_dict_structure_fn(Hours, _reader, opens_at=override(rename="from"), closes_at=override(rename="to")),
)


def import_ministries(session: Session, path: Path, *, now: datetime) -> tuple[Ministry, ...]:
    """Make or bring up to date every ministry of a YAML file, in its order; others stay as they are.

    Raises:
        InvalidError: the file names a ministry that cannot be kept; nothing is imported.
    """
    import yaml  # noqa: PLC0415 - loaded when a file is read in, not at every start

    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError):
        entries = None
    if not isinstance(entries, list):
        raise _unreadable("no list in YAML")
    return tuple(save_ministry(session, new, now=now) for new in _read(entries))


def save_ministry(session: Session, new: NewMinistry, *, now: datetime) -> Ministry:
    """Make the ministry, or bring the one of this slug up to date.

    Raises:
        InvalidError: one sentence per wrong value.
    """
    _check(new)
    row = session.scalars(select(Ministry).where(Ministry.slug == new.slug)).one_or_none()
    action = "ministry.changed" if row else "ministry.made"
    row = row or Ministry(slug=new.slug)
    _fill(row, new)
    if row not in session or session.is_modified(row):
        session.add(row)
        session.flush()
        act = Act(action, "ministry", row.id)
        record(session, actor=Actor.nobody(), act=act, now=now, ministry_id=row.id)
    return row


def require_second_factor(
    session: Session, *, actor: Actor, ministry_id: UUID, is_required: bool, now: datetime
) -> Ministry:
    """Let everybody of the ministry show a second factor at sign-in, or only its administrators.

    Who is signed in with one factor signs in again at the next request.

    Raises:
        NotFoundError: the actor does not administer the ministry.
    """
    row = session.get(Ministry, ministry_id)
    if row is None or not actor.holds(Role.ADMINISTRATOR, ministry_id):
        raise NotFoundError
    if row.requires_second_factor != is_required:
        row.requires_second_factor = is_required
        act = Act("ministry.second-factor", "ministry", row.id, {"required": is_required})
        record(session, actor=actor, act=act, now=now, ministry_id=row.id)
    return row


def _read(entries: object) -> tuple[NewMinistry, ...]:
    try:
        return _reader.structure(entries, tuple[NewMinistry, ...])
    except (cattrs.BaseValidationError, TypeError, ValueError) as error:
        faults = "; ".join(cattrs.transform_error(error)) if isinstance(error, Exception) else ""
        raise _unreadable(faults) from error


def _unreadable(faults: str) -> InvalidError:
    return InvalidError({"file": Message(N_("The file of ministries cannot be read: %(faults)s"), {"faults": faults})})


def _check(new: NewMinistry) -> None:
    faults: dict[str, Message | str] = {}
    if not _SLUG.fullmatch(new.slug):
        faults["slug"] = Message(N_("A short name has small letters, digits and hyphens only."))
    if not any(new.names.values()):
        faults["names"] = Message(N_("A ministry needs a name in at least one language."))
    if not is_country(new.country):
        faults["country"] = Message(
            N_("%(country)s is no country; write its code of ISO 3166, such as AZ."), {"country": new.country}
        )
    if new.zone not in available_timezones():
        faults["zone"] = Message(N_("%(zone)s is not a time zone; write it like Asia/Baku."), {"zone": new.zone})
    if not new.hours.opens_at < new.hours.closes_at:
        faults["hours"] = Message(N_("The opening hour must be before the closing hour."))
    if not set(new.week) <= set(range(1, 8)):
        faults["week"] = Message(N_("Working days are numbers from 1 for Monday to 7 for Sunday."))
    if faults:
        raise InvalidError(faults)


def _fill(row: Ministry, new: NewMinistry) -> None:
    row.country, row.abbreviation, row.website = new.country, new.abbreviation, new.website
    row.names, row.short_names, row.city = Translated(new.names), Translated(new.short), Translated(new.city)
    row.own_name, row.own_language = new.own, new.own_lang
    row.zone, row.working_days, row.languages = new.zone, list(new.week), list(new.languages)
    row.opens_at, row.closes_at = new.hours.opens_at, new.hours.closes_at
    row.lunch_from, row.lunch_to = new.hours.lunch_from, new.hours.lunch_to
