"""What happened to a practice, told to audit, index and people in the same transaction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exchange.kernel.actor import Actor
from exchange.kernel.events import Event


@dataclass(frozen=True)
class PracticeEvent(Event):
    """What all facts about a practice carry."""

    practice_id: UUID
    revision_id: UUID | None
    ministry_id: UUID
    actor: Actor
    at: datetime


@dataclass(frozen=True)
class PracticeDrafted(PracticeEvent):
    """A new practice or a new revision was begun."""


@dataclass(frozen=True)
class PracticeSaved(PracticeEvent):
    """A draft was saved."""


@dataclass(frozen=True)
class PracticeSentForClearance(PracticeEvent):
    """The author handed the text to the clearing officers."""


@dataclass(frozen=True)
class PracticeTakenBack(PracticeEvent):
    """The author took the text back from the clearing officers."""


@dataclass(frozen=True)
class PracticePassedOn(PracticeEvent):
    """The ministry gave its written OK; the editor reads the text before it is shown."""

    content_hash: str = ""
    document_number: str = ""


@dataclass(frozen=True)
class PracticeConfirmed(PracticeEvent):
    """The ministry said that the published text still holds."""


@dataclass(frozen=True)
class PracticeArchived(PracticeEvent):
    """The practice is no longer kept up to date; it stays readable."""


@dataclass(frozen=True)
class PracticeSentBack(PracticeEvent):
    """A clearing officer returned the text with a remark."""


@dataclass(frozen=True)
class PracticeRefused(PracticeEvent):
    """A clearing officer keeps the text inside the ministry, with a reason."""


@dataclass(frozen=True)
class PracticePublished(PracticeEvent):
    """A cleared revision is what readers see from now on."""

    content_hash: str = ""
    document_number: str = ""


@dataclass(frozen=True)
class PracticeWithdrawn(PracticeEvent):
    """Nobody outside the ministry reads it any more."""


@dataclass(frozen=True)
class CirculationChanged(PracticeEvent):
    """Other people may read it from now on."""

    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class VersionClosed(PracticeEvent):
    """An older version is read by nobody but its ministry's desk from now on."""


@dataclass(frozen=True)
class EvidenceJudged(PracticeEvent):
    """A reviewer of another ministry gave a level."""

    level: int = 0
