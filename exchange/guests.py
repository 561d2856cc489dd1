"""How much one client may take of the server: places for many, and none for long to who is silent or dribbles.

waitress takes a hundred connections and then nobody: a hundred silent ones locked everybody out (decision 0055).
What is changed here stands in its channel.py and task.py (3.0.2). Each class says what for; it goes when a newer
waitress does so itself.
"""

import resource
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

from flask import Flask
from waitress import create_server
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask

_MOST_CONNECTIONS = 4096  # of one process; each costs the loop some microseconds a turn
_OWN_FILES = 256  # database, index and files that are open beside them
_SILENT_SECONDS = 30  # between two requests of one connection, and before the first
_LOOK_SECONDS = 5
_PATIENCE_SECONDS, _SLOWEST_BYTES = 20.0, 1000  # for a request, and what a second of it must bring beyond that
_LARGEST_HEAD = 64 * 1024
_PIECE = 64 * 1024  # that is read in one turn: a large body in pieces of 8 kB took thousands
_BEYOND = 2  # times the largest request: up to there a page says so, beyond it the line is cut short


class _Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    def __init__(self, adj: Adjustments) -> None:
        super().__init__(adj)
        self.began = time.monotonic()

    @property
    def is_dribbling(self) -> bool:
        """Whether it has come more slowly than the slowest line brings it."""
        came: int = self.header_bytes_received + self.body_bytes_received
        return time.monotonic() - self.began > _PATIENCE_SECONDS + came / _SLOWEST_BYTES


class _Threads(ThreadedTaskDispatcher):  # type: ignore[misc]  # the same
    """Threads that take their tasks from a queue of the interpreter's own.

    waitress wakes a thread with a lock in its hand that the thread then waits for.
    """

    def __init__(self, count: int) -> None:
        super().__init__()
        self._tasks: SimpleQueue[Any] = SimpleQueue()
        self.set_thread_count(count)

    def handler_thread(self, thread_no: int) -> None:
        """Do one task after the other, until there is none but the end."""
        while (task := self._tasks.get()) is not None:
            try:
                task.service()
            except BaseException:  # as in waitress: a thread outlives what it was given
                self.logger.exception("Exception when servicing %r", task)
        with self.lock:
            self.threads.discard(thread_no)
            self.thread_exit_cv.notify()

    def add_task(self, task: Any) -> None:
        """Let the next thread that is free do it."""
        self._tasks.put(task)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:  # noqa: FBT001, FBT002 - its signature
        """End the threads; what nobody has begun is left undone."""
        del cancel_pending
        with suppress(Empty):
            while True:
                task = self._tasks.get_nowait()
                if task is not None:  # asked to end before
                    task.cancel()
        for _ in list(self.threads):
            self._tasks.put(None)
        with self.lock:
            return bool(self.thread_exit_cv.wait_for(lambda: not self.threads, timeout))


class _Whole(WSGITask):  # type: ignore[misc]  # the same
    """An answer whose head goes with its body, where waitress sends it before."""

    wrote_header: bool

    def write(self, data: bytes) -> None:
        """Send it, the first piece behind the head."""
        if self.wrote_header or not self.complete or not self.has_body or self.content_length is None:
            super().write(data)
            return
        head = self.build_response_header()
        self.wrote_header = True
        body = data[: self.content_length]
        self.content_bytes_written = len(body)
        self.channel.write_soon(head + body)


class _Caller:
    """The server as one of its connections knows it: it calls the loop where the loop has something to do.

    Called after each answer, the loop took a turn for each, which cost what a kept page costs.
    """

    def __init__(self, server: BaseWSGIServer, channel: "Channel") -> None:
        self._server = server
        self._channel = channel
        self.adj = server.adj
        self.add_task = server.add_task

    def __getattr__(self, name: str) -> Any:
        return getattr(self._server, name)

    def pull_trigger(self) -> None:
        """Have the loop look at the connection, unless it watches already for all that may come."""
        if self._channel.is_waited_for or self._channel.writable():
            self._server.calls.append(self._channel)
            self._server.pull_trigger()


class Channel(HTTPChannel):  # type: ignore[misc]  # the same
    """A connection.

    Attributes:
        is_waited_for: the loop does not watch for its next request, and wants to be told when it is to (looping.py).
    """

    parser_class = _Parser
    task_class = _Whole
    is_waited_for = False

    def __init__(self, server: BaseWSGIServer, *rest: Any, **named: Any) -> None:
        super().__init__(_Caller(server, self), *rest, **named)

    def write_soon(self, data: Any) -> int:
        """Give the socket what it takes at once; the rest waits, as waitress has it."""
        if not isinstance(data, bytes) or not data:
            return int(super().write_soon(data))
        with self.outbuf_lock:
            taken = self._taken_at_once(data)
            if taken < len(data):
                super().write_soon(data[taken:])
        return len(data)

    def _taken_at_once(self, data: bytes) -> int:
        if self.total_outbufs_len or not self.connected:
            return 0
        try:
            taken = int(self.send(data, do_close=False))
        except OSError:
            return 0  # waitress tries again, and ends the connection
        self.last_activity = time.time()
        return taken


def server_of(app: Flask, shared: object, *, threads: int) -> BaseWSGIServer:
    """Waitress on this socket, with room for many and patience with few."""
    server = create_server(
        app,
        sockets=[shared],
        _dispatcher=_Threads(threads),
        ident=None,
        connection_limit=_room(),
        channel_timeout=_SILENT_SECONDS,
        cleanup_interval=_LOOK_SECONDS,
        recv_bytes=_PIECE,
        max_request_header_size=_LARGEST_HEAD,
        max_request_body_size=_BEYOND * app.config["MAX_CONTENT_LENGTH"],
    )
    server.channel_class = Channel
    return server


def send_dribblers_away(server: BaseWSGIServer) -> None:
    """Close connections whose request does not come on; called by the thread that reads them."""
    for channel in list(server.active_channels.values()):
        request = channel.request
        if isinstance(request, _Parser) and not channel.requests and request.is_dribbling:
            channel.will_close = True


def _room() -> int:
    """As many as this process may open files, which is raised to what the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_CONNECTIONS + _OWN_FILES
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(100, min(soft - _OWN_FILES, _MOST_CONNECTIONS))
