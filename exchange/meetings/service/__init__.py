"""What two ministries can do with a meeting. Each command names the version that was seen, and a key of its own."""

from exchange.meetings.service.agenda import Point, write_agenda
from exchange.meetings.service.agree import accept
from exchange.meetings.service.answering import Word, answer, hear, set_aside
from exchange.meetings.service.clearance import clear, send_back, send_draft
from exchange.meetings.service.close import cancel, decline, withdraw
from exchange.meetings.service.commands import Outcome, Result
from exchange.meetings.service.commitments import (
    CommitmentDraft,
    Step,
    propose_commitment,
    remind,
    step_commitment,
)
from exchange.meetings.service.course import end, note_held, note_not_held, overdue, take_course
from exchange.meetings.service.days import DecidedDay, forget_day, keep_day
from exchange.meetings.service.delegation import SEATS, retitle, seat_delegation
from exchange.meetings.service.desk import set_desk
from exchange.meetings.service.feed import end_feed, hash_of, make_feed
from exchange.meetings.service.follow import change_draft, follow_up
from exchange.meetings.service.guests import (
    GuestDraft,
    find_guest,
    join_as_guest,
    key_of_attempts,
    name_guest,
    renew_code,
    revoke_guest,
    use_code,
)
from exchange.meetings.service.handing_over import hand_over_requests
from exchange.meetings.service.join import Room, join
from exchange.meetings.service.minutes import (
    Clash,
    ClashError,
    Written,
    accept_addendum,
    add_addendum,
    approve_minutes,
    remark,
    settle_remark,
    submit_minutes,
    write_minutes,
)
from exchange.meetings.service.offer import acknowledge, counter, reopen
from exchange.meetings.service.protocol import set_protocol
from exchange.meetings.service.request import RequestDraft, request_meeting, save_draft
from exchange.meetings.service.reschedule import STEPS, accept_time, keep_time, move_by, propose_time
from exchange.meetings.service.rooms import choose_room, forget_room
from exchange.meetings.service.schedule import RoomDraft, change_room, schedule
from exchange.meetings.service.times import MOST_SLOTS, Offer
from exchange.meetings.service.zones import displaced, keep_the_hour, tell_of_clash

__all__ = [
    "MOST_SLOTS",
    "SEATS",
    "STEPS",
    "Clash",
    "ClashError",
    "CommitmentDraft",
    "DecidedDay",
    "GuestDraft",
    "Offer",
    "Outcome",
    "Point",
    "RequestDraft",
    "Result",
    "Room",
    "RoomDraft",
    "Step",
    "Word",
    "Written",
    "accept",
    "accept_addendum",
    "accept_time",
    "acknowledge",
    "add_addendum",
    "answer",
    "approve_minutes",
    "cancel",
    "change_draft",
    "change_room",
    "choose_room",
    "clear",
    "counter",
    "decline",
    "displaced",
    "end",
    "end_feed",
    "find_guest",
    "follow_up",
    "forget_day",
    "forget_room",
    "hand_over_requests",
    "hash_of",
    "hear",
    "join",
    "join_as_guest",
    "keep_day",
    "keep_the_hour",
    "keep_time",
    "key_of_attempts",
    "make_feed",
    "move_by",
    "name_guest",
    "note_held",
    "note_not_held",
    "overdue",
    "propose_commitment",
    "propose_time",
    "remark",
    "remind",
    "renew_code",
    "reopen",
    "request_meeting",
    "retitle",
    "revoke_guest",
    "save_draft",
    "schedule",
    "seat_delegation",
    "send_back",
    "send_draft",
    "set_aside",
    "set_desk",
    "set_protocol",
    "settle_remark",
    "step_commitment",
    "submit_minutes",
    "take_course",
    "tell_of_clash",
    "use_code",
    "withdraw",
    "write_agenda",
    "write_minutes",
]
