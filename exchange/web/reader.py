"""Who reads: the language of the page and the clock of its times."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from flask import Flask, current_app, g, has_request_context, request, session
from flask_babel import Babel, force_locale

from exchange.kernel.languages import Language
from exchange.kernel.settings import Settings
from exchange.kernel.when import Place, city_of
from exchange.web.catalogue import speak
from exchange.web.cookies import LANGUAGE, cookie, own_name

A_YEAR = 31_536_000
_DEFAULT_ZONE = "Asia/Baku"


@dataclass(frozen=True)
class Reader:
    """How this person reads: language, place, and the light or dark that they chose (None: the system's)."""

    language: Language
    place: Place
    theme: str | None = None


def init_reader(app: Flask, settings: Settings) -> None:
    """Let gettext and the templates speak the reader's language."""
    babel_options = {"default_locale": "en", "default_timezone": "UTC", "default_translation_directories": "locale"}
    Babel(app, locale_selector=lambda: page_language(settings).value, **babel_options)
    speak(app.extensions["babel"].instance)

    @app.after_request
    def remember_choice(response):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - Flask's own hook type
        chosen = request.args.get("lang")
        if chosen in settings.language_codes:
            options = {"max_age": A_YEAR, "httponly": True, "samesite": "Lax", "secure": settings.is_secure}
            response.set_cookie(own_name(LANGUAGE), chosen, **options)
        return response


def page_language(settings: Settings | None = None) -> Language:
    """`?lang=`, then the person's setting, then the cookie, then what the browser asks for (contract.md)."""
    if not has_request_context():
        return Language.EN
    if "page_language" not in g:
        g.page_language = _choose(settings or current_app.config["EXCHANGE"])
    language: Language = g.page_language
    return language


def _choose(settings: Settings) -> Language:
    codes = settings.language_codes
    asked = request.args.get("lang")
    if asked in codes:
        session["lang"] = asked  # stays chosen for this session, over the person's setting
        return Language(asked)
    for chosen in (session.get("lang"), _person_language(), cookie(LANGUAGE)):
        if chosen in codes:
            return Language(chosen)
    return Language(request.accept_languages.best_match(codes) or codes[0])


def _person_language() -> str | None:
    return getattr(g.get("account"), "language", None)


def current_reader() -> Reader:
    """The reader of this request; the platform's first language and Baku's clock for a visitor."""
    try:
        reader: Reader = g.reader  # asked eighty times a page
    except (AttributeError, RuntimeError):
        return _read()
    return reader


def _read() -> Reader:
    language = page_language()
    account = g.get("account") if has_request_context() else None
    place = account.places[0] if account else Place(_DEFAULT_ZONE, city_of(_DEFAULT_ZONE, language))
    reader = Reader(language, place, getattr(account, "theme", None))
    if has_request_context():
        g.reader = reader
    return reader


@contextmanager
def in_language(language: Language) -> Iterator[None]:
    """Words and dates in another language than the reader's: a document is in one language from head to foot."""
    kept = current_reader()
    g.pop("catalogue", None)
    g.reader = replace(kept, language=language)
    try:
        with force_locale(language.value):
            yield
    finally:
        g.reader = kept
        g.pop("catalogue", None)


def today() -> date:
    """The date at the reader's place."""
    return current_reader().place.local(current_app.config["CLOCK"]()).date()
