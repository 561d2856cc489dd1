"""Which segments to put together, and when: few enough for searching, seldom enough for writing."""

from collections.abc import Iterator, Sequence

from exchange.search.whoosh.manifest import Member

MOST_SEGMENTS = 6
BULK_DOCUMENTS = 20_000  # per segment of a rebuild: bounds its memory
TINY = 64  # living documents; so small a segment is cheaper to write again within a commit than to keep
_LARGEST = 3 * BULK_DOCUMENTS  # no merge makes a larger one
_MOST_WORK = 4  # documents written again for each one that does not come from the largest segment of a merge


def folded(members: Sequence[Member]) -> tuple[Member, ...]:
    """The segments that a small commit takes into its own: tiny ones, and only when there is no room beside them."""
    return tuple(held for held in members if held.living <= TINY) if len(members) >= MOST_SEGMENTS else ()


def due(members: Sequence[Member]) -> tuple[Member, ...]:
    """The segments to merge in the background, none while there is room for two more.

    Of neighbours by size, those that save a segment with the least writing; never many small documents into a large
    segment again and again (geometric: each document is written a logarithmic number of times).
    """
    if len(members) < MOST_SEGMENTS - 1:
        return ()
    return min(_candidates(members), key=_work_per_segment_saved, default=())


def _candidates(members: Sequence[Member]) -> Iterator[tuple[Member, ...]]:
    ordered = sorted(members, key=lambda held: held.living)
    for start in range(len(ordered)):
        for end in range(start + 2, len(ordered) + 1):
            run = tuple(ordered[start:end])
            total, largest = sum(held.living for held in run), run[-1].living
            if total <= _LARGEST and total <= _MOST_WORK * max(total - largest, 1):
                yield run


def _work_per_segment_saved(run: tuple[Member, ...]) -> float:
    return sum(held.living for held in run) / (len(run) - 1)
