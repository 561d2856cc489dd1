"""Jinja as the pages use it: `ui.<component>(…)`, `asset(…)`, dates and times in the reader's way."""

import hashlib
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path

from flask import Flask, has_request_context, request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from exchange.kernel import when
from exchange.kernel.translated import Translated
from exchange.web.addresses import url_for
from exchange.web.calls import QuickContext, Steady, say
from exchange.web.catalogue import catalogue
from exchange.web.reader import current_reader
from exchange.web.security import csp_nonce
from exchange.web.shell import Shell
from exchange.web.slots import render_slot

PACKAGE = Path(__file__).parent.parent


def folder(name: str) -> Path:
    """`templates` or `migrations`: beside the package in a checkout, inside it in an installed wheel."""
    inside = PACKAGE / f"_{name}"
    return inside if inside.is_dir() else PACKAGE.parent / name


_GROUPS, _NO_BREAK = re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), "\u00a0"


class Components:
    """`ui.country(…)` calls the macro `country` of templates/components/country.html, loaded when first used.

    A file that sets `steady` promises that its macro shows nothing but its arguments and words of the language.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        module = self._environment.get_template(f"components/{name}.html").module
        macro: Callable[..., Markup] = getattr(module, name)
        component = Steady(macro) if getattr(module, "steady", False) else macro
        if not self._environment.auto_reload:
            self.__dict__[name] = component  # found without asking here from now on
        return component


def init_templating(app: Flask) -> None:
    """Set up the environment."""
    environment = app.jinja_env
    app.jinja_options["undefined"] = StrictUndefined
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.loader = FileSystemLoader(folder("templates"))
    environment.globals.update(
        ui=Components(environment),
        asset=asset,
        csp_nonce=csp_nonce,
        slot=render_slot,
        reader=current_reader,
        url_for=url_for,
    )
    environment.filters.update(
        date=_date, month=_month, weekday=_weekday, clock=_clock, when=_when, iso=when.iso, number=_number, said=_said
    )
    environment.filters["unbroken"] = unbroken

    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by Jinja's i18n extension
        gettext=lambda text: catalogue().ugettext(text),
        ngettext=lambda one, many, number: catalogue().ungettext(one, many, number),
        newstyle=True,
        pgettext=lambda context, text: catalogue().upgettext(context, text),
        npgettext=lambda context, one, many, number: catalogue().unpgettext(context, one, many, number),
    )

    environment.globals["_"] = environment.globals["gettext"] = say
    environment.context_class = QuickContext

    @app.context_processor
    def add_shell() -> dict[str, Shell]:
        return {"shell": Shell(app)}


def unbroken(text: str) -> str:
    """Keep the groups of a number on one line, as Azerbaijani and Russian write them: 10 732."""
    return type(text)(_GROUPS.sub(_NO_BREAK, text))


def asset(name: str) -> str:
    """The address of a built file, with a mark of its content so that it may be cached for good."""
    return _address_of(name, request.script_root if has_request_context() else "")


@cache
def _address_of(name: str, _root: str) -> str:
    """Three on each page."""
    return url_for("static", filename=name, v=_mark(name))


@cache
def _mark(name: str) -> str:
    return hashlib.sha256((PACKAGE / "static" / name).read_bytes()).hexdigest()[:10]


def _date(value: date | datetime) -> str:
    day = current_reader().place.local(value).date() if isinstance(value, datetime) else value
    return when.date_text(day, current_reader().language)


def _month(value: date | datetime) -> str:
    return when.month_text(value, current_reader().language)


def _weekday(value: datetime) -> str:
    reader = current_reader()
    return when.weekday_date(reader.place.local(value).date(), reader.language)


def _clock(value: datetime, place: when.Place | None = None) -> str:
    reader = current_reader()
    return when.clock_text(value, place or reader.place, reader.language)


def _when(value: datetime, place: when.Place | None = None) -> str:
    reader = current_reader()
    return when.when_text(value, place or reader.place, reader.language)


def _number(value: float) -> str:
    return when.number_text(value, current_reader().language)


def _said(text: Translated | None, language: str | None = None) -> Markup | str:
    """A translated text in the reader's language, or the next best one marked with its own `lang`."""
    if not text:
        return ""
    wanted = language or current_reader().language.value
    code = text.language_for(wanted)
    shown = text.text_for(wanted)
    return shown if code in (wanted, None) else Markup('<span lang="{}">{}</span>').format(code, shown)
