"""The states of a request and every way from one to the next (meetings.md section 2). docs/ is made from this table."""

from dataclasses import dataclass
from enum import StrEnum

from exchange.kernel.messages import N_


class RequestState(StrEnum):
    """How far two ministries have come with one meeting."""

    REQUESTED = "requested"
    NEGOTIATING = "negotiating"
    AGREED = "agreed"
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state as a word, untranslated."""
        return _STATES[self]

    @property
    def is_open(self) -> bool:
        """Whether a time is still being looked for."""
        return self in OPEN

    @property
    def is_closed(self) -> bool:
        """Whether nothing can follow any more."""
        return not any(self in step.sources for step in TRANSITIONS.values())


_STATES = {
    RequestState.REQUESTED: N_("Requested"),
    RequestState.NEGOTIATING: N_("Negotiating"),
    RequestState.AGREED: N_("Agreed"),
    RequestState.SCHEDULED: N_("Scheduled"),
    RequestState.CANCELLED: N_("Cancelled"),
    RequestState.DECLINED: N_("Declined"),
    RequestState.WITHDRAWN: N_("Withdrawn"),
}
OPEN = frozenset({RequestState.REQUESTED, RequestState.NEGOTIATING})


class Command(StrEnum):
    """What a person can ask for."""

    REQUEST = "request"
    COUNTER = "counter"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    SCHEDULE = "schedule"
    CHANGE_ROOM = "change_room"
    CANCEL = "cancel"


class Who(StrEnum):
    """Which side may give a command, and in which role."""

    ANYONE = "anyone with a role in another ministry than the practice's, who may read the practice"
    EITHER_SIDE = "official, organizer or administrator of either ministry"
    ANSWERING_SIDE = "official, organizer or administrator of the ministry that did not make the current proposal"
    ASKED_SIDE = "official, organizer or administrator of the ministry that was asked"
    ASKING_SIDE = "the person who asked, or an official, organizer or administrator of the asking ministry"
    ORGANIZER = "organizer or administrator of either ministry"


@dataclass(frozen=True)
class Transition:
    """One row of the table: a command, where it is possible, where it leads, who may, what follows."""

    command: Command
    sources: frozenset[RequestState]  # empty: there is nothing before
    target: RequestState
    who: Who
    follows: str


def _row(
    command: Command, sources: frozenset[RequestState], target: RequestState, who: Who, follows: str
) -> Transition:
    return Transition(command, sources, target, who, follows)


_S = RequestState
TRANSITIONS = {
    row.command: row
    for row in (
        _row(
            Command.REQUEST,
            frozenset(),
            _S.REQUESTED,
            Who.ANYONE,
            "proposal 1 with one to five times, an answer due after five working days; both sides are told",
        ),
        _row(
            Command.COUNTER,
            OPEN,
            _S.NEGOTIATING,
            Who.EITHER_SIDE,
            "a new proposal replaces the current one, whose times can no longer be accepted; the other side is told",
        ),
        _row(
            Command.ACCEPT,
            OPEN,
            _S.AGREED,
            Who.ANSWERING_SIDE,
            "the people's quarter hours are held in the same transaction; both sides are told",
        ),
        _row(Command.DECLINE, OPEN, _S.DECLINED, Who.ASKED_SIDE, "the reason is kept; the asking side is told"),
        _row(Command.WITHDRAW, OPEN, _S.WITHDRAWN, Who.ASKING_SIDE, "the asked side is told"),
        _row(
            Command.SCHEDULE,
            frozenset({_S.AGREED}),
            _S.SCHEDULED,
            Who.ORGANIZER,
            "the room's link is kept apart; each participant gets a calendar REQUEST, sequence 0",
        ),
        _row(
            Command.CHANGE_ROOM,
            frozenset({_S.SCHEDULED}),
            _S.SCHEDULED,
            Who.ORGANIZER,
            "the link behind the meeting's stable address changes; calendars need no message",
        ),
        _row(
            Command.CANCEL,
            frozenset({_S.AGREED, _S.SCHEDULED}),
            _S.CANCELLED,
            Who.EITHER_SIDE,
            "the held hours are free again; who had a REQUEST gets a CANCEL with the next sequence",
        ),
    )
}


def is_possible(command: Command, state: RequestState) -> bool:
    """Whether the command leads on from the state."""
    return state in TRANSITIONS[command].sources


def table_as_markdown() -> str:
    """The table for the documentation."""
    head = ["| Command | From | To | Who | What follows |", "|---|---|---|---|---|"]
    rows = [
        f"| {row.command} | {', '.join(sorted(row.sources)) or '–'} | {row.target} | {row.who} | {row.follows} |"
        for row in TRANSITIONS.values()
    ]
    return "\n".join([*head, *rows]) + "\n"
