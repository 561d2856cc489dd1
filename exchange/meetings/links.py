"""Read a pasted link: https, an allowed host, nothing that hides where it leads. Never fetched (trust.md I25)."""

import re
from collections.abc import Collection
from urllib.parse import SplitResult, parse_qs, urlsplit, urlunsplit

from exchange.kernel.errors import InvalidError
from exchange.kernel.messages import N_, Message

LONGEST_LINK = 2_000
_CHARACTERS = N_("The link holds characters that do not belong into a link.")
_SAFELINKS = "safelinks.protection.outlook.com"
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")
_UNCERTAIN = frozenset("ßς\u200c\u200d")  # letters that old and new rules for host names read differently
_REST = re.compile(r"[!#-;=?-\[\]_a-z~]*")  # printable ASCII without space, quotes, < > \ ^ ` { | }


def parse_link(text: str, allowed_hosts: Collection[str]) -> str:
    """The link, rebuilt from its parts with a plain ASCII host.

    An Outlook "safe link" is unwrapped when what it wraps passes by itself.

    Raises:
        InvalidError: field `link`, with what is wrong in words.
    """
    parts = _parts(text.strip(" "))
    if _is_below(parts.hostname or "", (_SAFELINKS,)):
        parts = _parts(_wrapped(parts))
    host = _host(parts)
    if not _is_below(host, [name.strip().lstrip(".") for name in allowed_hosts]):
        raise _wrong(N_("The host %(host)s is not on the list of allowed meeting services."), host=host)
    return urlunsplit(("https", host, parts.path or "/", parts.query, parts.fragment))


def _parts(text: str) -> SplitResult:
    if not text:
        raise _wrong(N_("Paste the link to the videoconference."))
    if len(text) > LONGEST_LINK:
        raise _wrong(N_("This link is too long."))
    if not text.isprintable() or " " in text:  # urlsplit drops tabs and line breaks silently, browsers too
        raise _wrong(_CHARACTERS)
    if not text[:8].isascii() or text[:8].lower() != "https://" or text[8:9] in ("", "/", "\\"):
        raise _wrong(N_("The link must begin with https://."))
    try:
        parts = urlsplit(text)
        has_port = parts.port is not None
    except ValueError as error:
        raise _wrong(N_("This is not a link that can be used.")) from error
    if "@" in parts.netloc or "%" in parts.netloc or has_port or parts.netloc.endswith(":"):
        raise _wrong(N_("The link must not hold a user name, a password or a port."))
    rest = text[8 + len(parts.netloc) :]
    if not _REST.fullmatch(rest):
        raise _wrong(_CHARACTERS)
    return parts


def _host(parts: SplitResult) -> str:
    try:
        host = parts.netloc.encode("idna").decode("ascii").lower()
        host.encode("ascii").decode("idna")  # a label that begins with xn-- must mean something
    except UnicodeError as error:
        raise _wrong(N_("This is not a link that can be used.")) from error
    if not _UNCERTAIN.isdisjoint(parts.netloc) or not _HOST.fullmatch(host):
        raise _wrong(N_("This is not a link that can be used."))
    return host


def _wrapped(parts: SplitResult) -> str:
    inner = parse_qs(parts.query).get("url", [])
    if len(inner) != 1:
        raise _wrong(N_("This is not a link that can be used."))
    return inner[0]


def _is_below(host: str, allowed: Collection[str]) -> bool:
    return any(name and (host == name or host.endswith("." + name)) for name in allowed)


def _wrong(text: str, **values: str) -> InvalidError:
    return InvalidError({"link": Message(text, dict(values))})
