"""Processes at one port share out the connections that stay open, and none waits for one that does not answer."""

import socket
import time
from collections.abc import Iterator

import pytest
from waitress import create_server

from exchange.doors import Doors
from exchange.looping import Loop

MANY = 20


class _Pair:
    """Two loops at one port, as two processes have them; each takes its turns when it is told to."""

    def __init__(self) -> None:
        self.shared = socket.create_server(("127.0.0.1", 0), backlog=MANY)
        self._doors = Doors(2)
        self.servers = [create_server(lambda _e, _s: [], sockets=[self.shared.dup()], map={}) for _ in range(2)]
        self.loops = [Loop(server, self._doors.of(number)) for number, server in enumerate(self.servers)]
        self.guests = [socket.create_connection(self.shared.getsockname()) for _ in range(MANY)]

    @property
    def let_in(self) -> list[int]:
        return [len(server.active_channels) for server in self.servers]

    def close(self) -> None:
        for guest in self.guests:
            guest.close()
        for server, loop in zip(self.servers, self.loops, strict=True):
            for channel in list(server.active_channels.values()):
                channel.handle_close()
            loop.close()
            server.task_dispatcher.shutdown(timeout=1)
            server.close()
        self.shared.close()


@pytest.fixture
def pair() -> Iterator[_Pair]:
    pair = _Pair()
    yield pair
    pair.close()


def test_connections_are_shared_out_however_often_one_looks(pair: _Pair) -> None:
    """The second takes a turn for every five of the first, as when it works and the first rests."""
    for _ in range(MANY):
        for _ in range(5):
            pair.loops[0].turn(0)
        pair.loops[1].turn(0)
    assert sum(pair.let_in) == MANY
    assert max(pair.let_in) <= MANY / 2 + 2


def test_a_neighbour_that_hangs_keeps_nobody_out(pair: _Pair) -> None:
    end = time.monotonic() + 10
    while pair.let_in[0] < MANY and time.monotonic() < end:
        pair.loops[0].turn(1)
    assert pair.let_in == [MANY, 0]
