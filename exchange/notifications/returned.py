"""Returned mail: what a mail server reports about a mail that it could not deliver (RFC 3462, 3464). Pure reading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

_NO_SUCH_ADDRESS = re.compile(r"\b5\.(?:1\.(?:1|2|3|6|10)|2\.1|4\.4)\b")  # RFC 3463: address, domain, box, no way to it
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,190}>")
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_MOST_RECIPIENTS = 50  # our mails have one
_LONGEST_REASON = 300


@dataclass(frozen=True)
class Returned:
    """A mail that came back for good.

    Attributes:
        address: where it could not be delivered, as the server wrote it.
        reason: the server's own words, on one line; for the log of the address, not for pages.
        message_id: of the mail that came back, with its angle brackets; only its holder can know it.
    """

    address: str
    reason: str
    message_id: str


def says_no_such_address(text: str) -> bool:
    """Whether an enhanced status in the text says for good that nobody is there (RFC 3463)."""
    return bool(_NO_SUCH_ADDRESS.search(text))


def read_returned(message: Message) -> Returned | None:
    """What came back, for an address where nobody is; None for every other message.

    Delays, full boxes and refused contents say nothing against the address, so they are None too. A report that does
    not carry the Message-ID of the mail is None: anyone could have written it.
    """
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return None
    parts = _inside(message)
    failed = next((one for part in parts for one in _failed(part)), None)
    identifier = next(filter(None, map(_message_id, parts)), None) or _in_header(message, "In-Reply-To")
    if failed is None or identifier is None:
        return None
    address, reason = failed
    return Returned(address, reason, identifier)


def _failed(part: Message) -> Iterator[tuple[str, str]]:
    """Each recipient in the delivery status whose address is refused for good, with the reason."""
    blocks = _inside(part) if part.get_content_type() == "message/delivery-status" else []
    for block in blocks[: _MOST_RECIPIENTS + 1]:  # the first is about the message
        address = _address(_field(block, "Original-Recipient")) or _address(_field(block, "Final-Recipient"))
        if address and _field(block, "Action").lower() == "failed" and _is_for_good(block):
            yield address, (_field(block, "Diagnostic-Code") or _field(block, "Status"))[:_LONGEST_REASON]


def _is_for_good(block: Message) -> bool:
    """The status decides; servers that write only 5.0.0 say more in their diagnosis."""
    status = _STATUS.search(_field(block, "Status"))
    if status is None or status.group().startswith("5.0."):
        return says_no_such_address(_field(block, "Diagnostic-Code"))
    return says_no_such_address(status.group())


def _address(field: str) -> str:
    """The address in "rfc822;desk@tr.example"; "" for other kinds of addresses."""
    kind, _, address = field.partition(";")
    address = address.strip().strip("<>")
    is_mail = kind.strip().lower() in ("rfc822", "utf-8")
    return address if is_mail and "@" in address and " " not in address else ""


def _message_id(part: Message) -> str | None:
    """Of the mail that came back: the third part holds the mail, or its headers."""
    if part.get_content_type() == "message/rfc822":
        return next((_in_header(inner, "Message-ID") for inner in _inside(part)), None)
    if part.get_content_type() == "text/rfc822-headers":
        content = part.get_payload(decode=True)
        text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
        return _in_header(HeaderParser().parsestr(text), "Message-ID")
    return None


def _inside(part: Message) -> list[Message]:
    found = part.get_payload() if part.is_multipart() else ()
    return [one for one in found if isinstance(one, Message)]


def _in_header(message: Message, name: str) -> str | None:
    found = _MESSAGE_ID.search(_field(message, name))
    return found.group() if found else None


def _field(message: Message, name: str) -> str:
    """The raw header on one line: no parser of addresses or ids that a hostile one could trip."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return " ".join(str(raw).split())
