"""The table of states is the truth: every command from every state, and the documentation made from it."""

import pytest

from exchange.meetings.states import OPEN, TRANSITIONS, Command, RequestState, is_possible, table_as_markdown

S = RequestState
POSSIBLE = {
    S.REQUESTED: {Command.COUNTER, Command.ACCEPT, Command.DECLINE, Command.WITHDRAW},
    S.NEGOTIATING: {Command.COUNTER, Command.ACCEPT, Command.DECLINE, Command.WITHDRAW},
    S.AGREED: {Command.SCHEDULE, Command.CANCEL},
    S.SCHEDULED: {Command.CHANGE_ROOM, Command.CANCEL},
    S.CANCELLED: set(),
    S.DECLINED: set(),
    S.WITHDRAWN: set(),
}


@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("command", Command)
def test_a_command_is_possible_only_from_its_states(state: RequestState, command: Command) -> None:
    assert is_possible(command, state) is (command in POSSIBLE[state])


def test_every_command_stands_in_the_table_and_leads_somewhere_else() -> None:
    assert set(TRANSITIONS) == set(Command)
    for row in TRANSITIONS.values():
        assert row.target not in row.sources or row.command in {Command.COUNTER, Command.CHANGE_ROOM}


def test_closed_states_are_those_without_a_way_on() -> None:
    assert {state for state in S if state.is_closed} == {S.CANCELLED, S.DECLINED, S.WITHDRAWN}
    assert {state for state in S if state.is_open} == OPEN


def test_the_documentation_names_every_command() -> None:
    table = table_as_markdown()
    assert all(f"| {command} |" in table for command in Command)
