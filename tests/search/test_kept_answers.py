"""What was worked out is kept up to a size, which stays true whoever keeps at the same time."""

import threading

from exchange.search.columns.kept import Kept, once


def test_the_oldest_goes_first_and_the_newest_stays_however_large() -> None:
    kept: Kept[str, str] = Kept(10)
    for key, size in (("a", 4), ("b", 4), ("c", 4)):
        assert kept.keep(key, key.upper(), size) == key.upper()
    assert [kept.get(key) for key in "abc"] == [None, "B", "C"]
    kept.keep("d", "D", 100)
    assert [kept.get(key) for key in "abcd"] == [None, None, None, "D"]


def test_what_is_kept_again_counts_once() -> None:
    kept: Kept[str, str] = Kept(10)
    kept.keep("a", "A", 5)
    for _ in range(5):
        kept.keep("b", "B", 5)
    assert (kept.get("a"), kept.get("b")) == ("A", "B")


class _Slow:
    """A key that stops the first who keeps by it, between taking the older value out and putting the new one in."""

    def __init__(self) -> None:
        self.asked, self.is_stopped, self.goes_on = 0, threading.Event(), threading.Event()

    def __hash__(self) -> int:
        self.asked += 1
        if self.asked == 2:
            self.is_stopped.set()
            self.goes_on.wait(10)
        return 1


def test_of_two_that_keep_the_same_at_once_one_counts() -> None:
    """A size that is counted twice stayed so for as long as a segment was open, and the room for others was gone."""
    kept: Kept[object, str] = Kept(10)
    key = _Slow()
    first = threading.Thread(target=kept.keep, args=(key, "first", 5))
    second = threading.Thread(target=kept.keep, args=(key, "second", 5))
    first.start()
    assert key.is_stopped.wait(10)
    second.start()
    second.join(0.1)
    assert second.is_alive(), "it waits for its turn"
    key.goes_on.set()
    for thread in (first, second):
        thread.join(10)
    kept.keep("another", "value", 5)
    assert (kept.get(key), kept.get("another")) == ("second", "value")


def test_a_thing_takes_what_was_made_for_it_along() -> None:
    class Segment:
        pass

    made: list[object] = []

    @once
    def parts(segment: Segment) -> int:
        made.append(id(segment))
        return len(made)

    one, other = Segment(), Segment()
    assert [parts(one), parts(one), parts(other), parts(one)] == [1, 1, 2, 1]
