"""The one-command server: waitress for the pages, huey's threads for the work, one process."""

import errno
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from types import FrameType

import structlog
from flask import Flask

from exchange.background import Background
from exchange.doors import ALONE, Door, Doors
from exchange.ending import Serving
from exchange.forking import serve_many
from exchange.guests import server_of
from exchange.kernel.errors import KernelError
from exchange.memory import begin_keeping_house, keep_what_is_loaded, share_pools
from exchange.text import rendering
from exchange.web.db import db
from exchange.web.migrations import count_writes, current, newest, require_known
from exchange.worker import Worker

_THREADS = 8
_BACKLOG = 1024  # clients that wait to be accepted
_ANSWERED_WITHIN_SECONDS, _ENDED_WITHIN_SECONDS = 8.0, 9.5  # container runtimes kill after ten
_BEHIND = 10  # niceness: a tenth of the share of a process that answers
_LOOK_SECONDS = 0.2
log = structlog.get_logger("exchange.server")


def serve_app(app: Flask, *, host: str, port: int, threads: int, processes: int = 1) -> None:
    """Serve until SIGTERM or Ctrl-C; what was asked before is answered first, and all ends within ten seconds.

    Args:
        processes: how many share the port. One alone does the background work too; beside several stands one for it.

    Raises:
        KernelError: the database has not the newest structure.
    """
    require_newest(app)
    require_port(host, port)
    with app.app_context():
        count_writes(db.engine)
        db.engine.dispose()  # no connection is shared by two processes
    share_pools()
    shared = socket.create_server((host, port), backlog=_BACKLOG)
    keep_what_is_loaded()
    if processes == 1:
        _serve(app, shared, ALONE, threads=threads, is_working=True)
        return
    doors = Doors(processes)

    def live(number: int) -> None:
        if number < processes:
            _serve(app, shared, doors.of(number), threads=threads, is_working=False)
        else:
            _work_apart(app, shared)

    serve_many(live, processes + 1, at_end=shared.close)


def usual_threads(processes: int) -> int:
    """How many each has: among eight of a busy process whoever holds the database's only writing turn waits for seven.

    With four, what 20 comments and 300 pages a second wait for is a tenth (docs/performance.md). A process alone keeps
    eight: more of them may be waiting for a document that is being taken apart.
    """
    return _THREADS if processes == 1 else _THREADS // 2


def _serve(app: Flask, shared: socket.socket, door: Door, *, threads: int, is_working: bool) -> None:
    serving = Serving(server_of(app, shared, threads=threads), door)
    _at_the_end(serving.end)
    rendering.prepare()
    begin_keeping_house()
    background = Background(app)
    if is_working:
        background.begin()
    serving.serve()
    _end_at_last()
    background.begin_nothing_more()
    serving.answer_the_rest(seconds=_ANSWERED_WITHIN_SECONDS)
    background.end(seconds=0.5)


def _work_apart(app: Flask, shared: socket.socket) -> None:
    """In a process of its own, which lets those that answer go first: learning texts took a whole core from them."""
    shared.close()
    os.nice(_BEHIND)
    is_ending: list[int] = []
    _at_the_end(lambda kind, _frame: is_ending.append(kind))
    background = Background(app)
    background.begin()
    while not is_ending:
        time.sleep(_LOOK_SECONDS)
    _end_at_last()
    background.end(seconds=_ANSWERED_WITHIN_SECONDS)


def _at_the_end(act: Callable[[int, FrameType | None], None]) -> None:
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, act)


def _end_at_last() -> None:
    """A job that hangs keeps nobody from starting the next server: what it holds is taken up again there."""
    timer = threading.Timer(_ENDED_WITHIN_SECONDS, os._exit, (0,))
    timer.daemon = True
    timer.start()


def require_port(host: str, port: int) -> None:
    """Say in a sentence why this port cannot be taken, before anything else is begun.

    Raises:
        KernelError: with what to do.
    """
    try:
        with socket.create_server((host, port)):
            return
    except socket.gaierror:
        reason = f"{host} is no address of this machine. Leave --host out, or write one such as 0.0.0.0."
    except OSError as error:
        said = {errno.EADDRINUSE: "is taken by another program", errno.EACCES: "is kept for the system's own programs"}
        reason = f"Port {port} {said.get(error.errno or 0, 'cannot be used')}. Choose another one, such as --port 8080."
    raise KernelError(reason)


def work(app: Flask) -> None:
    """Only the background work, until SIGTERM or Ctrl-C."""
    require_newest(app)
    worker = Worker(app)
    if not worker.start():
        raise KernelError("Another process does the background work of this data folder already.")
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        threading.Event().wait()
    finally:
        worker.stop()


def require_newest(app: Flask) -> None:
    """Refuse to run on a database of another structure: half of the pages would fail."""
    with app.app_context():
        found = current(db.engine)
    require_known(found)
    if found != newest():
        state = "is empty" if found is None else f"has revision {found}, this version needs {newest()}"
        raise KernelError(f"The database {state}. Run: exchange migrate")


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
