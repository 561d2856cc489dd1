"""Passwords: argon2id hashes, the rules for a new one, and the same work for an account that does not exist."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

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


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash("an account that does not exist")
