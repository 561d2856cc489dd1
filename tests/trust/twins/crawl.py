"""Follow links, breadth first, and ask the same address of both copies until nothing new is found.

All readers go together: an address is asked by those who know of the private things first, then by every stranger who
came upon it. So what the service keeps in memory (pages, parts of pages) was made for somebody who sees more. A visitor
asks each address twice, the second time of the kept page.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from flask import Flask

from exchange.demo.people import PLATFORM_EMAIL
from tests.trust.probe import Answer, Prober
from tests.trust.twins.links import STARTS, TYPED, is_followed, links_of
from tests.trust.twins.readers import Reader

_KEYS_OF_READERS = re.compile(rb"(?:/feeds/|/calendar/|/unsubscribe/)[\w-]{20,}")


@dataclass(frozen=True)
class Copy:
    """One copy of the demonstration, and the sessions that are open in every copy."""

    app: Flask
    visits: Mapping[str, Mapping[str, str]]

    def prober(self, reader: Reader) -> Prober:
        """This reader's browser, in the reader's language."""
        if reader.email is None:
            return Prober(self.app, None, reader.language)
        prober = Prober(self.app, None, cookies=self.visits[reader.name])
        if reader.language:
            prober.get(f"/?lang={reader.language}")
        return prober


@dataclass
class Seat:
    """A stranger before both copies, and what was found."""

    reader: Reader
    bare: Prober
    fuller: Prober
    insiders: tuple[Prober, ...]
    seen: set[str] = field(default_factory=set)
    asked: int = 0
    bytes: int = 0  # of the bare copy's answers that were compared
    statuses: Counter[int] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)

    def ask(self, address: str) -> Answer:
        """The answer of the bare copy, after the other's was compared with it."""
        first, second = (_plain(prober.get(address)) for prober in (self.bare, self.fuller))
        self.asked += 1
        self.bytes += len(first.body)
        self.statuses[first.status] += 1
        if first != second:
            self.differing.append(f"{self.reader.name} {address}: {_where(first, second)}")
        if self.reader.email is None:
            self._ask_again(address, first)
        return first

    def _ask_again(self, address: str, first: Answer) -> None:
        for prober in (self.bare, self.fuller):
            again = _plain(prober.get(address))
            if again != first:
                self.differing.append(f"{self.reader.name} {address}, asked again: {_where(first, again)}")


def seats_of(bare: Copy, fuller: Copy, readers: tuple[Reader, ...], insiders: tuple[str, ...] = ()) -> list[Seat]:
    """Strangers to what the fuller copy has more."""
    knowing = tuple(fuller.prober(Reader(email)) for email in insiders)
    return [Seat(one, bare.prober(one), fuller.prober(one), knowing) for one in readers]


def crawl(seats: list[Seat], most: int | None = None) -> Iterator[str]:
    """Everything that each of them reaches, or the first so many addresses; gives each address before it is asked."""
    waiting: dict[str, list[Seat]] = {}
    for seat in seats:
        _add(waiting, seat, [*STARTS, *TYPED])
    left = len(waiting) if most is None else most
    while waiting and (most is None or left):
        address = next(iter(waiting))
        comers, left = waiting.pop(address), left - 1
        yield address
        _warm(address, comers)
        for seat in comers:
            answer = seat.ask(address)
            if address not in TYPED:
                _add(waiting, seat, links_of(address, answer))


def _warm(address: str, comers: list[Seat]) -> None:
    for prober in {id(one): one for seat in comers for one in seat.insiders}.values():
        prober.get(address)


def _add(waiting: dict[str, list[Seat]], seat: Seat, links: Iterator[str] | list[str]) -> None:
    runs_platform = seat.reader.email == PLATFORM_EMAIL
    for link in links:
        if link not in seat.seen and is_followed(link, runs_platform=runs_platform):
            seat.seen.add(link)
            waiting.setdefault(link, []).append(seat)


def _plain(answer: Answer) -> Answer:
    return replace(answer, body=_KEYS_OF_READERS.sub(b"KEY", answer.body))


def _where(first: Answer, second: Answer) -> str:
    if first.status != second.status:
        return f"{first.status} against {second.status}"
    if first.headers != second.headers:
        return f"headers {set(first.headers) ^ set(second.headers)}"
    pairs = zip(first.body, second.body, strict=False)
    at = next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(first.body), len(second.body)))
    return f"at byte {at}: {first.body[max(0, at - 60) : at + 60]!r} against {second.body[max(0, at - 60) : at + 60]!r}"
