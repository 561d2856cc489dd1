"""What a process that has asked before each commit answers, and one that opens the index afterwards: the same."""

import tempfile
from collections.abc import Hashable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.kernel.languages import Language
from exchange.search.columns import owners
from exchange.search.port import Change, ConceptPhrases, Phrase, SearchAnswer, SearchQuery, Sort
from exchange.search.whoosh.index import WhooshIndex
from tests.search.generated import BATCHES, ENOUGH, PHASES, READERS

ASKED = ("", "ailə himayədar", '"foster care"')
CONCEPT = (ConceptPhrases("foster", "foster care", (Phrase("foster care", Language.EN), Phrase("aile", Language.TR))),)
CHOSEN = {"theme": frozenset({"a"}), "language": frozenset({"az", "ru"})}


def answers(index: WhooshIndex) -> list[tuple[SearchAnswer, Hashable]]:
    questions = [SearchQuery(text, reader, sort=Sort.NEWEST, limit=ENOUGH) for text in ASKED for reader in READERS]
    questions += [SearchQuery("ailə", reader, CHOSEN, limit=ENOUGH, concepts=CONCEPT) for reader in READERS]
    return [(index.search(one), index.contents(one.audience)) for one in questions]


@pytest.mark.slow
@settings(deadline=None, max_examples=10, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(BATCHES, st.sampled_from([0, 3, 1_000]), st.sampled_from([1, 2]))
def test_what_an_earlier_commit_worked_out_changes_no_answer(
    batches: list[list[Change]], most_later: int, asked_every: int
) -> None:
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patched:
        patched.setattr(owners, "_MOST_LATER", most_later)  # anew each time, now and then, never
        index = WhooshIndex(Path(place) / "index", key=b"test")
        index.rebuild((), 0)
        for stamp, batch in enumerate(batches, start=1):
            index.apply(batch, stamp)
            if stamp % asked_every:  # a commit that was seen and asked nothing hands on what it was handed
                index.stamp()
                continue
            opened = WhooshIndex(Path(place) / "index", key=b"test")
            assert answers(index) == answers(opened)
            opened.close()
        index.merge()
        assert answers(index) == answers(WhooshIndex(Path(place) / "index", key=b"test"))
        index.close()
