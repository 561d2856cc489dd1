"""What a serving process does about its memory: pools, what was freed, and when the interpreter looks for garbage."""

import ctypes
import gc
import threading
import time
from collections.abc import Mapping
from contextlib import suppress

from exchange.search.columns.file import let_go
from exchange.search.whoosh.heap import give_back

_M_ARENA_MAX, _POOLS = -8, 2  # malloc.h of glibc
_GIVE_BACK_SECONDS = 10.0  # takes a millisecond
_YOUNG = 10_000  # objects more than at the last look; a request leaves 14 to 250 to the collector
_FULL = 2  # the oldest generation
_SETTLED = 2  # full collections: after the first, what a process builds once is there; after the second, what it keeps


def share_pools() -> None:
    """Two pools of the C library for all threads: each of its own kept what the largest page had needed."""
    with suppress(OSError, AttributeError):  # another C library has no such pools
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _POOLS)


def keep_what_is_loaded() -> None:
    """Leave modules and tables out of later garbage collections: a full one cost 100 to 190 ms within a request."""
    if gc.isenabled():
        gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
    gc.enable()


def begin_keeping_house() -> None:
    """In each process that serves, once: give back what is free now and then, and settle after the first work."""
    gc.callbacks.append(Settling())
    threading.Thread(target=_give_back_now_and_then, name="memory", daemon=True).start()


class Settling:
    """Leaves what has survived the first full collections out of later ones, as what was loaded.

    Templates, statements and tables are built by the first requests: 180,000 objects that live as long as the process.
    Each full collection looked at them for 130 ms, in which no thread of the process answered.
    """

    def __init__(self) -> None:
        self._seen = 0

    def __call__(self, phase: str, info: Mapping[str, int]) -> None:
        """Called by the collector at the beginning and the end of each collection."""
        if phase != "stop" or info["generation"] != _FULL or self._seen == _SETTLED:
            return
        self._seen += 1
        gc.freeze()  # nothing that is left is garbage now


def _give_back_now_and_then() -> None:
    """What searches at once needed, 40 MB in pieces, stayed with the process until the next such moment, or longer."""
    while True:
        time.sleep(_GIVE_BACK_SECONDS)
        give_back()
        let_go()
