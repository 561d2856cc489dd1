"""The table of ASVS 5.0 is whole, its tests exist, its reasons are sentences, and its page is made from it."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

from tests.trust.asvs import STATES, as_markdown, items

TESTS = Path(__file__).parents[1]
DOCS = TESTS.parent / "docs"


@cache
def _names_in(name: str) -> frozenset[str]:
    tree = ast.parse((TESTS / name).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_item_of_the_first_two_levels_is_there_once() -> None:
    """ASVS 5.0.0 has 70 items at level 1 and 183 at level 2."""
    found = items()
    assert Counter(one.level for one in found) == {1: 70, 2: 183}
    assert [number for number, times in Counter(one.number for one in found).items() if times > 1] == []
    assert {one.state for one in found} <= set(STATES)


def test_every_test_of_the_table_exists() -> None:
    missing = []
    for one in items():
        for test in one.tests:
            file, _, name = test.partition("::")
            if not (TESTS / file).is_file() or name not in _names_in(file):
                missing.append(f"{one.number}: {test}")
    assert missing == []


def test_what_no_test_holds_has_a_reason() -> None:
    assert [one.number for one in items() if one.state != "held" and len(one.says) < 15] == []
    assert [one.number for one in items() if one.state == "held" and not one.tests] == []


def test_the_page_is_made_from_the_table() -> None:
    assert (DOCS / "asvs.md").read_text(encoding="utf-8") == as_markdown()
