"""The minutes of a meeting: written together in two languages, approved by each ministry, frozen, amended."""

from exchange.meetings.service.minutes.addenda import accept_addendum, add_addendum
from exchange.meetings.service.minutes.approving import approve_minutes, submit_minutes
from exchange.meetings.service.minutes.remarks import remark, settle_remark
from exchange.meetings.service.minutes.writing import Clash, ClashError, Written, write_minutes

__all__ = [
    "Clash",
    "ClashError",
    "Written",
    "accept_addendum",
    "add_addendum",
    "approve_minutes",
    "remark",
    "settle_remark",
    "submit_minutes",
    "write_minutes",
]
