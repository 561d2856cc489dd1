"""Facts about the shared words."""

from dataclasses import dataclass
from datetime import datetime

from exchange.kernel.actor import Actor
from exchange.kernel.events import Event
from exchange.vocabulary.models import TermList


@dataclass(frozen=True)
class TermMoved(Event):
    """Another term stands for a term from now on, or it stands for itself again.

    `codes` are all that counted for it: what carries one of them is to be counted anew.
    """

    kind: TermList
    codes: tuple[str, ...]
    actor: Actor
    at: datetime
