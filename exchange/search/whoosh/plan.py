"""Which segments to put together, and when: seldom enough for writing, few enough for searching (decision 0066)."""

from collections.abc import Sequence
from itertools import accumulate, groupby

from exchange.search.whoosh.manifest import Member

FAN = 6  # so many segments of like size become one
BULK_DOCUMENTS = 20_000  # per segment of a rebuild: bounds its memory
TINY = 64  # living documents; so small a segment is cheaper to write again within a commit than in a merge of its own
_LARGEST = 3 * BULK_DOCUMENTS  # no merge makes a larger one
_WORN = 3  # a segment is written again when one in so many of its documents has gone


def folded(members: Sequence[Member]) -> tuple[Member, ...]:
    """The segments that a small commit takes into its own: the tiny ones, when it completes a fan of them."""
    tiny = tuple(held for held in members if held.living <= TINY)
    return tiny if len(tiny) >= FAN - 1 else ()


def due(members: Sequence[Member]) -> tuple[Member, ...]:
    """The segments to merge in the background: one that is worn, else a fan of like size, the smallest first.

    Sizes are alike up to the factor `FAN`: each document is written a logarithmic number of times, and a large segment
    is not written again because small ones came.
    """
    worn = [held for held in members if held.living > TINY and len(held.deleted) * _WORN > held.documents]
    if worn:
        return (worn[0],)
    for _, alike in groupby(sorted(members, key=lambda held: held.living), _size):
        fan = tuple(alike)
        room = sum(total <= _LARGEST for total in accumulate(held.living for held in fan))
        if len(fan) >= FAN and room > 1:
            return fan[:room]
    return ()


def _size(member: Member) -> int:
    """The power of `FAN` that its living documents reach."""
    power, reached = 0, FAN
    while reached <= member.living:
        power, reached = power + 1, reached * FAN
    return power
