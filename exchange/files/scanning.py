"""Look a file over for viruses: a port, and a client of clamd's INSTREAM.

Off until an administrator names a scanner; named and down, nothing passes.
"""

import socket
import struct
from typing import Protocol
from urllib.parse import urlsplit

import structlog

from exchange.files.kinds import refused
from exchange.kernel.errors import UnavailableError
from exchange.kernel.messages import N_, Message

PORT = 3310
_CHUNK = 64 * 1024
_MOST_ANSWER = 4096
_SECONDS = 30.0
_DOWN = Message(
    N_("Files are looked over for viruses before they are kept, and that does not answer just now. Try again later.")
)
log = structlog.get_logger("exchange.files")


class Scanner(Protocol):
    """Lets harmless content pass.

    Raises InvalidError for what it finds, UnavailableError while it cannot look.
    """

    def check(self, content: bytes) -> None:
        """Return when nothing was found."""

    def answers(self) -> bool:
        """Whether it can look at all."""


class NoScanner:
    """Nothing is looked over: the administrator has not named a scanner."""

    def check(self, content: bytes) -> None:
        """Everything passes."""

    def answers(self) -> bool:
        """Always."""
        return True


class Clamd:
    """A clamd on this or another machine, spoken to over TCP."""

    def __init__(self, host: str, port: int = PORT, seconds: float = _SECONDS) -> None:
        self._address = (host, port)
        self._seconds = seconds

    def check(self, content: bytes) -> None:
        """Send the content in pieces, read one line."""
        answer = self._ask(b"zINSTREAM\0" + _pieces(content))
        if answer.endswith("FOUND"):
            log.warning("file refused by the scanner", answer=answer[:200])
            raise refused(N_("The virus scanner found something in this file, so it was not taken."))
        if not answer.endswith("OK"):
            raise UnavailableError(_DOWN)

    def answers(self) -> bool:
        """Whether it says PONG."""
        try:
            return self._ask(b"zPING\0") == "PONG"
        except UnavailableError:
            return False

    def _ask(self, said: bytes) -> str:
        try:
            with socket.create_connection(self._address, timeout=self._seconds) as line:
                line.sendall(said)
                return _line(line)
        except OSError as fault:
            raise UnavailableError(_DOWN) from fault


def _pieces(content: bytes) -> bytes:
    """Each piece after its length as four bytes; a length of nothing ends the stream."""
    starts = range(0, len(content), _CHUNK)
    parts = (struct.pack("!L", len(piece)) + piece for start in starts if (piece := content[start : start + _CHUNK]))
    return b"".join(parts) + struct.pack("!L", 0)


def _line(line: socket.socket) -> str:
    """The answer up to its NUL; a scanner that hangs up early has not answered."""
    found = b""
    while b"\0" not in found and len(found) < _MOST_ANSWER:
        piece = line.recv(_MOST_ANSWER)
        if not piece:
            break
        found += piece
    return found.partition(b"\0")[0].decode("utf-8", "replace").strip()


def open_scanner(address: str) -> Scanner:
    """`clamd://host:port`, or empty for none."""
    if not address:
        return NoScanner()
    parts = urlsplit(address)
    return Clamd(parts.hostname or "127.0.0.1", parts.port or PORT)
