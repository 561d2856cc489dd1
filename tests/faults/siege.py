"""`python -m tests.faults.siege PORT`: a thousand silent sockets, dribblers, and requests that are far too large.

Says "ready", goes on until its input ends, then says in JSON which answers each kind got; 0 where none came.
"""

import json
import os
import select
import socket
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress

SILENT, DRIBBLING = 1000, 50
_PAUSE_SECONDS = 0.5
_PIECE = b"x" * 65_536
_POST = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"


def huge_body() -> Iterator[bytes]:
    """100 MB that are announced."""
    yield _POST + b"Content-Length: 104857600\r\n\r\n"
    yield from [_PIECE] * 1600


def unannounced_body() -> Iterator[bytes]:
    """100 MB in chunks."""
    yield _POST + b"Transfer-Encoding: chunked\r\n\r\n"
    yield from [b"10000\r\n" + _PIECE + b"\r\n"] * 1600
    yield b"0\r\n\r\n"


def many_fields() -> Iterator[bytes]:
    """10,000 fields."""
    body = b"&".join(b"field%d=value" % number for number in range(10_000))
    yield _POST + b"Content-Length: %d\r\n\r\n" % len(body) + body


def huge_head() -> Iterator[bytes]:
    """10 MB of headers."""
    yield b"GET / HTTP/1.1\r\nHost: x\r\n"
    for number in range(160):
        yield b"X-Long-%d: " % number + _PIECE[:65_000] + b"\r\n"
    yield b"\r\n"


KINDS: dict[str, Callable[[], Iterator[bytes]]] = {
    "100 MB": huge_body,
    "100 MB in chunks": unannounced_body,
    "10,000 fields": many_fields,
    "10 MB of headers": huge_head,
}


def status_of(port: int, pieces: Iterator[bytes]) -> int:
    """Send until all is sent or something is said, as a browser does; the status of the answer."""
    said = select.poll()  # select() takes no socket beyond the thousandth
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        said.register(line, select.POLLIN)
        with suppress(ConnectionError):
            for piece in pieces:
                line.sendall(piece)
                if said.poll(0):
                    break
        answer = b""
        with suppress(ConnectionError):
            answer = line.recv(64)
    return int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/") else 0


def _again_and_again(port: int, kind: str, answers: dict[str, list[int]], stop: threading.Event) -> None:
    while not stop.is_set():
        answers[kind].append(status_of(port, KINDS[kind]()))
        stop.wait(_PAUSE_SECONDS)


def _dribble(lines: list[socket.socket], stop: threading.Event) -> None:
    while not stop.wait(1.0):
        for line in lines:
            with suppress(OSError):
                line.send(b"x")


def main(port: int) -> None:
    """Lay siege until the input ends."""
    os.nice(15)  # it has machines of its own, and takes no processor from the server's
    answers, stop = defaultdict[str, list[int]](list), threading.Event()
    silent = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(SILENT)]
    dribbling = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(DRIBBLING)]
    threads = [threading.Thread(target=_again_and_again, args=(port, kind, answers, stop)) for kind in KINDS]
    threads.append(threading.Thread(target=_dribble, args=(dribbling, stop)))
    for thread in threads:
        thread.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()
    stop.set()
    for thread in threads:
        thread.join()
    for line in silent + dribbling:
        line.close()
    sys.stdout.write(json.dumps({kind: sorted(set(statuses)) for kind, statuses in answers.items()}) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
