"""The port to a machine translation service. Off unless an administrator names one: no third-party call by itself."""

import json
import urllib.request
from typing import Protocol
from urllib.error import URLError

from exchange.kernel.errors import NotFoundError, UnavailableError
from exchange.kernel.messages import N_

TIMEOUT_SECONDS = 5
_MOST_BYTES = 1_000_000
_AWAY = N_("The translation service does not answer at the moment. The text itself is unchanged.")


class Translator(Protocol):
    """Puts a text into another language."""

    def translate(self, html: str, source: str, target: str) -> str:
        """The HTML in the target language, not yet cleaned.

        Raises:
            UnavailableError: the service does not answer, or answers with something else.
            NotFoundError: no service is switched on.
        """


class NoTranslator:
    """No service is switched on; the page of a translation does not exist."""

    def translate(self, html: str, source: str, target: str) -> str:  # noqa: ARG002 - the port's own names
        """Nothing."""
        raise NotFoundError


class HttpTranslator:
    """A service on the ministry's own network that speaks the interface of LibreTranslate."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/") + "/translate"

    def translate(self, html: str, source: str, target: str) -> str:
        """Ask it, within five seconds."""
        asked = json.dumps({"q": html, "source": source, "target": target, "format": "html"}).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self._address, asked, headers)  # noqa: S310 - the setting allows http(s) only
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - the same
                found = json.loads(answer.read(_MOST_BYTES))["translatedText"]
        except (URLError, OSError, ValueError, KeyError, TypeError) as error:
            raise UnavailableError(_AWAY) from error
        return str(found)


def is_on(address: str) -> bool:
    """Whether a service is switched on."""
    return bool(address)


def translator_at(address: str) -> Translator:
    """The service that the setting EXCHANGE_TRANSLATION_URL names; without one, none."""
    return HttpTranslator(address) if is_on(address) else NoTranslator()
