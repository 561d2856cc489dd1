"""Read what a calendar program answers: REPLY and COUNTER (RFC 5546), from Outlook, Google, Apple and others.

Bounded before it is parsed: only the lines that an answer needs are kept, so that no recurrence, time zone or
attachment in it costs anything.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message
from typing import Any

from exchange.accounts.addresses import is_address, normal_address
from exchange.meetings.models import PartStat

MOST_BYTES = 256 * 1024
_MOST_LINES = 5_000
_MOST_COMPONENTS = 60
_MOST_ATTENDEES = 100
_LONGEST_COMMENT = 600
_LONGEST_LINE = 8_000
_HIGHEST_SEQUENCE = 2**31 - 1
_LONGEST = timedelta(days=1)
_YEARS = range(1970, 3000)
_TYPES = ("text/calendar", "application/ics", "text/x-vcalendar")
_CHARSETS = re.compile(r"us-ascii|iso-8859-\d{1,2}|windows-125\d|cp125\d|koi8-[ru]|utf-16(?:le|be)?")
_KEPT = re.compile(
    r"(?:BEGIN|END|METHOD|VERSION|PRODID|UID|SEQUENCE|DTSTAMP|DTSTART|DTEND|DURATION|ATTENDEE|COMMENT)[:;]",
    re.IGNORECASE,
)
_LEFT_OUT = ("VTIMEZONE", "VALARM", "VTODO", "VJOURNAL", "VFREEBUSY")
_ANSWERS = {
    "ACCEPTED": PartStat.ACCEPTED,
    "TENTATIVE": PartStat.TENTATIVE,
    "DECLINED": PartStat.DECLINED,
    "NEEDS-ACTION": PartStat.NEEDS_ACTION,
    "DELEGATED": PartStat.DECLINED,  # who comes instead is the ministry's word, not a calendar's
}


@dataclass(frozen=True)
class Voice:
    """One attendee of the message: who answers, and who wrote it for them."""

    address: str
    answer: PartStat | None
    sent_by: str


@dataclass(frozen=True)
class Reply:
    """What the message says. `starts_at` has no zone when the message names none that is known.

    A time that cannot be read is None: the answer beside it is plain all the same.
    """

    method: str  # REPLY or COUNTER
    uid: str
    sequence: int | None  # None where it is left out
    stamp: datetime | None
    voices: tuple[Voice, ...]
    starts_at: datetime | None
    minutes: int | None
    comment: str


def calendar_parts(parts: Iterable[Message]) -> Iterator[tuple[bytes, str, str]]:
    """Content, charset and METHOD parameter of everything that may be a calendar, wherever the program put it."""
    for part in parts:
        name = (part.get_filename() or "").lower()
        if part.get_content_type() in _TYPES or name.endswith(".ics"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and 0 < len(content) <= MOST_BYTES:
                yield content, _charset(part), str(part.get_param("method") or "")


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or ""
    except (LookupError, ValueError):
        return ""


def read_reply(content: bytes, charset: str = "", method: str = "") -> Reply | None:
    """The answer; None when it is none, or cannot be told for certain.

    Args:
        method: of the MIME part, for programs that leave METHOD out of the calendar.
    """
    text = "\n".join(_needed(_unfolded(_decoded(content, charset))))
    if not text or text.count("BEGIN:") > _MOST_COMPONENTS:
        return None
    try:
        return _read(_parsed(text), method)
    except (ValueError, OverflowError):  # every fault of the parser is one
        return None


def _decoded(content: bytes, charset: str) -> str:
    """UTF-8 if it is that, whatever was declared; else what was declared; else letter by letter."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    for name in ("utf-8-sig", charset.lower()):
        try:
            if name == "utf-8-sig" or _CHARSETS.fullmatch(name):
                return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("latin-1")


