"""Passwords: argon2id hashes, the rules for a new one, and the same work for an account that does not exist."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from argon2.low_level import Type, hash_secret_raw

# OWASP's first choice: 19 MiB and two passes. Eight threads at once stay within the memory of a small box.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """The hash to keep."""
    return _HASHER.hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Whether it is this account's password; takes as long when there is no account (trust.md I17)."""
    try:
        return _HASHER.verify(stored or _nobodys_hash(), password) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False


def needs_new_hash(stored: str) -> bool:
    """Whether the hash was made with older costs."""
    return _HASHER.check_needs_rehash(stored)


def slow_digest(secret: str, salt: bytes) -> str:
    """Sixty-four letters for a secret that is too short for a quick hash; the same costs as a password (ASVS 6.5.2)."""
    costs = {"time_cost": _HASHER.time_cost, "memory_cost": _HASHER.memory_cost, "parallelism": _HASHER.parallelism}
    return hash_secret_raw(secret.encode(), salt, hash_len=32, type=Type.ID, **costs).hex()


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash("an account that does not exist")
