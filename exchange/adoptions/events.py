"""Facts about adoptions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exchange.kernel.actor import Actor
from exchange.kernel.events import Event


@dataclass(frozen=True)
class AdoptionEvent(Event):
    """What all facts about an adoption carry."""

    adoption_id: UUID
    practice_id: UUID
    ministry_id: UUID  # the adopter
    actor: Actor
    at: datetime


@dataclass(frozen=True)
class AdoptionStepTaken(AdoptionEvent):
    """A ministry went one step on with a practice; the first step opens the record."""

    stage: str = ""


@dataclass(frozen=True)
class AdoptionResultAdded(AdoptionEvent):
    """A ministry stated a figure."""


@dataclass(frozen=True)
class AdoptionDescribed(AdoptionEvent):
    """A ministry said what it kept, changed and left."""


@dataclass(frozen=True)
class NewsAsked(AdoptionEvent):
    """The exchange asked a ministry what came of it."""

    months: int = 0


@dataclass(frozen=True)
class AdoptionReadersChanged(AdoptionEvent):
    """Other people may know of it from now on."""

    before: str = ""
    after: str = ""
