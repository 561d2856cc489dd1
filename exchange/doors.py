"""How many connections each process has open, where all see it: whoever has more lets the others answer the door.

Connections stay open, and all processes listen at one port. Chance gave one of two so many that it used a whole
processor while the other rested.
"""

import mmap
from collections.abc import Sequence
from dataclasses import dataclass

_BYTES = 4  # of one count


class Doors:
    """The counts of processes that are still to be forked."""

    def __init__(self, processes: int) -> None:
        self._counts = memoryview(mmap.mmap(-1, _BYTES * processes)).cast("i")

    def of(self, number: int) -> "Door":
        """The door of one process, which begins with nobody."""
        self._counts[number] = 0
        return Door(self._counts, number)


@dataclass(frozen=True)
class Door:
    """The count of this process beside those of all."""

    counts: Sequence[int]
    number: int

    def is_for_others(self, connections: int) -> bool:
        """Note how many connections are open here. Returns whether another process has fewer."""
        self.counts[self.number] = connections  # type: ignore[index]  # shared memory; only this process writes here
        return connections > min(self.counts)


ALONE = Door([0], 0)
