"""The use cases of notices: tell, write mails, collect, choose, note what was read and what bounced."""

from exchange.notifications.notice import CalendarPart, Notice, Second
from exchange.notifications.service.bouncing import bounced, mark_bounced, note_returned, try_again
from exchange.notifications.service.choosing import choose, choose_hours, follow, forget, stop_mails_like
from exchange.notifications.service.collecting import Collected, write_digest
from exchange.notifications.service.telling import (
    SEND,
    Timing,
    Writing,
    mark_all_read,
    mark_read,
    notify,
    timing_of,
    withhold_waiting,
    write_mail,
)

__all__ = [
    "SEND",
    "CalendarPart",
    "Collected",
    "Notice",
    "Second",
    "Timing",
    "Writing",
    "bounced",
    "choose",
    "choose_hours",
    "follow",
    "forget",
    "mark_all_read",
    "mark_bounced",
    "mark_read",
    "note_returned",
    "notify",
    "stop_mails_like",
    "timing_of",
    "try_again",
    "withhold_waiting",
    "write_digest",
    "write_mail",
]
