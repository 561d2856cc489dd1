"""Facts that the rest of the application may hear of."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exchange.kernel.events import Event
from exchange.notifications.notice import Notice


@dataclass(frozen=True)
class NoticeMade(Event):
    """A person was told something; the mail about it is written in the same transaction."""

    notice_id: UUID
    person_id: UUID
    notice: Notice
    at: datetime
