"""The words of the reader's language, looked up once a request: a page says two hundred messages."""

from babel.support import NullTranslations
from flask import g, has_request_context
from flask_babel import Babel, Domain


def catalogue() -> NullTranslations:
    """The reader's catalogue; of the language in force where nobody reads, as in a job."""
    try:
        held: NullTranslations = g.catalogue
    except (AttributeError, RuntimeError):
        return _looked_up()
    return held


def _looked_up() -> NullTranslations:
    found: NullTranslations = _WORDS.looked_up()
    if has_request_context():
        g.catalogue = found
    return found


def speak(babel: Babel) -> None:
    """Let `gettext` of Flask-Babel answer from the same catalogue as the templates."""
    babel.domain_instance = _WORDS


class _Words(Domain):  # type: ignore[misc]  # flask_babel has no types
    """Looks the language up once, not for each message: that was a tenth of what a page's words cost."""

    def get_translations(self) -> NullTranslations:
        return catalogue()

    def looked_up(self) -> NullTranslations:
        found: NullTranslations = super().get_translations()
        return found


_WORDS = _Words()
