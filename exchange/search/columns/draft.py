"""A segment before it is written: the arrays of its documents, and its streams, each made when it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass

from exchange.search.columns.layout import Arrays
from exchange.search.inverted import Field


@dataclass(frozen=True)
class Draft:
    """Of a large segment only one stream at a time is in memory.

    Attributes:
        documents: every array that belongs to no stream.
        stream: makes the arrays of a stream anew with each call.
    """

    documents: Arrays
    stream: Callable[[Field], Arrays]

    @classmethod
    def of(cls, arrays: Arrays) -> "Draft":
        """What is there already."""
        streams = {name: {} for name in Field}  # type: dict[str, Arrays]
        documents: Arrays = {}
        for name, array in arrays.items():
            streams.get(name.partition(".")[0], documents)[name] = array
        return cls(documents, lambda name: streams[name])

    @property
    def count(self) -> int:
        """How many documents there are."""
        return len(self.documents["owner"])

    def whole(self) -> Arrays:
        """Every array at once: for a small segment."""
        made = dict(self.documents)
        for name in Field:
            made |= self.stream(name)
        return made
