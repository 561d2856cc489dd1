"""What a process that has asked before each commit answers, and one that opens the index afterwards: the same."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.search.columns import owners
from exchange.search.port import Change, SearchAnswer, SearchQuery, Sort
from exchange.search.whoosh.index import WhooshIndex
from tests.search.generated import BATCHES, ENOUGH, MEMBER, PHASES, READERS

ASKED = ("", "ailə himayədar", '"foster care"')
CHOSEN = {"theme": frozenset({"a"}), "language": frozenset({"az", "ru"})}


def answers(index: WhooshIndex) -> list[SearchAnswer]:
    questions = [SearchQuery(text, reader, sort=Sort.NEWEST, limit=ENOUGH) for text in ASKED for reader in READERS]
    return [index.search(one) for one in (*questions, SearchQuery("ailə", MEMBER, CHOSEN, limit=ENOUGH))]


@pytest.mark.slow
@settings(deadline=None, max_examples=10, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(BATCHES, st.sampled_from([0, 3, 1_000]))
def test_what_an_earlier_commit_worked_out_changes_no_answer(batches: list[list[Change]], most_later: int) -> None:
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patched:
        patched.setattr(owners, "_MOST_LATER", most_later)  # anew each time, now and then, never
        index = WhooshIndex(Path(place) / "index", key=b"test")
        index.rebuild((), 0)
        for stamp, batch in enumerate(batches, start=1):
            index.apply(batch, stamp)
            opened = WhooshIndex(Path(place) / "index", key=b"test")
            assert answers(index) == answers(opened)
            opened.close()
        index.merge()
        assert answers(index) == answers(WhooshIndex(Path(place) / "index", key=b"test"))
        index.close()
