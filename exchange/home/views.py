"""The first page: public home for visitors, desk for people."""

from datetime import date

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from exchange.accounts.queries import ministries
from exchange.home import changes, crawlers, places, queries
from exchange.kernel.actor import Role
from exchange.kernel.countries import country_name
from exchange.notifications.guards import guards_of
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import taxonomy
from exchange.web.access import public, signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.idle import asked_by_page
from exchange.web.reader import current_reader
from exchange.web.same import same_for_visitors
from exchange.web.slots import Slot, render_slot

bp = Blueprint("home", __name__)
FEW = 6  # what the desk shows of the changes
_WAITING = ("ex-task--you", "ex-task--wait")  # as ui.task marks them; drafts wait for nobody


@bp.get("/")
@public
@same_for_visitors
def start() -> str:
    """What waits for me, or what this is."""
    return _desk() if current_actor().is_signed_in else _home()


def _desk() -> str:
    actor = current_actor()
    tasks = render_slot(Slot.DESK_TASKS)
    return render_template(
        "home/desk.html",
        now=current_app.config["CLOCK"](),
        tasks=tasks,
        waiting=count_waiting(tasks),
        today=render_slot(Slot.DESK_TODAY),
        may_publish=bool(actor.ministries_with(Role.PUBLISHER, Role.ADMINISTRATOR)),
        has_ministry=actor.ministry_id is not None,
        manages_people=actor.runs_platform or bool(actor.ministries_with(Role.ADMINISTRATOR)),
    )


def _home() -> str:
    reader = current_reader()
    page = queries.first_page(reading(), actor=current_actor(), language=reader.language)
    today = reader.place.local(current_app.config["CLOCK"]()).date()
    return render_template("home/home.html", page=page, today=today, country_name=country_name)


@bp.get("/changed")
@signed_in
@asked_by_page
def changed() -> str:
    """What changed since the person was here; the desk takes the first of it over."""
    reader, now = current_reader(), current_app.config["CLOCK"]()
    guards = guards_of(current_app)
    found = changes.news(reading(), actor=current_actor(), guards=guards, language=reader.language.value, now=now)
    few = FEW if "few" in request.args else None
    return render_template("home/changed.html", news=found, few=few, country=_country)


def _country(code: str) -> str:
    return country_name(code, current_reader().language)


@bp.get("/themes")
@public
@same_for_visitors
def themes() -> str:
    """Every theme with its narrower ones."""
    rows = queries.theme_rows(reading(), actor=current_actor(), language=current_reader().language)
    return render_template("home/themes.html", themes=rows)


@bp.get("/countries")
@public
@same_for_visitors
def countries() -> str:
    """Every country with practices."""
    rows = queries.country_rows(reading(), actor=current_actor(), language=current_reader().language)
    return render_template("home/countries.html", countries=rows)


@bp.get("/ministries/<slug>")
@public
@same_for_visitors
def ministry(slug: str) -> str:
    """One ministry: who it is, what it shows, what it takes over from others."""
    language = current_reader().language
    found = places.ministry_place(reading(), actor=current_actor(), slug=slug, language=language)
    own = next((one.slug for one in ministries(reading()) if one.id == current_actor().ministry_id), "")
    words = {"today": _today(), "country_name": country_name, "own_slug": own}
    return render_template("home/ministry.html", place=found, **words)


@bp.get("/countries/<code>")
@public
@same_for_visitors
def country(code: str) -> str:
    """One country: its ministries and practices."""
    language = current_reader().language
    found = places.country_place(reading(), actor=current_actor(), code=code, language=language)
    return render_template("home/country.html", place=found, today=_today(), country_name=country_name)


@bp.get("/themes/<code>")
@public
@same_for_visitors
def theme(code: str) -> str | BaseResponse:
    """One theme and its practices; a retired one leads to its successor."""
    now = taxonomy(reading()).resolve(TermList.THEME, code)
    if now != code:
        return redirect(url_for(".theme", code=now), code=303)
    language = current_reader().language
    found = places.theme_place(reading(), actor=current_actor(), code=code, language=language)
    return render_template("home/theme.html", place=found, today=_today(), country_name=country_name)


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """What crawlers leave alone (RFC 9309)."""
    return Response(crawlers.robots(_host(), request.script_root), mimetype="text/plain")


@bp.get("/sitemap.xml")
@public
@same_for_visitors
def sitemap() -> Response:
    """Every page that a visitor may read, with its languages."""
    pages = crawlers.pages_for_visitors(reading(), languages=current_app.config["EXCHANGE"].language_codes)
    return Response(crawlers.sitemap(_host(), pages), mimetype="application/xml")


def _host() -> str:
    public_url: str = current_app.config["EXCHANGE"].public_url
    return public_url.rstrip("/")


def _today() -> date:
    day: date = current_reader().place.local(current_app.config["CLOCK"]()).date()
    return day


def count_waiting(tasks: Markup) -> int:
    """How many of the drawn tasks wait for an answer."""
    return sum(tasks.count(f'class="ex-task {mark}"') for mark in _WAITING)
