"""A connection of `exchange bench load` that stays open: HTTP/1.1 by hand, a third of what the library's client costs.

The load is made on the processors that it measures, so what it takes itself is taken from the product.
"""

import re
import socket
from urllib.parse import urlencode

_PATIENCE_SECONDS = 30
_PIECE = 1 << 16
_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def request_of(path: str, *, cookie: str = "", form: tuple[tuple[str, str], ...] = ()) -> bytes:
    """A whole request as bytes."""
    lines = [f"{'POST' if form else 'GET'} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    body = urlencode(form).encode()
    if form:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + _END + body


class Line:
    """Asks one request after the other; connects anew after a failure."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def status(self, request: bytes) -> int:
        """Send it and read the whole answer. Returns its status, 0 when none came."""
        try:
            if self._socket is None:
                self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=_PATIENCE_SECONDS)
            self._socket.sendall(request)
            return self._answer(self._socket)
        except (OSError, ValueError):
            self.close()
            return 0

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None

    def _answer(self, line: socket.socket) -> int:
        content = b""
        while _END not in content:
            content += _piece(line)
        head, _, body = content.partition(_END)
        length = _LENGTH.search(head)
        if length is None:
            raise ValueError("an answer without its length")
        missing = int(length[1]) - len(body)
        while missing > 0:
            missing -= len(_piece(line))
        return int(head.split(b" ", 2)[1])


def _piece(line: socket.socket) -> bytes:
    piece = line.recv(_PIECE)
    if not piece:
        raise ConnectionResetError
    return piece
