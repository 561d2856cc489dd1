"""The table of states is the truth: every command from every state, and the documentation made from it."""

import pytest

from exchange.meetings.states import (
    ENDED,
    OPEN,
    TRANSITIONS,
    Command,
    RequestState,
    Who,
    is_possible,
    table_as_markdown,
)

S, C = RequestState, Command
OPEN_STEPS = {C.COUNTER, C.ACCEPT, C.DECLINE, C.WITHDRAW, C.EXPIRE}
AFTER_TIME = {C.NOTE_HELD, C.NOTE_NOT_HELD, C.BEGIN}
POSSIBLE = {
    S.DRAFT: {C.REQUEST, C.ASK_CLEARANCE, C.WITHDRAW},
    S.AWAITING_CLEARANCE: {C.CLEAR, C.SEND_BACK, C.WITHDRAW},
    S.REQUESTED: OPEN_STEPS | {C.ACKNOWLEDGE},
    S.NEGOTIATING: OPEN_STEPS,
    S.AGREED: {C.SCHEDULE, C.CANCEL, C.UPDATE},
    S.SCHEDULED: {C.CHANGE_ROOM, C.UPDATE, C.PROPOSE_TIME, C.MOVE, C.CANCEL} | AFTER_TIME,
    S.RESCHEDULING: {C.CHANGE_ROOM, C.UPDATE, C.ACCEPT_TIME, C.KEEP_TIME, C.CANCEL} | AFTER_TIME,
    S.IN_PROGRESS: {C.CHANGE_ROOM, C.UPDATE, C.END, C.NOTE_NOT_HELD, C.COMMIT},
    S.HELD: {C.WRITE_MINUTES, C.SUBMIT_MINUTES, C.COMMIT, C.FOLLOW_UP},
    S.NOT_HELD: {C.FOLLOW_UP},
    S.MINUTES_REVIEW: {
        C.WRITE_MINUTES,
        C.SUBMIT_MINUTES,
        C.REMARK,
        C.APPROVE_MINUTES,
        C.CLOSE,
        C.COMMIT,
        C.FOLLOW_UP,
    },
    S.CLOSED: {C.ADD_ADDENDUM, C.COMMIT, C.FOLLOW_UP},
    S.CANCELLED: set(),
    S.DECLINED: set(),
    S.WITHDRAWN: set(),
    S.EXPIRED: {C.REOPEN},
}


@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("command", Command)
def test_a_command_is_possible_only_from_its_states(state: RequestState, command: Command) -> None:
    assert is_possible(command, state) is (command in POSSIBLE[state])


def test_every_command_stands_in_the_table_and_every_row_of_the_design_has_its_commands() -> None:
    assert set(TRANSITIONS) == set(Command)
    assert {row.row for row in TRANSITIONS.values()} == set(range(1, 16))


def test_what_the_clock_does_no_person_may_do() -> None:
    by_clock = {command for command, row in TRANSITIONS.items() if row.who is Who.CLOCK}
    assert by_clock == {C.BEGIN, C.CLOSE, C.EXPIRE}


def test_ended_states_lead_nowhere_but_an_expired_request_may_be_asked_again() -> None:
    assert {state for state in S if state.is_ended} == ENDED
    assert {state for state in S if state.is_open} == OPEN
    assert {command for state in ENDED for command in Command if is_possible(command, state)} == {C.REOPEN}


def test_the_documentation_names_every_command() -> None:
    table = table_as_markdown()
    assert all(f"| {command} |" in table for command in Command)