def _unfolded(text: str) -> list[str]:
    """Logical lines; a lone CR ends a line too."""
    from icalendar.parser import Contentlines  # noqa: PLC0415 - a tenth of a second that only answers need

    one_kind = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if one_kind.count("\n") > 40 * _MOST_LINES:
        return []
    return [str(line) for line in Contentlines.from_ical(one_kind)]  # type: ignore[no-untyped-call]


def _needed(lines: list[str]) -> Iterator[str]:
    if len(lines) > _MOST_LINES:
        return
    inside, attendees = "", 0
    for line in lines:
        word = line.strip().upper()
        if inside:
            inside = "" if word == f"END:{inside}" else inside
        elif word.startswith("BEGIN:") and word[6:] in _LEFT_OUT:
            inside = word[6:]
        elif len(line) <= _LONGEST_LINE and _KEPT.match(line):
            attendees += word.startswith("ATTENDEE")
            if attendees <= _MOST_ATTENDEES:
                yield word if word.startswith(("BEGIN:", "END:")) else line.rstrip()


def _parsed(text: str) -> Any:
    from icalendar import Calendar  # noqa: PLC0415 - as above

    return Calendar.from_ical(text)


def _read(calendar: Any, method: str) -> Reply | None:
    events = calendar.walk("VEVENT")
    said = str(calendar.get("METHOD") or method).strip().upper()
    if len(events) != 1 or said not in ("REPLY", "COUNTER"):
        return None
    event = events[0]
    starts_at = _instant(event.get("DTSTART"))
    return Reply(
        method=said,
        uid=str(event.get("UID") or "").strip(),
        sequence=_sequence(event.get("SEQUENCE")),
        stamp=_aware(_instant(event.get("DTSTAMP"))),
        voices=tuple(_voice(one) for one in _listed(event.get("ATTENDEE"))),
        starts_at=starts_at,
        minutes=_minutes(starts_at, _ends_at(event, starts_at)),
        comment=_comment(event.get("COMMENT")),
    )


def _listed(found: Any) -> list[Any]:
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def _voice(attendee: Any) -> Voice:
    parameters = getattr(attendee, "params", {})
    address = _address(str(attendee)) or _address(str(parameters.get("EMAIL", "")))
    return Voice(
        address,
        _ANSWERS.get(str(parameters.get("PARTSTAT", "")).upper()),
        _address(str(parameters.get("SENT-BY", ""))),
    )


def _address(text: str) -> str:
    bare = normal_address(text.strip().strip('"'))
    bare = bare.removeprefix("mailto:").strip()
    return bare if is_address(bare) else ""


def _sequence(found: Any) -> int | None:
    if found is None:
        return None
    number = int(str(found))
    if not 0 <= number <= _HIGHEST_SEQUENCE:
        raise ValueError(number)
    return number


def _instant(found: Any) -> datetime | None:
    value = _time(found)
    return value if isinstance(value, datetime) and value.year in _YEARS else None


def _time(found: Any) -> Any:
    """Whatever kind of time it is; the parser keeps one that it cannot read, and raises when it is looked at."""
    try:
        return getattr(found, "dt", None)
    except ValueError:
        return None


def _ends_at(event: Any, starts_at: datetime | None) -> datetime | None:
    """By DTEND, or by DURATION where a program writes that (RFC 5545 3.6.1)."""
    length = _time(event.get("DURATION"))
    if starts_at is not None and isinstance(length, timedelta) and abs(length) <= _LONGEST:
        return starts_at + length
    return _instant(event.get("DTEND"))


def _aware(value: datetime | None) -> datetime | None:
    return value if value is not None and value.tzinfo is not None else None


def _minutes(starts_at: datetime | None, ends_at: datetime | None) -> int | None:
    if starts_at is None or ends_at is None or (starts_at.tzinfo is None) != (ends_at.tzinfo is None):
        return None
    length = ends_at - starts_at
    return int(length / timedelta(minutes=1)) if timedelta() < length <= _LONGEST else None


def _comment(found: Any) -> str:
    text = " ".join(str(one) for one in _listed(found))
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:_LONGEST_COMMENT]
