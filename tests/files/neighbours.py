"""Small real servers: one that speaks clamd's protocol over TCP, one that keeps objects as S3 does over HTTP."""

import hashlib
import re
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MOST_STREAM = 25 * 1024 * 1024


class _Clamd(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM\0":
            self.wfile.write(_verdict(self._stream()))
        else:
            self.wfile.write(b"UNKNOWN COMMAND\0")

    def _stream(self) -> bytes:
        found = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            found += self.rfile.read(size)
        return found


def _verdict(content: bytes) -> bytes:
    if len(content) > MOST_STREAM:
        return b"INSTREAM size limit exceeded. ERROR\0"
    return b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


@contextmanager
def clamd() -> Iterator[int]:
    """The port of a scanner that runs."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Clamd) as server, _served(server):
        yield int(server.server_address[1])


class _Bucket(BaseHTTPRequestHandler):
    kept: dict[str, bytes]

    def do_PUT(self) -> None:
        self.kept[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200, b"", self.kept[self.path])

    def do_GET(self) -> None:
        content = self.kept.get(self.path)
        if content is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._answer(200, content, content)

    def do_POST(self) -> None:
        """Several at once, as the library asks: `/bucket?delete`."""
        named = re.findall(r"<Key>([^<]+)</Key>", self.rfile.read(int(self.headers["Content-Length"])).decode())
        for key in named:
            self.kept.pop(f"{self.path.partition('?')[0]}/{key}", None)
        gone = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in named)
        self._answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode())

    def _answer(self, status: int, body: bytes, content: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("ETag", f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"')
        self.send_header("Last-Modified", formatdate(usegmt=True))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Tests stay quiet."""


@contextmanager
def bucket() -> Iterator[tuple[str, dict[str, bytes]]]:
    """The address of an object store that runs, and what it keeps by path."""
    kept: dict[str, bytes] = {}
    handler = type("Bucket", (_Bucket,), {"kept": kept})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, _served(server):
        yield f"http://127.0.0.1:{server.server_address[1]}", kept


@contextmanager
def _served(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield
    server.shutdown()
    thread.join()
