"""What only some entries of a dossier have, read and written whole as one document."""

from dataclasses import dataclass
from datetime import datetime

from exchange.kernel.documents import Source
from exchange.kernel.translated import Translated


@dataclass(frozen=True)
class AgendaLine:
    """One subject of a meeting. `side`: the ministry's slug, or both."""

    theme: str
    side: str
    topic: Translated


@dataclass(frozen=True)
class ProposedSlot:
    """A time that was offered for a meeting."""

    starts: datetime
    minutes: int


@dataclass(frozen=True)
class EventDetail:
    """The rare fields of an entry."""

    level: str = ""
    format: str = ""
    date_note: str = ""
    languages: tuple[str, ...] = ()
    proposed_slots: tuple[ProposedSlot, ...] = ()
    accepted_slot: datetime | None = None
    agenda: tuple[AgendaLine, ...] = ()
    more_sources: tuple[Source, ...] = ()
