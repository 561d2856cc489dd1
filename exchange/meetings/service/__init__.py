"""What two ministries can do with a meeting. Each command names the version that was seen, and a key of its own."""

from exchange.meetings.service.agree import accept
from exchange.meetings.service.close import cancel, decline, withdraw
from exchange.meetings.service.commands import Outcome, Result
from exchange.meetings.service.join import Room, join
from exchange.meetings.service.offer import counter
from exchange.meetings.service.request import RequestDraft, request_meeting
from exchange.meetings.service.schedule import RoomDraft, change_room, schedule
from exchange.meetings.service.times import MOST_SLOTS, Offer

__all__ = [
    "MOST_SLOTS",
    "Offer",
    "Outcome",
    "RequestDraft",
    "Result",
    "Room",
    "RoomDraft",
    "accept",
    "cancel",
    "change_room",
    "counter",
    "decline",
    "join",
    "request_meeting",
    "schedule",
    "withdraw",
]
