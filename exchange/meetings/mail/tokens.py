"""The answer address of one participant: meetings+<token>@host. Who holds it got that participant's invitation."""

import hmac
from base64 import b32decode, b32encode
from binascii import Error
from uuid import UUID

_SIGNED_BYTES = 10
_LETTERS = 42  # 16 bytes of the id and 10 of the signature, five bits a letter
_PURPOSE = b"answer address of a meeting:"


def answer_address(mailbox: str, participant_id: UUID, secret: str) -> str:
    """The mailbox with a mark that only this service can make; small letters, because some servers fold them."""
    local, _, host = mailbox.partition("@")
    token = b32encode(participant_id.bytes + _signature(participant_id, secret)).decode("ascii").rstrip("=").lower()
    return f"{local}+{token}@{host}"


def participant_of(address: str, mailbox: str, secret: str) -> UUID | None:
    """The participant whose answer address it is; None for every other address."""
    local, _, host = mailbox.lower().partition("@")
    marked, _, at = address.lower().partition("@")
    name, _, token = marked.partition("+")
    if not mailbox or (name, at) != (local, host) or len(token) != _LETTERS:
        return None
    try:
        content = b32decode(token.upper() + "=" * (-len(token) % 8))
    except (Error, ValueError):
        return None
    participant_id = UUID(bytes=content[:16])
    return participant_id if hmac.compare_digest(content[16:], _signature(participant_id, secret)) else None


def _signature(participant_id: UUID, secret: str) -> bytes:
    return hmac.digest(secret.encode(), _PURPOSE + participant_id.bytes, "sha256")[:_SIGNED_BYTES]
