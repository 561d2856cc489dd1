"""The installation's own signing key, and the installations whose signatures it believes."""

import base64
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from exchange.kernel.errors import InvalidError
from exchange.kernel.messages import N_

_KEY = "bundle-key"
_TRUSTED = "trusted-installations"
_KEY_BYTES = 32


@dataclass(frozen=True)
class Signer:
    """Another installation: its public key and the name that the administrator gave it."""

    key: str
    name: str


def own_key(folder: Path) -> Ed25519PrivateKey:
    """The key that signs; made at the first use, readable by its owner only."""
    path = folder / _KEY
    if not path.exists():
        made = Ed25519PrivateKey.generate().private_bytes_raw()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(made)
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def public_text(key: Ed25519PrivateKey) -> str:
    """What another installation is told, by a way that both trust."""
    return base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).decode().rstrip("=")


def trusted(folder: Path) -> dict[str, Signer]:
    """By public key: this installation itself, and those that were named."""
    own = public_text(own_key(folder))
    found = {own: Signer(own, "")}
    path = folder / _TRUSTED
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        key, _space, name = line.strip().partition(" ")
        if key:
            found[key] = Signer(key, name)
    return found


def trust(folder: Path, key: str, name: str) -> None:
    """Believe the signatures of another installation from now on.

    Raises:
        InvalidError: this is no key.
    """
    _read(key)
    with (folder / _TRUSTED).open("a", encoding="utf-8") as file:
        file.write(f"{key} {' '.join(name.split())}\n")


def sign(key: Ed25519PrivateKey, content: bytes) -> str:
    """The signature as text."""
    return base64.urlsafe_b64encode(key.sign(content)).decode().rstrip("=")


def is_signed(key: str, signature: str, content: bytes) -> bool:
    """Whether the owner of the key signed exactly these bytes."""
    try:
        _read(key).verify(_bytes(signature), content)
    except (InvalidSignature, InvalidError, ValueError):
        return False
    return True


def _read(key: str) -> Ed25519PublicKey:
    try:
        raw = _bytes(key)
    except ValueError:
        raw = b""
    if len(raw) != _KEY_BYTES:
        raise InvalidError({"key": N_("This is no public key of an installation.")})
    return Ed25519PublicKey.from_public_bytes(raw)


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
