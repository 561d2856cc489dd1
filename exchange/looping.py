"""The loop of waitress, which looks at a connection when the kernel tells of it, and shares newcomers out.

Looking at all of them in each turn, and taking a turn for each answer, cost as much as making a kept page: a thousand
silent ones made others five times as slow (fault 14, decision 0055), and while four threads answered the loop turned
a dozen times for each request (decision 0065). It goes when waitress asks epoll itself and is not called after each
answer.
"""

import select
import time
from collections import deque
from contextlib import suppress
from typing import Any

from waitress import wasyncore
from waitress.server import BaseWSGIServer

from exchange.doors import ALONE, Door

_OTHERS_FIRST_SECONDS = 0.02  # who has more connections looks at the door after the others had time to
_IN, _OUT = select.POLLIN, select.POLLOUT  # the same numbers for both kinds of list


class Loop:
    """Turns of one server, by one thread."""

    def __init__(self, server: BaseWSGIServer, door: Door = ALONE) -> None:
        self._server = server
        self._door = door
        self._knocked = 0.0  # when somebody was left to the others
        self._map: dict[int, Any] = server._map  # noqa: SLF001 - what server.run() loops over
        self._calls: deque[Any] = deque()  # connections that threads call for
        server.calls = self._calls
        self._kernel: Any = select.epoll() if hasattr(select, "epoll") else select.poll()  # only Linux has the first
        self._units = 1 if hasattr(self._kernel, "close") else 1000  # of its time, in a second
        self._told: dict[int, tuple[Any, int]] = {}  # whom the kernel watches, and for what
        self._looks_at_all = False
        self.look_at_all()

    def turn(self, seconds: float) -> None:
        """Wait for so long that something happens, and deal with it."""
        if self._looks_at_all:
            self.look_at_all()
        self._mind_the_door()
        if self._knocked:
            seconds = min(seconds, _OTHERS_FIRST_SECONDS)
        for fd, flags in self._kernel.poll(seconds * self._units):
            one = self._map.get(fd)
            if one is None:
                self._forget(fd)
            elif one.accepting:
                self._answer_the_door()
            elif one is self._server.trigger:
                self._come(one)
            else:
                self._attend(fd, one, flags)

    def look_at_all(self) -> None:
        """See what everybody waits for: some were told to close, or came in beside the loop."""
        for fd, one in list(self._map.items()):
            if one is not self._server:
                self._look_at(fd, one)

    def wake_all(self) -> None:
        """Look at everybody in each turn from now on: the end has begun."""
        self._looks_at_all = True

    def close(self) -> None:
        """Let go of the kernel's list."""
        if hasattr(self._kernel, "close"):
            self._kernel.close()

    def _attend(self, fd: int, one: Any, flags: int) -> None:
        """Whoever asks more while being answered waits; all others are watched for the next question meanwhile."""
        if flags & _IN and not one.readable():
            self._look_at(fd, one)
            return
        wasyncore.readwrite(one, flags)
        if not self._knows(fd, one):
            self._forget(fd)
        elif self._told[fd][1] != _IN or one.writable():
            self._look_at(fd, one)

    def _come(self, trigger: Any) -> None:
        """Threads have called: an answer is not all gone, or its connection is to be closed or read again."""
        wasyncore.readwrite(trigger, _IN)
        while self._calls:
            one = self._calls.popleft()
            fd = one._fileno  # noqa: SLF001 - its number, which the library has no other name for
            if self._knows(fd, one):
                self._look_at(fd, one)

    def _look_at(self, fd: int, one: Any) -> None:
        """Have the kernel watch for what this one waits for."""
        one.is_waited_for = True  # before looking: whoever ends an answer from here on calls
        wanted = (_IN if one.readable() else 0) | (_OUT if one.writable() else 0)
        one.is_waited_for = wanted != _IN
        known, told = self._told.get(fd, (None, 0))
        self._tell(fd, told if known is one else 0, wanted)
        self._told[fd] = one, wanted

    def _knows(self, fd: int | None, one: Any) -> bool:
        """Whether the connection is still there, and its number still its own."""
        return fd is not None and self._map.get(fd) is one

    def _tell(self, fd: int, told: int, wanted: int) -> None:
        """Who waits for nothing is not watched: that it has hung up would be told again and again."""
        if wanted == told:
            return
        if not wanted:
            self._kernel.unregister(fd)
        elif told:
            self._kernel.modify(fd, wanted)
        else:
            self._kernel.register(fd, wanted)

    def _forget(self, fd: int) -> None:
        self._told.pop(fd, None)
        with suppress(OSError, KeyError):  # epoll has forgotten it when it was closed
            self._kernel.unregister(fd)

    def _mind_the_door(self) -> None:
        """Watch it while there is room, but for the moments in which the others may answer it."""
        cleaned = self._server.next_channel_cleanup
        is_open = self._server.readable()  # tells those to close, too, who were silent for too long
        if cleaned != self._server.next_channel_cleanup:
            self.look_at_all()
        is_ours = not self._door.is_for_others(len(self._server.active_channels))
        if self._knocked and (is_ours or time.monotonic() - self._knocked >= _OTHERS_FIRST_SECONDS):
            self._knocked = 0.0
            if is_open and select.select([self._server.socket], [], [], 0)[0]:
                self._let_in()
        self._watch_the_door(_IN if is_open and not self._knocked else 0)

    def _watch_the_door(self, wanted: int) -> None:
        fd = self._server._fileno  # noqa: SLF001 - as above
        if fd in self._map:
            self._tell(fd, self._told.get(fd, (None, 0))[1], wanted)
            self._told[fd] = self._server, wanted

    def _answer_the_door(self) -> None:
        if self._door.is_for_others(len(self._server.active_channels)):
            self._knocked = time.monotonic()
        else:
            self._let_in()

    def _let_in(self) -> None:
        """Take in one newcomer, who stands last among those who are there."""
        wasyncore.readwrite(self._server, _IN)
        fd, one = next(reversed(self._map.items()))
        if one is not self._server:
            self._look_at(fd, one)
