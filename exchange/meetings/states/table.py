"""Every way from one state to the next, in the order of meetings.md section 2."""

from dataclasses import dataclass

from exchange.meetings.states.commands import Command, Who
from exchange.meetings.states.kinds import AHEAD, BOUND, OPEN, OVER, RequestState


@dataclass(frozen=True)
class Transition:
    """One row of the table: a command, where it is possible, where it leads, who may, what follows."""

    row: int  # of meetings.md section 2
    command: Command
    sources: frozenset[RequestState]  # empty: there is nothing before
    target: RequestState | None  # None: it stays where it is
    who: Who
    follows: str


_S, _C = RequestState, Command


def _from(*states: RequestState) -> frozenset[RequestState]:
    return frozenset(states)


_ROWS = (
    Transition(1, _C.DRAFT, _from(), _S.DRAFT, Who.ANYONE, "nobody is told; only the asking ministry sees it"),
    Transition(
        2,
        _C.REQUEST,
        _from(_S.DRAFT),
        _S.REQUESTED,
        Who.ASKING_SIDE,
        "proposal 1 with one to five times, an answer due after five working days; both sides are told",
    ),
    Transition(
        2,
        _C.ASK_CLEARANCE,
        _from(_S.DRAFT),
        _S.AWAITING_CLEARANCE,
        Who.ASKING_SIDE,
        "in a ministry that clears its requests first: its organizers are told, the other side is not",
    ),
    Transition(
        2, _C.CLEAR, _from(_S.AWAITING_CLEARANCE), _S.REQUESTED, Who.CLEARING_DESK, "sent, as if it were asked now"
    ),
    Transition(
        2,
        _C.SEND_BACK,
        _from(_S.AWAITING_CLEARANCE),
        _S.DRAFT,
        Who.CLEARING_DESK,
        "the person who wrote it reads the reason",
    ),
    Transition(
        3, _C.ACKNOWLEDGE, _from(_S.REQUESTED), _S.NEGOTIATING, Who.ASKED_SIDE, "the asking side knows that it is read"
    ),
    Transition(
        4,
        _C.COUNTER,
        OPEN,
        _S.NEGOTIATING,
        Who.EITHER_SIDE,
        "a new proposal replaces the current one, whose times can no longer be accepted; the other side is told",
    ),
    Transition(
        5,
        _C.ACCEPT,
        OPEN,
        _S.AGREED,
        Who.ANSWERING_SIDE,
        "the people's quarter hours are held in the same transaction; both sides are told",
    ),
    Transition(
        6,
        _C.SCHEDULE,
        _from(_S.AGREED),
        _S.SCHEDULED,
        Who.ORGANIZER,
        "the room's link is kept apart; each participant gets a calendar REQUEST, sequence 0",
    ),
    Transition(
        7,
        _C.CHANGE_ROOM,
        BOUND,
        None,
        Who.ORGANIZER,
        "the link behind the meeting's stable address changes; calendars need no message",
    ),
    Transition(
        7,
        _C.UPDATE,
        AHEAD,
        None,
        Who.EITHER_SIDE,
        "title, agenda or a side's own people: a REQUEST of the same sequence and a later stamp, to those concerned; "
        "who was taken off gets a CANCEL; answers stay",
    ),
    Transition(
        8,
        _C.PROPOSE_TIME,
        _from(_S.SCHEDULED),
        _S.RESCHEDULING,
        Who.EITHER_SIDE,
        "the agreed time stays valid until the other side accepts; the other side is told",
    ),
    Transition(
        8,
        _C.ACCEPT_TIME,
        _from(_S.RESCHEDULING),
        _S.SCHEDULED,
        Who.ANSWERING_SIDE,
        "the held hours move; everyone gets a REQUEST with the next sequence, answers begin anew",
    ),
    Transition(
        8, _C.KEEP_TIME, _from(_S.RESCHEDULING), _S.SCHEDULED, Who.EITHER_SIDE, "the agreed time stands; both are told"
    ),
    Transition(
        8,
        _C.MOVE,
        _from(_S.SCHEDULED),
        _S.SCHEDULED,
        Who.ORGANIZER,
        "15 or 30 minutes later or earlier, at most 30 from the agreed time; the next sequence, everyone is told",
    ),
    Transition(
        9,
        _C.CANCEL,
        _from(_S.AGREED, _S.SCHEDULED, _S.RESCHEDULING),
        _S.CANCELLED,
        Who.EITHER_SIDE,
        "the held hours are free again; who had a REQUEST gets a CANCEL with the next sequence",
    ),
    Transition(
        10,
        _C.BEGIN,
        _from(_S.SCHEDULED, _S.RESCHEDULING),
        _S.IN_PROGRESS,
        Who.CLOCK,
        "when somebody of each side has joined; a time that was proposed meanwhile falls away",
    ),
    Transition(
        11,
        _C.END,
        _from(_S.IN_PROGRESS),
        _S.HELD,
        Who.ORGANIZER,
        "also by the clock, half an hour after the end; the note-takers are asked for minutes",
    ),
    Transition(
        11,
        _C.NOTE_HELD,
        _from(_S.SCHEDULED, _S.RESCHEDULING),
        _S.HELD,
        Who.ORGANIZER,
        "after the end, when they met though nobody used the door, by telephone for instance",
    ),
    Transition(
        12,
        _C.NOTE_NOT_HELD,
        _from(_S.SCHEDULED, _S.RESCHEDULING, _S.IN_PROGRESS),
        _S.NOT_HELD,
        Who.ORGANIZER,
        "after the end, when a side was absent: both are told that it did not take place, without blame",
    ),
    Transition(
        13,
        _C.SUBMIT_MINUTES,
        _from(_S.HELD, _S.MINUTES_REVIEW),
        _S.MINUTES_REVIEW,
        Who.NOTE_TAKER,
        "both sides are asked to approve this version",
    ),
    Transition(
        13,
        _C.CLOSE,
        _from(_S.MINUTES_REVIEW),
        _S.CLOSED,
        Who.CLOCK,
        "when both sides approved one version: its hash is kept, its commitments stand",
    ),
    Transition(
        13,
        _C.WRITE_MINUTES,
        _from(_S.HELD, _S.MINUTES_REVIEW),
        None,
        Who.NOTE_TAKER,
        "paragraph by paragraph in two languages; of two who change the same paragraph the second sees both texts; "
        "a change under review makes the next version, which nobody has approved yet",
    ),
    Transition(
        13,
        _C.REMARK,
        _from(_S.MINUTES_REVIEW),
        None,
        Who.EITHER_SIDE,
        "stands beside the paragraph until its side settles it",
    ),
    Transition(
        13,
        _C.APPROVE_MINUTES,
        _from(_S.MINUTES_REVIEW),
        None,
        Who.EITHER_SIDE,
        "for one ministry and one version; the other is told",
    ),
    Transition(
        13, _C.ADD_ADDENDUM, _from(_S.CLOSED), None, Who.EITHER_SIDE, "in the record when the other side accepts it"
    ),
    Transition(
        13,
        _C.COMMIT,
        OVER | _from(_S.IN_PROGRESS),
        None,
        Who.NOTE_TAKER,
        "proposed until its ministry accepts it, or both approve the minutes",
    ),
    Transition(14, _C.DECLINE, OPEN, _S.DECLINED, Who.ASKED_SIDE, "the reason is kept; the asking side is told"),
    Transition(
        14,
        _C.WITHDRAW,
        OPEN | _from(_S.DRAFT, _S.AWAITING_CLEARANCE),
        _S.WITHDRAWN,
        Who.ASKING_SIDE,
        "the asked side is told, if it had the request",
    ),
    Transition(
        14,
        _C.EXPIRE,
        OPEN,
        _S.EXPIRED,
        Who.CLOCK,
        "when the last offered time has passed, or two weeks after the answer was due; both are told",
    ),
    Transition(
        14, _C.REOPEN, _from(_S.EXPIRED), _S.REQUESTED, Who.REQUESTER, "with new times; the other side is told again"
    ),
    Transition(
        15,
        _C.FOLLOW_UP,
        OVER | _from(_S.NOT_HELD),
        _S.DRAFT,
        Who.EITHER_SIDE,
        "a new request that names the old one, with its agenda; open commitments stay on the table of the pair",
    ),
)
TRANSITIONS = {row.command: row for row in _ROWS}
NEVER_ASKED = frozenset({Command.BEGIN, Command.CLOSE, Command.EXPIRE})  # no key on a page gives these
