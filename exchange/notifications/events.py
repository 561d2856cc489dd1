"""Facts that the rest of the application may hear of."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exchange.accounts.queries import Recipient
from exchange.kernel.events import Event
from exchange.notifications.notice import Notice


@dataclass(frozen=True)
class Made:
    """One notice in the inbox of an open account."""

    notice_id: UUID
    to: Recipient
    notice: Notice


@dataclass(frozen=True)
class NoticesMade(Event):
    """People were told something, each once; the mails about it are written in the same transaction."""

    made: tuple[Made, ...]
    at: datetime
