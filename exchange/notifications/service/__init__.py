"""The use cases of notices: tell, write mails, collect, choose, note what was read and what bounced."""

from exchange.notifications.notice import CalendarPart, Notice, Second
from exchange.notifications.service.bouncing import bounced, bounced_among, mark_bounced, note_returned, try_again
from exchange.notifications.service.choosing import choose, choose_hours, follow, forget, stop_mails_like
from exchange.notifications.service.collecting import Collected, write_digest
from exchange.notifications.service.posting import (
    SEND,
    Posting,
    Timing,
    Wishes,
    Writing,
    set_paces,
    wishes_of,
    withhold_waiting,
    write_mails,
)
from exchange.notifications.service.telling import mark_all_read, mark_read, notify, notify_each

__all__ = [
    "SEND",
    "CalendarPart",
    "Collected",
    "Notice",
    "Posting",
    "Second",
    "Timing",
    "Wishes",
    "Writing",
    "bounced",
    "bounced_among",
    "choose",
    "choose_hours",
    "follow",
    "forget",
    "mark_all_read",
    "mark_bounced",
    "mark_read",
    "note_returned",
    "notify",
    "notify_each",
    "set_paces",
    "stop_mails_like",
    "try_again",
    "wishes_of",
    "withhold_waiting",
    "write_digest",
    "write_mails",
]
