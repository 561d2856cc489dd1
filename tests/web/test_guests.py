"""Who is silent, slow or greedy takes nothing from the others."""

import select
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from flask import Flask

from exchange import ending, guests
from exchange.ending import Serving
from exchange.guests import server_of
from tests.faults.siege import huge_body, huge_head, status_of, unannounced_body

SILENT = 300


@pytest.fixture(params=[True, False], ids=["told by the kernel", "looks itself"])
def port(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Of a server with one page, on Linux and on systems that have no epoll."""
    if not request.param:
        monkeypatch.delattr(select, "epoll")
    app = Flask("guests")
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    app.add_url_rule("/", "page", lambda: "A page.")
    shared = socket.create_server(("127.0.0.1", 0))
    serving = Serving(server_of(app, shared, threads=2))
    thread = threading.Thread(target=serving.serve)
    thread.start()
    yield shared.getsockname()[1]
    serving.end()
    thread.join(timeout=30)
    serving.answer_the_rest(seconds=5)


def _page(port: int) -> int:
    return status_of(port, iter([b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"]))


def test_hundreds_of_silent_lines_lock_nobody_out(port: int) -> None:
    silent = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(SILENT)]
    assert _page(port) == 200
    for line in silent:
        line.close()


def test_whoever_dribbles_is_sent_away(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guests, "_PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr(ending, "_LOOK_SECONDS", 0.2)
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(b"GET / HTTP/1.1\r\n")
        assert _sent_away(line, within_seconds=20)
    assert _page(port) == 200


def _sent_away(line: socket.socket, *, within_seconds: float) -> bool:
    end = time.monotonic() + within_seconds
    try:
        while time.monotonic() < end:
            time.sleep(0.2)
            line.sendall(b"x")
    except ConnectionError:
        return True
    return False


@pytest.mark.parametrize(("pieces", "status"), [(huge_body, 413), (unannounced_body, 413), (huge_head, 431)])
def test_what_is_far_too_large_is_refused_before_it_is_read(port: int, pieces: type, status: int) -> None:
    assert status_of(port, pieces()) == status
    assert _page(port) == 200
