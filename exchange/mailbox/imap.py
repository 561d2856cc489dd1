"""A mailbox on an IMAP server (RFC 3501). The address is the administrator's own setting."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from exchange.kernel.errors import UnavailableError
from exchange.kernel.messages import N_
from exchange.mailbox.incoming import MOST_BYTES

TIMEOUT_SECONDS = 10
MOST_AT_ONCE = 100
_PORTS = {"imap": 143, "imaps": 993}
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True, repr=False)
class Letter:
    """One mail of the box; `content` is None when it is too large to be read."""

    number: bytes
    content: bytes | None


class ImapBox:
    """Mails that nobody has seen. One that was begun is flagged, one that was taken is seen: none is deleted."""

    def __init__(self, line: imaplib.IMAP4) -> None:
        self._line = line

    def waiting(self) -> list[bytes]:
        """Their numbers; those that failed before come last, so that they hold up nobody."""
        fresh, tried = self._search("UNSEEN UNFLAGGED"), self._search("UNSEEN FLAGGED")
        return [*fresh, *tried][:MOST_AT_ONCE]

    def read(self, number: bytes) -> Letter:
        """The mail, flagged as begun; only its size when that is too much."""
        sizes = self._ask("FETCH", number, "(RFC822.SIZE)")
        size = next((found for item in sizes if isinstance(item, bytes) and (found := _SIZE.search(item))), None)
        if size is None or int(size[1]) > MOST_BYTES:
            return Letter(number, None)
        self._ask("STORE", number, "+FLAGS.SILENT", r"(\Flagged)")
        parts = self._ask("FETCH", number, "(BODY.PEEK[])")
        return Letter(number, next((item[1] for item in parts if isinstance(item, tuple)), None))

    def done(self, number: bytes) -> None:
        """It was taken."""
        self._ask("STORE", number, "+FLAGS.SILENT", r"(\Seen)")
        self._ask("STORE", number, "-FLAGS.SILENT", r"(\Flagged)")

    def _search(self, what: str) -> list[bytes]:
        found = self._ask("SEARCH", what)
        return found[0].split() if found and isinstance(found[0], bytes) else []

    def _ask(self, command: str, *arguments: str | bytes) -> list[bytes | tuple[bytes, bytes] | None]:
        words = [word.decode("ascii") if isinstance(word, bytes) else word for word in arguments]
        status, answer = self._line.uid(command, *words)
        if status != "OK":
            raise UnavailableError(_SILENT)
        return list(answer)


@contextmanager
def opened(address: str) -> Iterator[ImapBox]:
    """The box that EXCHANGE_MAILBOX_URL names, while the block runs.

    Raises:
        UnavailableError: nobody answers, the password is refused, or would travel openly over a network.
    """
    try:
        with _connected(urlsplit(address)) as line:
            yield ImapBox(line)
    except (imaplib.IMAP4.error, OSError) as error:
        raise UnavailableError(_SILENT) from error


def _connected(parts: SplitResult) -> imaplib.IMAP4:
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    if parts.scheme == "imaps":
        line: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            host, port, timeout=TIMEOUT_SECONDS, ssl_context=ssl.create_default_context()
        )
    else:
        line = imaplib.IMAP4(host, port, timeout=TIMEOUT_SECONDS)
    try:
        _enter(line, parts)
    except BaseException:
        line.shutdown()
        raise
    return line


def _enter(line: imaplib.IMAP4, parts: SplitResult) -> None:
    is_encrypted = parts.scheme == "imaps"
    if not is_encrypted and "STARTTLS" in line.capabilities:
        line.starttls(ssl.create_default_context())
        is_encrypted = True
    if not is_encrypted and parts.hostname not in _HERE:
        raise UnavailableError(N_("The mailbox offers no encryption, so the password was not sent."))
    line.login(unquote(parts.username or ""), unquote(parts.password or ""))
    status, _ = line.select(f'"{unquote(parts.path.strip("/")) or "INBOX"}"')
    if status != "OK":
        raise UnavailableError(N_("The mailbox has no such folder."))


_SILENT = N_("The mailbox did not answer.")
