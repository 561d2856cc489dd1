"""The closed lists of meetings: levels, roles, answers, lengths; and the quarter hours that a time covers."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from exchange.kernel.messages import N_

QUARTER = timedelta(minutes=15)
LENGTHS = (30, 45, 60, 90, 120)


def quarters(starts_at: datetime, minutes: int) -> list[datetime]:
    """The beginnings of the quarter hours that a time covers, in UTC."""
    first = starts_at.astimezone(UTC)
    return [first + QUARTER * number for number in range(-(-minutes // 15))]


class Level(StrEnum):
    """Who is expected to talk."""

    EXPERTS = "experts"
    HEADS = "heads"
    DEPUTY_MINISTERS = "deputy_ministers"
    MINISTERS = "ministers"

    @property
    def label(self) -> str:
        """The level as a word, untranslated."""
        return _LEVELS[self]


_LEVELS = {
    Level.EXPERTS: N_("Experts"),
    Level.HEADS: N_("Heads of department"),
    Level.DEPUTY_MINISTERS: N_("Deputy ministers"),
    Level.MINISTERS: N_("Ministers"),
}


class Openness(StrEnum):
    """Who may hear of the meeting (as UNFCCC's rooms ask it)."""

    CLOSED = "closed"
    OPEN = "open"
    ANNOUNCED = "announced"

    @property
    def label(self) -> str:
        """The choice as a word, untranslated."""
        return _OPENNESS[self]


_OPENNESS = {
    Openness.CLOSED: N_("Closed: only the two delegations"),
    Openness.OPEN: N_("Open to observers of both ministries"),
    Openness.ANNOUNCED: N_("Announced publicly by both ministries"),
}


class MeetingState(StrEnum):
    """STATUS of the calendar entry (RFC 5545)."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class PartRole(StrEnum):
    """What a person does in the meeting."""

    HEAD = "head"
    DELEGATE = "delegate"
    NOTE_TAKER = "note_taker"
    INTERPRETER = "interpreter"
    OBSERVER = "observer"
    ORGANIZER = "organizer"
    SUBSTITUTE = "substitute"
    GUEST = "guest"

    @property
    def label(self) -> str:
        """The role as a word, untranslated."""
        return _ROLES[self]


_ROLES = {
    PartRole.HEAD: N_("Head of delegation"),
    PartRole.DELEGATE: N_("Delegate"),
    PartRole.NOTE_TAKER: N_("Note-taker"),
    PartRole.INTERPRETER: N_("Interpreter"),
    PartRole.OBSERVER: N_("Observer"),
    PartRole.ORGANIZER: N_("Organizer"),
    PartRole.SUBSTITUTE: N_("Named substitute"),
    PartRole.GUEST: N_("Guest"),
}


class PartStat(StrEnum):
    """A participant's answer to the invitation."""

    NEEDS_ACTION = "needs_action"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        """The answer as a word, untranslated."""
        return _ANSWERS[self]


_ANSWERS = {
    PartStat.NEEDS_ACTION: N_("invited"),
    PartStat.ACCEPTED: N_("accepted"),
    PartStat.TENTATIVE: N_("not certain"),
    PartStat.DECLINED: N_("cannot come"),
}


def pairs_of(languages: Sequence[str]) -> tuple[str, ...]:
    """Between which languages can be interpreted: every two of those that are talked in, with English and Russian."""
    known = list(dict.fromkeys([*languages, "en", "ru"]))
    return tuple(f"{one}-{other}" for at, one in enumerate(known) for other in known[at + 1 :])


class ResourceKind(StrEnum):
    """What can be in one place only at a time."""

    PERSON = "person"
    INTERPRETER = "interpreter"
    ROOM = "room"


class RoomKind(StrEnum):
    """Where a meeting takes place."""

    PASTED = "pasted"
    JITSI = "jitsi"
    BIGBLUEBUTTON = "bigbluebutton"

    @property
    def label(self) -> str:
        """The kind as words, untranslated."""
        return _ROOMS[self]


_ROOMS = {
    RoomKind.PASTED: N_("A pasted link"),
    RoomKind.JITSI: N_("Jitsi of this service"),
    RoomKind.BIGBLUEBUTTON: N_("BigBlueButton of this service"),
}
