"""The invariants of trust.md section 2, and which tests name them: a docstring that says "I17" holds I17."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
_NAMED = re.compile(r"\bI([1-9]|1\d|2[0-8])\b")

INVARIANTS = {
    1: "what an actor has no right to never appears in any byte sent to them",
    2: "changing something invisible to an actor changes no byte of any answer to them",
    3: "a forbidden object and a missing one answer alike",
    4: "narrowing, unpublishing and withdrawing count at the next request",
    5: "search asks the rule, and asks it again for each hit before a byte of it is written",
    6: "nothing private is cacheable",
    7: "logs, subjects and the trail hold no passwords, tokens, texts or links",
    8: "nobody changes an object of another ministry, by whatever field or verb",
    9: "a published text is the one that was cleared, by its hash",
    10: "of two edits from one base one is accepted and the other keeps its text",
    11: "no hour of a person is held by two meetings; states move once",
    12: "what was acknowledged is there after a crash, exactly once",
    13: "an event makes one mail per recipient, none if rolled back, none to who lost access",
    14: "the trail is append-only, sealed, and written with the act",
    15: "index and database agree within seconds",
    16: "closing an account ends sessions, tokens, feeds and mails at once",
    17: "known and unknown addresses are answered alike, in bytes and time",
    18: "a new password ends other sessions; each sign-in and rise of rights has a new number",
    19: "guessing is slowed without letting a stranger lock the owner out",
    20: "acts of administrators need a proof of the last fifteen minutes",
    21: "no stored text runs anywhere: page, mail, table, calendar, file name",
    22: "uploads come back as attachments of a type of our own finding",
    23: "redirects stay on this host",
    24: "the Host header gets into no mail and no link",
    25: "the server opens no connection to an address that a user gave",
    26: "no single request costs over two seconds or 300 MB",
    27: "with mail, index or database down, reading goes on or is refused plainly within two seconds",
    28: "on a read-only disk reading and searching go on",
}


@cache
def invariants_named() -> dict[int, list[str]]:
    """By number: the tests and fault runs that name it, as `file` or `file::test`."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("*.py")):
        name = path.relative_to(TESTS).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        is_test = path.name.startswith("test_")
        for number in _numbers(ast.get_docstring(tree) or "") if is_test else _of_fault(tree):
            found[number].append(name)
        for node in tree.body if is_test else ():
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for number in _numbers(ast.get_docstring(node) or ""):
                    found[number].append(f"{name}::{node.name}")
    return dict(found)


def as_markdown() -> str:
    """For docs/trust.md."""
    found = invariants_named()
    lines = ["| | invariant | held by |", "|---|---|---|"]
    for number, sentence in INVARIANTS.items():
        tests = "<br>".join(f"`{name}`" for name in found.get(number, ()))
        lines.append(f"| I{number} | {sentence} | {tests} |")
    return "\n".join(lines)


def _numbers(text: str) -> list[int]:
    return sorted({int(number) for number in _NAMED.findall(text)})


def _of_fault(tree: ast.Module) -> list[int]:
    """A fault run names its invariants in the tuple INVARIANTS."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == ["INVARIANTS"]:
            return _numbers(ast.unparse(node.value)) if isinstance(node.value, ast.Tuple) else []
    return []
