"""What a person follows: the list, a practice, themes and countries and ministries, paces, the personal feed."""

from datetime import datetime

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from exchange.accounts.queries import ministries
from exchange.alerts import queries, service
from exchange.alerts.views.blueprint import bp
from exchange.kernel.countries import country_name
from exchange.notifications.models import Pace
from exchange.notifications.queries import Chosen, chosen
from exchange.notifications.service import choose, follow, forget
from exchange.practices.queries import PracticeBrief, brief, country_counts
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import taxonomy
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.reader import current_reader

_NEW_FEED = "new_feed"
Option = tuple[str, str]  # topic, name


@bp.get("/following")
@signed_in
def index() -> str:
    """Everything that this person follows, with its pace."""
    picked, language = _chosen(), current_reader().language.value
    followed = {topic: pace for topic, pace in picked.paces.items() if topic.partition(":")[0] in queries.FOLLOWED}
    return render_template(
        "alerts/index.html",
        followed=queries.followed(reading(), actor=current_actor(), paces=followed, language=language),
        searches=queries.saved_searches(reading(), actor=current_actor(), paces=picked.paces),
        options=_options(set(followed)),
        paces=tuple(Pace),
        has_feed=queries.has_feed(reading(), actor=current_actor()),
        feed=session.pop(_NEW_FEED, ""),
        public_url=current_app.config["EXCHANGE"].public_url.rstrip("/"),
    )


@bp.post("/following")
@signed_in
def change() -> Response:
    """Follow a theme, country or ministry; change a pace; stop."""
    topic, pace = request.form.get("topic", ""), request.form.get("pace", "")
    with transaction() as writing:
        if request.form.get("do") == "stop":
            forget(writing, actor=current_actor(), topic=topic)
        elif topic in _topics() or topic in _chosen().paces:
            _set(writing, topic, Pace(pace) if pace in set(Pace) else Pace.DAILY)
    flash(_("Your choice is saved."))
    return redirect(url_for(".index"), code=303)


@bp.get("/practices/<slug>/follow")
@signed_in
def practice(slug: str) -> str:
    """How soon to hear of a practice."""
    about = _about(slug)
    pace = _chosen().paces.get(f"practice:{about.id}")
    return render_template("alerts/follow.html", about=about, pace=pace, paces=tuple(Pace))


@bp.post("/practices/<slug>/follow")
@signed_in
def follow_practice(slug: str) -> Response:
    """Follow it at this pace, or stop."""
    about, pace = _about(slug), request.form.get("pace", "")
    with transaction() as writing:
        if request.form.get("do") == "stop":
            forget(writing, actor=current_actor(), topic=f"practice:{about.id}")
        else:
            _set(writing, f"practice:{about.id}", Pace(pace) if pace in set(Pace) else Pace.DAILY)
    flash(_("Your choice is saved."))
    return redirect(url_for("practices.show", slug=slug), code=303)


@bp.post("/following/feed")
@signed_in
def feed() -> Response:
    """Make a new secret for the personal feed, or end it; the address is shown once."""
    with transaction() as writing:
        if request.form.get("do") == "stop":
            service.revoke_feed(writing, actor=current_actor())
        else:
            session[_NEW_FEED] = service.new_feed_secret(writing, actor=current_actor(), now=_now())
    return redirect(url_for(".index", _anchor="feed"), code=303)


def _set(writing: Session, topic: str, pace: Pace) -> None:
    if not follow(writing, actor=current_actor(), topic=topic, pace=pace, now=_now()):
        choose(writing, actor=current_actor(), topic=topic, pace=pace, now=_now())


def _about(slug: str) -> PracticeBrief:
    return brief(reading(), actor=current_actor(), slug=slug, language=current_reader().language.value)


def _chosen() -> Chosen:
    return chosen(reading(), actor=current_actor())


def _topics() -> set[str]:
    return {topic for options in _options(set()).values() for topic, _name in options}


def _options(known: set[str]) -> dict[str, list[Option]]:
    """What can be followed besides practices, by kind."""
    language, words = current_reader().language, taxonomy(reading())
    themes = [(f"theme:{one.code}", one.label(language.value)) for one in words.list_of(TermList.THEME)]
    codes = country_counts(reading(), actor=current_actor())
    countries = [(f"country:{code}", country_name(code, language)) for code in sorted(codes)]
    bodies = [(f"ministry:{one.id}", one.short_name(language)) for one in ministries(reading())]
    return {
        _("Themes"): [one for one in themes if one[0] not in known],
        _("Countries"): [one for one in countries if one[0] not in known],
        _("Ministries"): [one for one in bodies if one[0] not in known],
    }


def _now() -> datetime:
    now: datetime = current_app.config["CLOCK"]()
    return now
