"""Every act that the code writes into the trail has words."""

import ast

from exchange.adoptions import reacting as adoptions
from exchange.meetings.models import CommitmentState
from exchange.meetings.service import commands as meetings
from exchange.meetings.states import TRANSITIONS
from exchange.oversight.views.words import ACTS
from exchange.practices import reacting as practices
from tests.architecture.sources import sources

_NAMED_AT_THE_CALL = {  # files whose own `_note` writes the row, and what stands before the given name
    "exchange/accounts/service/passkeys.py": "person.",
    "exchange/accounts/service/second_factors.py": "person.",
    "exchange/discussion/service/writing.py": "",
    "exchange/meetings/service/days.py": "",
    "exchange/meetings/service/guests.py": "",
    "exchange/vocabulary/service/bank.py": "",
    "exchange/vocabulary/service/lists.py": "",
}


def _written() -> set[str]:
    found = {*practices._ACTIONS.values(), *adoptions._ACTIONS.values()}  # noqa: SLF001 - the tables that the code runs
    found |= {meetings._ACTIONS.get(one, f"meeting.{TRANSITIONS[one].target}") for one in TRANSITIONS}  # noqa: SLF001 - as above
    found |= {f"meeting.commitment_{state}" for state in CommitmentState}
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found |= _named(source.name, node)
    return found


def _named(name: str, call: ast.Call) -> set[str]:
    assert isinstance(call.func, ast.Name)
    words = [word.value for word in call.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
    if call.func.id == "Act":
        return set(words[:1]) if isinstance(call.args[0], ast.Constant) else set()
    if call.func.id == "_note" and name in _NAMED_AT_THE_CALL:
        return {_NAMED_AT_THE_CALL[name] + word for word in words if "." in word}
    return set()


def test_every_act_has_words() -> None:
    written = _written()
    assert {"person.passkey.added", "comment.written", "meeting.requested", "practice.saved"} <= written
    assert sorted(written - set(ACTS)) == []
