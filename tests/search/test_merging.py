"""Which segments are merged (decision 0066): what is added is written seldom, what is large is left alone."""

from collections.abc import Iterator
from math import log

import pytest

from exchange.search.whoosh import plan
from exchange.search.whoosh.manifest import Member

LARGE = 38_000


class Segments:
    """The segments of an index by their sizes, committed to and merged as the writer does, and what that writes."""

    def __init__(self, *sizes: int) -> None:
        self._names = (f"segment {n}" for n in range(1_000_000))
        self.members = tuple(self._new(size) for size in sizes)
        self.written = self.merges = 0

    def _new(self, documents: int, deleted: int = 0) -> Member:
        return Member(next(self._names), documents, tuple(range(deleted)))

    def _replace(self, gone: tuple[Member, ...], added: int = 0) -> None:
        fresh = self._new(sum(held.living for held in gone) + added)
        self.written += fresh.documents
        self.members = (*(held for held in self.members if held not in gone), fresh)

    def commit(self, documents: int) -> None:
        self._replace(plan.folded(self.members), documents)
        while gone := plan.due(self.members):
            self.merges += 1
            self._replace(gone)

    def wear(self, at: int, deleted: int) -> None:
        worn = self._new(self.members[at].documents, deleted)
        self.members = (*self.members[:at], worn, *self.members[at + 1 :])


def commits(segments: Segments, number: int, documents: int) -> Iterator[int]:
    """How many segments there are after each commit."""
    for _ in range(number):
        segments.commit(documents)
        yield len(segments.members)


@pytest.mark.parametrize("documents", [1, 8, 40])
def test_what_is_added_is_written_a_logarithmic_number_of_times(documents: int) -> None:
    segments, number = Segments(LARGE), 2_500
    powers = log(number * documents, plan.FAN)
    most = max(commits(segments, number, documents))
    tiny_times = plan.TINY / (plan.FAN - 1) / documents  # a tiny segment is taken along by one commit in five
    assert segments.written <= number * documents * (powers + 1 + tiny_times)
    assert most <= plan.FAN * powers
    assert segments.merges <= number / plan.FAN


def test_a_large_segment_is_not_written_again_because_small_ones_come() -> None:
    """Five hours of twenty comments a second."""
    segments = Segments(LARGE)
    (large,) = segments.members
    for _ in commits(segments, 5_000, 72):
        assert large in segments.members


def test_merging_leaves_few_segments_of_an_index_that_grows_from_nothing() -> None:
    segments = Segments()
    assert max(commits(segments, 20_000, 10)) <= 30
    assert sum(held.living for held in segments.members) == 200_000


@pytest.mark.parametrize(("deleted", "is_due"), [(0, False), (LARGE // 3, False), (LARGE // 3 + 1, True)])
def test_a_segment_is_written_again_when_a_third_of_it_has_gone(deleted: int, *, is_due: bool) -> None:
    segments = Segments(LARGE, 900)
    segments.wear(0, deleted)
    assert plan.due(segments.members) == (segments.members[:1] if is_due else ())


def test_no_merge_makes_a_segment_that_is_too_large() -> None:
    sizes = [plan.BULK_DOCUMENTS] * 8
    due = plan.due(Segments(*sizes).members)
    assert 1 < len(due) <= 3
    assert sum(held.living for held in due) <= 3 * plan.BULK_DOCUMENTS


def test_tiny_segments_go_into_a_commit_once_they_are_a_fan() -> None:
    tiny = [plan.TINY] * (plan.FAN - 1)
    assert plan.folded(Segments(LARGE, *tiny[1:]).members) == ()
    assert [held.living for held in plan.folded(Segments(LARGE, *tiny).members)] == tiny
    assert plan.folded(Segments(LARGE, *(size + 1 for size in tiny)).members) == ()
