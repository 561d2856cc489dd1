"""A mail as it came in, read within bounds: nothing in it can cost more than a moment (trust.md I26)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses
from hashlib import sha256

from exchange.accounts.addresses import is_address, normal_address

MOST_BYTES = 2 * 1024 * 1024
MOST_PARTS = 60
_LONGEST_HEADER = 2_000  # the readers of addresses are recursive
_MOST_NESTED = 40  # parentheses, of which each is a comment
_VERDICT = re.compile(r"\bdmarc\s*=\s*(\w+)")
_SIGNED = re.compile(r"\bdkim\s*=\s*pass\b[^;]*?\bheader\.d\s*=\s*([a-z0-9.-]+)")


class TooLargeError(ValueError):
    """More than anybody's answer to an invitation needs."""


@dataclass(frozen=True, repr=False)
class Incoming:
    """What can be said of every mail before anybody reads its parts.

    Attributes:
        key: the same for the same mail, however often it is delivered.
        sender: bare address of From; empty when there is none, or more than one.
        sent_by: bare address of Sender when somebody else sent it for From; else empty.
        recipients: bare addresses that it was delivered to.
        is_vouched: what the own mail server found about the sender; None when nothing is known.
    """

    key: str
    sender: str
    sent_by: str
    recipients: tuple[str, ...]
    is_vouched: bool | None
    message: Message

    def parts(self) -> Iterator[Message]:
        """Every part that is not a container, in order, nested ones too; at most sixty."""
        waiting, seen = [self.message], 0
        while waiting and seen < MOST_PARTS:
            part, seen = waiting.pop(0), seen + 1
            inside = part.get_payload() if part.is_multipart() else None
            if isinstance(inside, list):
                waiting = [one for one in inside if isinstance(one, Message)] + waiting
            else:
                yield part


def read_incoming(content: bytes, *, server: str = "") -> Incoming:
    """Read a mail.

    Args:
        server: name under which the own mail server writes Authentication-Results; others' are not believed.

    Raises:
        TooLargeError: over two megabytes, or more parts than any mail program makes.
    """
    if len(content) > MOST_BYTES or content.count(b"\n--") + content.count(b"\r--") > 2 * MOST_PARTS * 10:
        raise TooLargeError
    if content.lower().count(b"boundary=") > MOST_PARTS or content.lower().count(b"message/rfc822") > MOST_PARTS:
        raise TooLargeError
    message = message_from_bytes(content, policy=compat32)
    sender = _sender(message)
    sent_by = next(iter(_addresses(message, "Sender")), "")
    return Incoming(
        key=_key(message, sender, content),
        sender=sender,
        sent_by="" if sent_by == sender else sent_by,
        recipients=_addresses(message, "Delivered-To", "X-Original-To", "To", "Cc"),
        is_vouched=_vouched(message, server, sender) if server else None,
        message=message,
    )


def _key(message: Message, sender: str, content: bytes) -> str:
    """Of Message-ID and sender: nobody else can use up another's Message-ID in advance."""
    identifier = _field(message, "Message-ID")
    return sha256(f"{identifier}\n{sender}".encode("utf-8", "replace") if identifier else content).hexdigest()


def _sender(message: Message) -> str:
    """The one address of From. Written so that readers could differ about it, it is none (CVE-2023-27043)."""
    fields, found = _fields(message, "From"), _addresses(message, "From")
    if len(fields) != 1 or len(found) != 1:
        return ""
    plain = normal_address(fields[0])
    return found[0] if plain == found[0] or plain.endswith(f"<{found[0]}>") else ""


def _addresses(message: Message, *names: str) -> tuple[str, ...]:
    fields = [value for name in names for value in _fields(message, name)]
    readable = [value for value in fields if len(value) < _LONGEST_HEADER and value.count("(") < _MOST_NESTED]
    found = (normal_address(address) for _, address in getaddresses(readable))
    return tuple(dict.fromkeys(address for address in found if is_address(address)))


def _vouched(message: Message, server: str, sender: str) -> bool:
    """By the topmost header of the own server: DMARC passed, or a signature of the sender's own domain."""
    ours = (value for value in _fields(message, "Authentication-Results") if _server_of(value) == server)
    found = next(ours, "").lower()
    verdict = _VERDICT.search(found)
    if verdict is not None and verdict[1] != "none":
        return verdict[1] == "pass"
    signed = _SIGNED.search(found)
    host = sender.rpartition("@")[2]
    return signed is not None and bool(host) and (host == signed[1] or host.endswith("." + signed[1]))


def _server_of(field: str) -> str:
    return field.partition(";")[0].strip().partition(" ")[0].lower()


def _fields(message: Message, name: str) -> list[str]:
    """Raw headers, each on one line."""
    wanted = name.lower()
    return [" ".join(str(value).split()) for key, value in message.raw_items() if key.lower() == wanted]


def _field(message: Message, name: str) -> str:
    return next(iter(_fields(message, name)), "")
