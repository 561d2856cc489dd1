"""Compiled gettext catalogues, for pages, mails and the command line alike. English is the source."""

import gettext as stdlib_gettext
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from exchange.kernel.messages import Message

DOMAIN = "messages"
FOLDER = Path(__file__).parent.parent / "locale"


@dataclass(frozen=True)
class Tongue:
    """One language's words: what a composer of mails or calendar texts is given."""

    language: str
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]

    def say(self, message: Message) -> str:
        """The message in this language, with its values put in."""
        text = self.gettext(message.text) if message.text else ""
        return text % message.values if message.values else text


@cache
def tongue(language: str) -> Tongue:
    """The words of a language; one without a catalogue speaks English."""
    catalogue = stdlib_gettext.translation(DOMAIN, localedir=FOLDER, languages=[language], fallback=True)
    return Tongue(language, catalogue.gettext, catalogue.ngettext)
