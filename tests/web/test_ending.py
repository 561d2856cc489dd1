"""The server ends in order: what was asked before the signal is answered, and what never comes is not waited for."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from exchange.ending import Serving
from exchange.forking import serve_many
from exchange.guests import server_of
from exchange.web.logs import configure_logs

SLOW_SECONDS = 0.6
LONG = b"answer " * 150_000  # more than a socket takes at once
_REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n"


def _answering(environ: dict[str, object], start: Callable[[str, list[tuple[str, str]]], object]) -> Iterator[bytes]:
    time.sleep(SLOW_SECONDS)
    start("200 OK", [("Content-Length", str(len(LONG)))])
    yield LONG


def _app() -> Flask:
    app = Flask("ending")
    app.config["MAX_CONTENT_LENGTH"] = 1024
    app.wsgi_app = _answering  # type: ignore[assignment]  # nothing of Flask is wanted here
    return app


class _Running:
    """A server with one thread, which ends when it is told."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = self.socket.getsockname()
        self.server = server_of(_app(), self.socket, threads=1)
        self.serving = Serving(self.server)
        self._lines: list[socket.socket] = []
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        self.serving.serve()
        self.serving.answer_the_rest(seconds=60)

    def asked(self, request: bytes = _REQUEST + b"\r\n") -> socket.socket:
        line = socket.create_connection(self.address, timeout=60)
        self._lines.append(line)
        line.sendall(request)
        return line

    def wait_for(self, *, lines: int, begun: int = 0) -> None:
        """Until so many have connected, and so many have sent a request or the beginning of one."""
        channels = self.server.active_channels
        _wait_for(lambda: len(channels) >= lines)
        _wait_for(lambda: sum(bool(one.requests or one.request) for one in list(channels.values())) >= begun)

    def end(self) -> None:
        self.serving.end()

    def wait(self) -> float:
        began = time.monotonic()
        self._thread.join(timeout=90)
        assert not self._thread.is_alive()
        for line in self._lines:
            line.close()
        return time.monotonic() - began


@pytest.fixture
def running() -> Iterator[_Running]:
    own = _Running()
    yield own
    own.end()
    own.wait()


def test_whoever_asked_before_the_end_gets_the_whole_answer(running: _Running) -> None:
    """One is being answered, one waits for its turn, one has only connected so far."""
    lines = [running.asked(), running.asked(), running.asked(b"")]
    running.wait_for(lines=3, begun=2)
    running.end()
    time.sleep(0.1)
    lines[2].sendall(_REQUEST + b"\r\n")
    for line in lines:
        assert _read(line).endswith(LONG[-100:])
    running.wait()


def test_the_second_half_of_a_form_may_come_after_the_end(running: _Running) -> None:
    line = running.asked(_REQUEST.replace(b"GET", b"POST") + b"Content-Length: 8\r\n\r\nfour")
    running.wait_for(lines=1, begun=1)
    running.end()
    time.sleep(0.3)
    line.sendall(b"four")
    assert b"200 OK" in _read(line)


def test_newcomers_are_turned_away_and_the_port_is_free(running: _Running) -> None:
    running.end()
    running.wait()
    with pytest.raises(ConnectionError):
        running.asked()
    socket.create_server(running.address).close()


def test_lines_on_which_nothing_comes_are_not_waited_for(running: _Running) -> None:
    kept_open, _half = running.asked(), running.asked(_REQUEST)
    _read(kept_open, len(LONG))
    running.end()
    assert running.wait() < 30


def test_a_family_of_processes_ends_with_its_parent_even_while_one_is_replaced(tmp_path: Path) -> None:
    """The signal came while a dead child waited for its successor: that one was born after it and never told."""
    pid = os.fork()
    if pid == 0:
        serve_many(lambda _number: _live(tmp_path), 2, at_end=lambda: None)
        os._exit(0)
    _wait_for(lambda: len(list(tmp_path.iterdir())) == 2)
    os.kill(int(next(tmp_path.iterdir()).name), signal.SIGKILL)
    time.sleep(0.1)  # within the pause before a dead one is replaced
    os.kill(pid, signal.SIGTERM)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert not [one for one in tmp_path.iterdir() if Path(f"/proc/{one.name}").exists()]


def test_a_process_that_fails_says_why(capfd: pytest.CaptureFixture[str]) -> None:
    """Its successor hid it: the log said only that a process had ended."""
    pid = os.fork()
    if pid == 0:
        configure_logs("info")  # to the standard error of now
        serve_many(_fail, 1, at_end=lambda: None)
        os._exit(0)
    said = ""

    def is_said() -> bool:
        nonlocal said
        said += "".join(capfd.readouterr())
        return "no such folder" in said

    _wait_for(is_said)
    os.kill(pid, signal.SIGTERM)
    os.waitpid(pid, 0)


def _fail(_number: int) -> None:
    raise FileNotFoundError("no such folder")


def _live(folder: Path) -> None:
    (folder / str(os.getpid())).touch()
    time.sleep(30)


def _wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def _read(line: socket.socket, most: int = 1 << 30) -> bytes:
    content = b""
    while len(content) < most and (piece := line.recv(1 << 16)):
        content += piece
    return content
