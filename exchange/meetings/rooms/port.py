"""What every provider is told about one participant, and what it answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, repr=False)
class Seat:
    """One participant on the way in. Without a readable representation, as the room itself."""

    room: str  # the room's name at the provider: random, another one after a change of time
    title: str
    name: str  # post and institution
    participant: str  # opaque: the same person is recognised in one meeting, and nowhere else
    language: str
    moderates: bool  # heads of both delegations and organizers, in parity
    waits: bool  # observers and guests knock first
    now: datetime
    closes_at: datetime


class Rooms(Protocol):
    """A provider."""

    def enter(self, seat: Seat) -> str:
        """The address for this participant, signed now.

        Raises:
            UnavailableError: the provider does not answer.
        """
        ...

    def close(self, room: str) -> None:
        """End the room if it runs; nothing happens where it does not.

        Raises:
            UnavailableError: the provider does not answer.
        """
        ...
