"""The state of the index for one circle of readers: another one exactly when what they may see is another."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from exchange.kernel.languages import Language
from exchange.search.port import Change, Drop, Put, SearchIndex
from exchange.search.whoosh.index import WhooshIndex
from tests.search.samples import ALL, FOSTER_AZ, FOSTER_EN, MEMBER, PUBLIC, ask, document, fill

INSIDE = frozenset({"members"})
CLOSED = document("closed", Language.EN, "Own words", "foster care", audience=INSIDE)
NARROWED = replace(FOSTER_EN, audience=INSIDE)


@pytest.mark.parametrize(
    ("changes", "is_seen_outside", "is_seen_inside"),
    [
        ([Put(CLOSED)], False, True),
        ([Drop("foster-en"), Put(FOSTER_EN)], False, False),
        ([Drop("unknown")], False, False),
        ([Put(NARROWED)], True, True),
        ([Drop("foster-en")], True, True),
        ([Put(document("new", Language.EN, "Published"))], True, True),
        ([Put(replace(FOSTER_EN, sort_values={"discussed": 1.0}))], True, True),
        ([Put(replace(FOSTER_EN, facets={}))], True, True),
    ],
)
def test_it_follows_what_the_readers_may_see_and_nothing_else(
    index: SearchIndex, changes: Sequence[Change], *, is_seen_outside: bool, is_seen_inside: bool
) -> None:
    fill(index)
    before = index.contents(PUBLIC), index.contents(MEMBER)
    index.apply(changes, 2)
    assert (index.contents(PUBLIC) != before[0]) is is_seen_outside
    assert (index.contents(MEMBER) != before[1]) is is_seen_inside


def test_another_process_sees_it_at_once_and_a_rebuild_changes_nothing(tmp_path: Path) -> None:
    """Two openings of one folder share nothing but its files."""
    writing, reading = (WhooshIndex(tmp_path / "index", key=b"test") for _ in range(2))
    writing.rebuild((), 0)
    fill(writing)
    before = reading.contents(PUBLIC)
    writing.apply([Put(NARROWED)], 2)
    assert reading.contents(PUBLIC) != before
    writing.rebuild(ALL, 3)
    assert reading.contents(PUBLIC) == before
    for stamp in range(4, 14):
        writing.apply([Put(replace(CLOSED, key=f"practice:{stamp}:en"))], stamp)
    while writing.merge():
        pass
    assert reading.contents(PUBLIC) == before


def test_an_answer_says_of_what_it_was_made(index: SearchIndex) -> None:
    fill(index)
    first, contents = ask(index, "aile"), index.contents(PUBLIC)
    assert first.contents == contents
    fill(index, [replace(FOSTER_AZ, body="")], stamp=2)
    assert ask(index, "aile").contents == index.contents(PUBLIC) != contents
