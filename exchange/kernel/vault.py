"""Seal what has to be kept readable for us and for nobody who finds the database: secrets of authenticator apps."""

import base64
import hashlib
from typing import Any


class Vault:
    """Seals with a key made from the installation's secret key; another purpose gives another key."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        self._secret_key, self._purpose = secret_key, purpose

    def seal(self, text: str) -> str:
        """The text, unreadable and unchangeable without the key."""
        sealed: bytes = self._box().encrypt(text.encode())
        return sealed.decode("ascii")

    def open(self, sealed: str, *, seconds: int | None = None) -> str | None:
        """The text again; None when it was changed, sealed with another key, or longer ago than `seconds`."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - a tenth of a second that few requests need

        try:
            opened: bytes = self._box().decrypt(sealed.encode(), ttl=seconds)
        except InvalidToken:
            return None
        return opened.decode()

    def _box(self) -> Any:
        from cryptography.fernet import Fernet  # noqa: PLC0415 - as above

        key = hashlib.blake2b(self._purpose.encode(), key=_short(self._secret_key), digest_size=32).digest()
        return Fernet(base64.urlsafe_b64encode(key))


def _short(secret_key: str) -> bytes:
    """blake2b takes keys of at most 64 bytes; the secret key may be longer."""
    return hashlib.sha512(secret_key.encode()).digest()
