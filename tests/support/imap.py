"""A mailbox that speaks enough IMAP (RFC 3501) for one client: LOGIN, SELECT, UID SEARCH, FETCH and STORE, LOGOUT.

It stands in for a server such as Dovecot, which tests/mailbox/test_imap.py uses too where it is installed.
"""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_STORE = re.compile(rb"STORE (\d+) ([+-])FLAGS\.SILENT \((\\\w+)\)", re.IGNORECASE)
_SEARCH = {b"UNSEEN UNFLAGGED": (False, False), b"UNSEEN FLAGGED": (False, True)}


@dataclass
class Stored:
    """One mail and its flags."""

    content: bytes
    flags: set[bytes] = field(default_factory=set)


class FakeImap(socketserver.ThreadingTCPServer):
    """Holds mails by their UID, from 1."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.mails, self.asked = dict[int, Stored](), list[bytes]()

    def put(self, content: bytes) -> None:
        """A mail arrives."""
        self.mails[len(self.mails) + 1] = Stored(content)

    @property
    def address(self) -> str:
        """For EXCHANGE_MAILBOX_URL."""
        return f"imap://box:secret@127.0.0.1:{self.server_address[1]}/INBOX"


class _Line(socketserver.StreamRequestHandler):
    server: FakeImap

    def handle(self) -> None:
        self._say(b"* OK ready")
        while line := self.rfile.readline():
            tag, _, command = line.strip().partition(b" ")
            self.server.asked.append(command)
            status = self._do(command)
            self._say(tag + b" " + status)
            if command.upper() == b"LOGOUT":
                return

    def _do(self, command: bytes) -> bytes:
        word = command.upper()
        if word == b"CAPABILITY":
            self._say(b"* CAPABILITY IMAP4rev1")
        elif word.startswith(b"LOGIN"):
            return b"OK in" if b"secret" in command else b"NO wrong password"
        elif word.startswith(b"SELECT"):
            self._say(b"* %d EXISTS" % len(self.server.mails))
        elif word.startswith(b"UID "):
            return self._uid(command[4:])
        return b"OK done"

    def _uid(self, command: bytes) -> bytes:
        name, _, rest = command.partition(b" ")
        if name.upper() == b"SEARCH":
            self._search(rest)
        elif name.upper() == b"FETCH":
            self._fetch(rest)
        elif stored := _STORE.fullmatch(command):
            flags = self.server.mails[int(stored[1])].flags
            (flags.add if stored[2] == b"+" else flags.discard)(stored[3])
        return b"OK done"

    def _search(self, what: bytes) -> None:
        seen, flagged = _SEARCH[what.upper()]
        found = [
            b"%d" % number
            for number, mail in self.server.mails.items()
            if (rb"\Seen" in mail.flags, rb"\Flagged" in mail.flags) == (seen, flagged)
        ]
        self._say(b" ".join([b"* SEARCH", *found]))

    def _fetch(self, rest: bytes) -> None:
        number, _, what = rest.partition(b" ")
        content = self.server.mails[int(number)].content
        if b"SIZE" in what.upper():
            self._say(b"* %s FETCH (UID %s RFC822.SIZE %d)" % (number, number, len(content)))
        else:
            self._say(b"* %s FETCH (UID %s BODY[] {%d}\r\n%s)" % (number, number, len(content), content))

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


@contextmanager
def fake_imap() -> Iterator[FakeImap]:
    """The server, answering until the block ends."""
    with FakeImap() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
