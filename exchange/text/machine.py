"""Drafts by a translating machine: a port that is off until an administrator names a server of the ministry's own.

Adapter: the plain HTTP protocol of LibreTranslate, which runs inside a closed network. What comes back is words, never
believed to be more: it is laid out and cleaned like anything that a person types, and stays marked as a machine's.
"""

import json
from collections.abc import Sequence
from http.client import HTTPException
from typing import Protocol
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import Request, urlopen

from exchange.kernel.errors import UnavailableError
from exchange.kernel.messages import N_, Message

_SECONDS = 60.0
_MOST_BYTES = 5_000_000
_SILENT = Message(N_("The translating machine does not answer just now. Your text is unchanged."))


class Machine(Protocol):
    """Translates paragraphs, or says that it cannot."""

    is_on: bool

    def translate(self, paragraphs: Sequence[str], source: str, target: str) -> list[str]:
        """As many paragraphs as were given, in their order; UnavailableError when it does not answer."""


class NoMachine:
    """Nobody has named one."""

    is_on = False

    def translate(self, paragraphs: Sequence[str], source: str, target: str) -> list[str]:  # noqa: ARG002 - the port
        """Never answers."""
        raise UnavailableError(_SILENT)


class LibreTranslate:
    """A server that speaks LibreTranslate's protocol."""

    is_on = True

    def __init__(self, address: str) -> None:
        self._address = address

    def translate(self, paragraphs: Sequence[str], source: str, target: str) -> list[str]:
        """One request for all of them."""
        asked = json.dumps({"q": list(paragraphs), "source": source, "target": target, "format": "text"}).encode()
        request = Request(self._address, asked, {"Content-Type": "application/json"})  # noqa: S310 - http or https, checked with the settings
        try:
            with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - an administrator's own address
                found = json.loads(answer.read(_MOST_BYTES))["translatedText"]
        except (URLError, HTTPException, OSError, ValueError, KeyError, TypeError) as fault:
            raise UnavailableError(_SILENT) from fault
        if (
            not isinstance(found, list)
            or len(found) != len(paragraphs)
            or not all(isinstance(one, str) for one in found)
        ):
            raise UnavailableError(_SILENT)
        return found


def open_machine(address: str) -> Machine:
    """`libretranslate+http://host:5000`, or empty for none."""
    if not address:
        return NoMachine()
    parts = urlsplit(address.removeprefix("libretranslate+"))
    return LibreTranslate(urlunsplit((parts.scheme, parts.netloc, "/translate", "", "")))
