"""The loop of waitress, which looks at silent connections when the kernel tells of them, and shares newcomers out.

With a thousand silent ones a turn took half a millisecond, and a request needs several: pages of others came five times
as slowly (fault 14, decision 0055).
"""

import select
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from waitress import wasyncore
from waitress.server import BaseWSGIServer

from exchange.doors import ALONE, Door
from exchange.guests import Channel

_OTHERS_FIRST_SECONDS = 0.02  # who has more connections looks at the door after the others had time to
_IN, _OUT = select.POLLIN | select.POLLPRI, select.POLLOUT


class Loop:
    """Turns of one server, by one thread. Whoever rests is asked again only after something came from it."""

    def __init__(self, server: BaseWSGIServer, door: Door = ALONE) -> None:
        self._server = server
        self._door = door
        self._looked = 0.0  # at the door
        self._map: dict[int, Any] = server._map  # noqa: SLF001 - what server.run() loops over
        self._resting: dict[int, Channel] = {}
        self._told = select.epoll() if hasattr(select, "epoll") else None  # only Linux has it; elsewhere nobody rests
        self._lets_rest = self._told is not None

    def turn(self, seconds: float) -> None:
        """Wait for so long that something happens, and deal with it."""
        looked_after = self._server.next_channel_cleanup
        awake = [(fd, one) for fd, one in list(self._map.items()) if self._resting.get(fd) is not one]
        happened = self._poll(awake, seconds)
        for fd, flags in [*happened, *self._from_resting()]:
            one = self._map.get(fd)
            if one is not None:
                wasyncore.readwrite(one, flags)
        if self._lets_rest:
            self._let_rest(awake)
        if looked_after != self._server.next_channel_cleanup:
            self._wake(fd for fd, one in list(self._resting.items()) if one.will_close)

    def wake_all(self) -> None:
        """Look at everybody from now on: the end has begun."""
        self._lets_rest = False
        self._wake(list(self._resting))

    def close(self) -> None:
        """Let go of the kernel's list."""
        if self._told is not None:
            self._told.close()

    def _poll(self, awake: list[tuple[int, Any]], seconds: float) -> list[tuple[int, int]]:
        poll, told = select.poll(), self._told.fileno() if self._told is not None else -1
        if told >= 0:
            poll.register(told, select.POLLIN)
        is_for_others = self._door.is_for_others(len(self._server.active_channels))
        left: list[int] = []
        for fd, one in awake:
            flags = (_IN if one.readable() else 0) | (_OUT if one.writable() and not one.accepting else 0)
            if flags and is_for_others and one.accepting:
                left.append(fd)
            elif flags:
                poll.register(fd, flags)
        seconds = min(seconds, _OTHERS_FIRST_SECONDS) if left else seconds
        happened = [(fd, flags) for fd, flags in poll.poll(int(seconds * 1000)) if fd != told]
        return happened + self._newcomers(left)

    def _newcomers(self, doors: list[int]) -> list[tuple[int, int]]:
        """Whom nobody else has let in for a while."""
        now = time.monotonic()
        if not doors or now - self._looked < _OTHERS_FIRST_SECONDS:
            return []
        self._looked = now
        poll = select.poll()
        for fd in doors:
            poll.register(fd, _IN)
        return poll.poll(0)

    def _from_resting(self) -> list[tuple[int, int]]:
        told = self._told.poll(0) if self._told is not None and self._resting else []
        self._wake(fd for fd, _flags in told)
        return told

    def _wake(self, numbers: Iterable[int]) -> None:
        for fd in numbers:
            del self._resting[fd]
            with suppress(OSError):  # closed meanwhile, and so forgotten
                self._kernel.unregister(fd)

    def _let_rest(self, awake: list[tuple[int, Any]]) -> None:
        for fd, one in awake:
            if self._map.get(fd) is one and isinstance(one, Channel) and one.rests:
                self._resting[fd] = one
                self._kernel.register(fd, select.EPOLLIN)

    @property
    def _kernel(self) -> "select.epoll":
        """The list; asked for only where somebody may rest."""
        assert self._told is not None  # noqa: S101 - nobody rests without it
        return self._told
