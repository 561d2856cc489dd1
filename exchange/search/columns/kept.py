"""What was worked out for earlier questions, up to a size."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Thing = TypeVar("Thing")


def once(make: Callable[[Thing], Value]) -> Callable[[Thing], Value]:
    """Made once for each thing and forgotten with it: a segment stays open through many commits."""
    kept: WeakKeyDictionary[Thing, Value] = WeakKeyDictionary()

    @wraps(make)
    def found(thing: Thing) -> Value:
        made = kept.get(thing)
        return kept.setdefault(thing, make(thing)) if made is None else made

    return found


class Kept(Generic[Key, Value]):
    """The oldest goes first; the newest stays, however large it is.

    Args:
        most: how much is kept, in what the sizes are given in: values, rows or bytes.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._held: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._keeping = threading.Lock()  # a size that is counted twice would stay so for as long as a segment is open

    def get(self, key: Key) -> Value | None:
        """What is kept, if it is."""
        held = self._held.get(key)
        return held[0] if held else None

    def keep(self, key: Key, value: Value, size: int = 1) -> Value:
        """The value itself, kept from now on. Of two threads that made the same the later one's stays."""
        with self._keeping:
            before = self._held.pop(key, None)
            self._size += size - (before[1] if before else 0)
            self._held[key] = (value, size)
            while self._size > self._most and len(self._held) > 1:
                _, (_, given_up) = self._held.popitem(last=False)
                self._size -= given_up
        return value
