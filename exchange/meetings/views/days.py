"""The calendars of the countries, for whoever runs the platform: days that a cabinet moved, added or took away."""

from datetime import date

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.kernel.countries import country_name
from exchange.kernel.errors import ConflictError, InvalidError
from exchange.meetings import service
from exchange.meetings.forms.days import DayForm
from exchange.meetings.models import DayKind
from exchange.meetings.queries.days import countries, days_of, decided_day
from exchange.meetings.service.days import FIRST_YEAR, LAST_YEAR
from exchange.web.access import platform_administrator
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader, today

bp = Blueprint("days", __name__, url_prefix="/admin/days")
UNPROCESSABLE = 422
Answer = Response | tuple[str, int]


@bp.get("")
@platform_administrator
def index() -> str:
    """The countries whose calendars count."""
    return render_template("meetings/countries.html", rows=countries(reading(), current_reader().language.value))


@bp.get("/<code>")
@platform_administrator
def country(code: str) -> str:
    """One year of a country, with the form for one day."""
    form = DayForm(formdata=None)
    _put_choices(form)
    asked = _asked_day()
    if asked is not None:
        _fill(form, code, asked)
    return _page(code, form)


@bp.post("/<code>")
@platform_administrator
def decide(code: str) -> Answer:
    """Keep what was decided about a day; with `act=forget`, let the library speak for it again."""
    form = DayForm()
    _put_choices(form)
    if request.form.get("act") == "forget" and form.day.data:
        return _forget(code, form.day.data)
    if not form.validate_on_submit() or not _is_kept(code, form):
        return _page(code, form), UNPROCESSABLE
    flash(_("Kept. It counts from now on for every ministry of the country."), "success")
    return redirect(url_for(".country", code=code, year=form.on.year), code=303)


def _is_kept(code: str, form: DayForm) -> bool:
    now = current_app.config["CLOCK"]()
    order = {"actor": current_actor(), "country": code, "seen": form.seen_kind(), "now": now}
    try:
        with transaction() as session:
            service.keep_day(session, decided=form.decided(), **order)
    except InvalidError as error:
        add_faults(form, error)
    except ConflictError as error:
        standing = decided_day(reading(), code, form.on)
        form.seen.data = standing.kind.value if standing.kind else ""
        form.day.errors = [
            f"{said(error.message)} {_(standing.kind.label) if standing.kind else _('Nothing decided')}."
        ]
    return not form.errors


def _forget(code: str, day: date) -> Response:
    now = current_app.config["CLOCK"]()
    with transaction() as session:
        service.forget_day(session, actor=current_actor(), country=code, day=day, now=now)
    flash(_("The day is again what the library of holidays says."), "success")
    return redirect(url_for(".country", code=code, year=day.year), code=303)


def _put_choices(form: DayForm) -> None:
    form.kind.choices = [(kind.value, _(kind.label)) for kind in DayKind]


def _fill(form: DayForm, code: str, day: date) -> None:
    """The day as it was decided; where nothing was, its date alone."""
    standing = decided_day(reading(), code, day)
    form.day.data = day
    if standing.kind is not None:
        form.kind.data = form.seen.data = standing.kind.value
        for language, name in standing.names.items():
            form[language].data = name


def _asked_day() -> date | None:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


def _year() -> int:
    asked = request.args.get("year", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == len("2026") else 0
    day = _asked_day()
    return number if FIRST_YEAR <= number <= LAST_YEAR else day.year if day else today().year


def _page(code: str, form: DayForm) -> str:
    year, language = _year(), current_reader().language.value
    rows = days_of(reading(), country=code, year=year, language=language)
    return render_template(
        "meetings/country.html", rows=rows, form=form, year=year, code=code, name=country_name(code, language)
    )
