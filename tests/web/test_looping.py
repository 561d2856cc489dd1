"""The loop looks at a connection when something comes from it, whatever its client does meanwhile."""

import select
import socket
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask, request

from exchange.ending import Serving
from exchange.guests import _Threads, server_of

ASKED = b"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n"
LARGE = 20_000_000  # more than sockets hold, and more than waitress buffers before it waits for its client
SLOW_SECONDS = 0.2


class _Served:
    """A server whose loop counts its turns."""

    def __init__(self) -> None:
        self.turns = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._server = server_of(_app(), self._socket, threads=2)
        self._serving = Serving(self._server)
        turn = self._serving._loop.turn  # noqa: SLF001 - turns are what is counted

        def counted(seconds: float) -> None:
            self.turns += 1
            turn(seconds)

        self._serving._loop.turn = counted  # type: ignore[method-assign]  # noqa: SLF001 - the same
        self._thread = threading.Thread(target=self._serving.serve)
        self._thread.start()

    def line(self) -> socket.socket:
        return socket.create_connection(self._socket.getsockname(), timeout=30)

    def wait_until_idle(self) -> None:
        """Until the threads that answered are ready for the next question."""
        end = time.monotonic() + 30
        while any(channel.requests for channel in list(self._server.active_channels.values())):
            assert time.monotonic() < end
            time.sleep(0.001)

    def end(self) -> None:
        self._serving.end()
        self._thread.join(timeout=30)
        self._serving.answer_the_rest(seconds=5)


def _app() -> Flask:
    app = Flask("looping")
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    app.add_url_rule("/<word>", "page", _page)
    return app


def _page(word: str) -> str:
    if word.startswith("slow"):
        time.sleep(SLOW_SECONDS)
    return "large" * (LARGE // 5) if word == "large" else f"<{word} {request.method}>"


@pytest.fixture(params=[True, False], ids=["epoll", "poll"])
def served(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Served]:
    """On Linux and on systems that have no epoll."""
    if not request.param:
        monkeypatch.delattr(select, "epoll")
    served = _Served()
    yield served
    served.end()


def _read_until(line: socket.socket, end: bytes) -> bytes:
    content = b""
    while end not in content:
        piece = line.recv(1 << 16)
        assert piece, content[-300:]
        content += piece
    return content


def test_an_answer_takes_one_turn(served: _Served) -> None:
    with served.line() as line:
        line.sendall(ASKED % b"first")
        _read_until(line, b"<first GET>")
        before = served.turns
        for _ in range(50):
            line.sendall(ASKED % b"page")
            _read_until(line, b"<page GET>")
            served.wait_until_idle()
        assert 50 <= served.turns - before <= 75


def test_head_and_body_come_at_once(served: _Served) -> None:
    with served.line() as line:
        line.sendall(ASKED % b"page")
        assert line.recv(1 << 16).endswith(b"<page GET>")


def test_questions_that_are_sent_together_are_answered_in_turn(served: _Served) -> None:
    with served.line() as line:
        line.sendall(b"".join(ASKED % word for word in (b"slow", b"second", b"third")))
        content = _read_until(line, b"<third GET>")
    assert content.index(b"<slow GET>") < content.index(b"<second GET>") < content.index(b"<third GET>")


def test_a_question_during_an_answer_is_answered_after_it(served: _Served) -> None:
    with served.line() as line:
        for _ in range(3):
            line.sendall(ASKED % b"slow")
            time.sleep(SLOW_SECONDS / 2)
            before = served.turns
            line.sendall(ASKED % b"second")
            assert b"<slow GET>" in _read_until(line, b"<second GET>")
            assert served.turns - before < 10, "whoever waits is not asked again and again"


def test_who_hangs_up_during_an_answer_is_forgotten(served: _Served) -> None:
    before = served.turns
    for _ in range(3):
        line = served.line()
        line.sendall(ASKED % b"slow")
        time.sleep(SLOW_SECONDS / 4)
        line.close()
    time.sleep(SLOW_SECONDS * 3)
    assert served.turns - before < 40
    with served.line() as line:
        line.sendall(ASKED % b"page")
        _read_until(line, b"<page GET>")


def test_a_client_that_reads_slowly_gets_all_of_a_large_answer_and_the_next(served: _Served) -> None:
    with served.line() as line:
        line.sendall(ASKED % b"large")
        time.sleep(0.3)
        line.sendall(ASKED % b"page")
        content = _read_until(line, b"<page GET>")
    assert content.count(b"large") == LARGE // 5


def test_a_client_that_asks_for_it_is_hung_up_on(served: _Served) -> None:
    with served.line() as line:
        line.sendall((ASKED % b"page").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        content = b""
        while piece := line.recv(1 << 16):
            content += piece
    assert content.endswith(b"<page GET>")


def test_a_thread_outlives_a_task_that_fails() -> None:
    done = threading.Event()
    threads = _Threads(1)
    for service in (lambda: 1 / 0, done.set):
        threads.add_task(SimpleNamespace(service=service))
    assert done.wait(10)
    assert threads.shutdown(timeout=10)


def test_threads_end_without_beginning_what_waits() -> None:
    may_end, begun, left = threading.Event(), threading.Event(), []
    threads = _Threads(1)

    def take_long() -> None:
        begun.set()
        may_end.wait(10)

    threads.add_task(SimpleNamespace(service=take_long))
    threads.add_task(SimpleNamespace(service=lambda: left.append("done"), cancel=lambda: left.append("cancelled")))
    assert begun.wait(10)
    assert not threads.shutdown(timeout=0.1)
    may_end.set()
    assert threads.shutdown(timeout=10)
    assert left == ["cancelled"]
