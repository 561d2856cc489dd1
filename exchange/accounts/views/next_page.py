"""Where to go after signing in: a page of this host, whatever the address bar was made to say (trust.md I23)."""

import re

_PART = r"[A-Za-z0-9._~!$'()*+,;=:@%-]+"
_LOCAL = re.compile(rf"/(?:{_PART}(?:/{_PART})*/?)?(?:\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?")
_LONGEST = 2_000
_NOT_AFTER = ("/sign-in", "/sign-out")
HOME = "/"


def is_local_path(address: str) -> bool:
    """Whether the address is a path of this host and can be read in no other way.

    Only what our own links are made of passes: ASCII, one slash at a time, no backslash, no dot segments, no fragment.
    """
    path = address.partition("?")[0]
    has_dots = any(part in {".", ".."} for part in path.replace("%2e", ".").replace("%2E", ".").split("/"))
    return len(address) <= _LONGEST and _LOCAL.fullmatch(address) is not None and not has_dots


def next_page(address: str | None) -> str:
    """The wanted page if it is one of ours, else the desk."""
    wanted = address or HOME
    return wanted if is_local_path(wanted) and not wanted.startswith(_NOT_AFTER) else HOME
