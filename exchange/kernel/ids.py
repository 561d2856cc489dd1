"""Identifiers: UUID version 7 (RFC 9562), sortable by the time of making, never a sequence a stranger can count."""

import secrets
import time
from uuid import UUID

_RANDOM_BITS = 74
_VERSION_7 = 0x7
_VARIANT_RFC = 0b10


def new_id() -> UUID:
    """A fresh UUID v7: 48 bits of milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(_RANDOM_BITS)
    high, low = random >> 62, random & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | (_VERSION_7 << 76) | (high << 64) | (_VARIANT_RFC << 62) | low)
