"""The calendar of the reader's meetings: a month, a week, or a list; with one ministry or with all."""

from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _

from exchange.kernel.when import date_text, day_month, month_name, short_weekday
from exchange.meetings.queries.calendar import CalendarPage, Look, View, calendar_page
from exchange.meetings.states import RequestState
from exchange.meetings.views import bp
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader, today
from exchange.web.values import page_number

_FIRST, _LAST = date(1990, 1, 1), date(2900, 1, 1)
_MOST_PAGES = 999


@bp.get("/calendar")
@signed_in
def calendar() -> str:
    """The days that the address asks for; this month without one."""
    reader, now, language = current_reader(), current_app.config["CLOCK"](), current_reader().language.value
    look = _look()
    page = calendar_page(reading(), actor=current_actor(), look=look, place=reader.place, language=language, now=now)
    return render_template(
        "meetings/calendar.html",
        page=page,
        look=look,
        place=reader.place,
        today=today(),
        **_addresses(look),
        **_words(look, page),
    )


def _addresses(look: Look) -> dict[str, Any]:
    """Made without `url_for` for each: a month has a hundred of them."""
    address = partial(_address, url_for("meetings.calendar"), look)
    return {"address": address, "paged": lambda number: address(page=number), "meetings": url_for("meetings.index")}


def _words(look: Look, page: CalendarPage) -> dict[str, Any]:
    states = {state: _(state.label) for state in RequestState}
    return {"heading": _heading(look), "weekdays": _weekdays(page), "views": tuple(View), "states": states}


def _look() -> Look:
    """What is not a view, a day or a page of the calendar is as if it was not said."""
    view = request.args.get("view", "")
    return Look(
        view=View(view) if view in set(View) else View.MONTH,
        day=_day(),
        partner=request.args.get("with", ""),
        page=min(page_number(), _MOST_PAGES),
    )


def _day() -> date:
    try:
        asked = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today()
    return asked if _FIRST < asked < _LAST else today()


def _address(here: str, look: Look, *, view: str = "", day: date | None = None, page: int | None = None) -> str:
    """The same calendar with something changed."""
    asked = {"view": view or look.view.value, "day": (day or look.day).isoformat(), "page": page, "with": look.partner}
    return f"{here}?{urlencode({name: value for name, value in asked.items() if value})}"


def _heading(look: Look) -> str:
    language = current_reader().language.value
    if look.view is not View.WEEK:
        return month_name(look.day, language)
    return f"{day_month(look.first, language)} – {date_text(look.end - timedelta(days=1), language)}"


def _weekdays(page: CalendarPage) -> tuple[str, ...]:
    """Mon to Sun: the heads of a month's columns."""
    return tuple(short_weekday(day.day, current_reader().language.value) for day in page.days[:7])
