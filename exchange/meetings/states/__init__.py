"""The states of a request and every way from one to the next (meetings.md section 2). docs/ is made from this table."""

from exchange.meetings.states.commands import Command, Who
from exchange.meetings.states.kinds import AHEAD, BOUND, ENDED, OPEN, OVER, UNSENT, RequestState
from exchange.meetings.states.table import NEVER_ASKED, TRANSITIONS, Transition

__all__ = [
    "AHEAD",
    "BOUND",
    "ENDED",
    "NEVER_ASKED",
    "OPEN",
    "OVER",
    "TRANSITIONS",
    "UNSENT",
    "Command",
    "RequestState",
    "Transition",
    "Who",
    "is_possible",
    "table_as_markdown",
]


def is_possible(command: Command, state: RequestState) -> bool:
    """Whether the command leads on from the state."""
    return state in TRANSITIONS[command].sources


def table_as_markdown() -> str:
    """The table for the documentation."""
    head = ["| Row | Command | From | To | Who | What follows |", "|---|---|---|---|---|---|"]
    rows = [
        f"| {row.row} | {row.command} | {', '.join(sorted(row.sources)) or '–'} | {row.target or 'stays'} | {row.who} "
        f"| {row.follows} |"
        for row in TRANSITIONS.values()
    ]
    return "\n".join([*head, *rows]) + "\n"
