"""E-mail addresses: one way to write each, so that one person has one account."""

import re

LONGEST = 254  # RFC 5321
_SHAPE = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+"
)


def normal_address(text: str) -> str:
    """The address without surrounding space, in small ASCII letters."""
    return text.strip().lower()


def is_address(text: str) -> bool:
    """Whether mail can be sent to it: ASCII, one @, a host with a dot."""
    return len(text) <= LONGEST and _SHAPE.fullmatch(text) is not None
