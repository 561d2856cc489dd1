"""What was read is kept for as long as the tables that it was read from stay as they are (decision 0051).

A request begins with the marks of all tables. Whatever it reads is noted by the tables that its statements name, so
nobody has to say what a page or a value depends on, and nobody can forget to.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar, cast

from exchange.kernel.base import Base

Value = TypeVar("Value")
MOST_VALUES = 600  # a practice with its words is the largest: about 60 kB
Basis = frozenset[tuple[str, Hashable]]  # tables with the marks that they had
States = tuple[tuple[str, Hashable], ...]  # sources with what they were then
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Marks:
    """The marks of the tables at one moment: equal ones mean that nothing was written to the table in between.

    Attributes:
        place: which database this is of.
        whole: the mark of everything, which counts where `numbers` are not there.
        numbers: by table; a table without one is never relied on.
    """

    place: Hashable
    whole: Hashable
    numbers: Mapping[str, int] | None = None

    def of(self, table: str) -> Hashable | None:
        """The mark of a table; None if nobody counts what is written there."""
        return self.whole if self.numbers is None else self.numbers.get(table)

    def basis(self, tables: frozenset[str]) -> Basis | None:
        """What something rests on that was read from these tables; None if it cannot be kept."""
        found = {table: self.of(table) for table in tables}
        if None in found.values():
            return None
        return frozenset({("", self.place), *found.items()})

    def still(self, basis: Basis) -> bool:
        """Whether nothing was written since to what it rests on."""
        numbers = self.numbers
        for table, mark in basis:  # asked for every kept value of a page: a loop, not a generator
            now = self.place if not table else self.whole if numbers is None else numbers.get(table)
            if now != mark:
                return False
        return True


@dataclass(frozen=True, slots=True)
class Held:
    """A value and what it rests on: tables, and sources beside the database by their states."""

    basis: Basis
    states: States
    value: object


class Values:
    """The last values that were kept, in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, Held] = OrderedDict()

    def find(self, key: Hashable, reading: "Reading") -> Held | None:
        """The value, if what it rests on still stands."""
        held = self._held.get(key)
        return held if held is not None and reading.stands(held.basis, held.states) else None

    def hold(self, key: Hashable, held: Held) -> None:
        """Keep it in place of an older one."""
        with self._lock:
            self._held[key] = held
            self._held.move_to_end(key)
            while len(self._held) > MOST_VALUES:
                self._held.popitem(last=False)

    def forget(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._held.clear()


@dataclass
class Reading:
    """What is read in a request, or in a part of it: by the tables it is read from, and the sources beside them."""

    marks: Marks
    values: Values | None = None
    state_of: Callable[[str], Hashable] = str
    tables: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    seen: dict[str, Hashable] = field(default_factory=dict)  # states, asked once in a request
    made: dict[Hashable, tuple["Reading", object]] = field(default_factory=dict)  # values, made once in a request

    def state(self, name: str) -> Hashable:
        """The state of a source: as it was before its content was read, so never newer than that."""
        if name not in self.seen:
            self.seen[name] = None  # while it is asked: the source notes itself then too
            try:
                self.seen[name] = self.state_of(name)
            except BaseException:
                del self.seen[name]
                raise
        return self.seen[name]

    def stands(self, basis: Basis, states: States) -> bool:
        """Whether what was made from these can be given now."""
        return self.marks.still(basis) and all(self.state(name) == was for name, was in states)

    def states(self) -> States:
        """The states of the sources that were asked."""
        return tuple((name, self.state(name)) for name in sorted(self.sources))

    def part(self) -> "Reading":
        """For a part of the request."""
        return Reading(self.marks, self.values, self.state_of, seen=self.seen, made=self.made)

    def add(self, part: "Reading") -> None:
        """What a part rests on, the whole rests on."""
        self.tables |= part.tables
        self.sources |= part.sources

    def add_held(self, held: Held) -> None:
        """The same for a value that was kept."""
        self.tables |= {table for table, _ in held.basis if table}
        self.sources |= {name for name, _ in held.states}


_current: ContextVar[Reading | None] = ContextVar("reading", default=None)


def begin(reading: Reading | None) -> None:
    """A request begins before it has read anything; None: nothing is noted or kept from here on."""
    _current.set(reading)


def current() -> Reading | None:
    """What is noted now."""
    return _current.get()


def is_keeping() -> bool:
    """Whether a value would be kept now."""
    reading = _current.get()
    return reading is not None and reading.values is not None


def note(statement: str) -> None:
    """A statement is sent to the database."""
    reading = _current.get()
    if reading is not None:
        reading.tables |= tables_in(statement)


def note_source(name: str) -> Hashable:
    """Something beside the database is about to be asked. Returns its state; None where nothing is noted."""
    reading = _current.get()
    if reading is None:
        return None
    reading.sources.add(name)
    return reading.state(name)


def distrust(name: str) -> None:
    """What was read from this source is not of the state that was noted: what rests on both is not kept."""
    reading = _current.get()
    if reading is not None:
        reading.seen[name] = object()  # equal to no other


@lru_cache(maxsize=1_000)
def tables_in(statement: str) -> frozenset[str]:
    """Every table that the statement names, and some that only a column is called like."""
    return frozenset(_WORD.findall(statement)) & Base.metadata.tables.keys()


@contextmanager
def apart() -> Iterator[Reading | None]:
    """What is read inside is noted by itself; None if nothing is noted now."""
    outer = _current.get()
    inner = outer.part() if outer else None
    token = _current.set(inner)
    try:
        yield inner
    finally:
        _current.reset(token)


def kept(key: Hashable, make: Callable[[], Value], *, if_good: Callable[[Value], bool] | None = None) -> Value:
    """The value as it was made, while what it was made from stays the same; made each time outside a request.

    Args:
        key: everything that the value depends on beside the tables: whose rights, which language, which day.
        make: reads by statements of its own, never through rows that the request has loaded before. Nobody changes the
            value: it is given to many.
        if_good: whether the value may be kept.
    """
    outer = _current.get()
    if outer is None or outer.values is None:
        return make()
    if key in outer.made:
        part, known = outer.made[key]
        outer.add(part)
        return cast("Value", known)
    held = outer.values.find(key, outer)
    if held is not None:
        outer.add_held(held)
        return cast("Value", held.value)
    return _made(outer, key, make, if_good or _is_good)


def _is_good(_value: object) -> bool:
    return True


def _made(outer: Reading, key: Hashable, make: Callable[[], Value], if_good: Callable[[Value], bool]) -> Value:
    with apart() as inner:
        try:
            value = make()
        finally:  # a page that says why there is no value rests on what was asked for it
            if inner is not None:
                outer.add(inner)
    if inner is None or outer is not _current.get():
        return value  # something was written meanwhile
    if not if_good(value):
        return value
    outer.made[key] = inner, value
    basis = outer.marks.basis(frozenset(inner.tables))
    if basis is not None and outer.values is not None:
        outer.values.hold(key, Held(basis, inner.states(), value))
    return value
