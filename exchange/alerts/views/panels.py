"""What alerts put into the pages of others: follow beside a practice, save beside results, what changed on the desk."""

from datetime import timedelta

from flask import current_app, render_template, request
from markupsafe import Markup

from exchange.notifications.guards import guards_of
from exchange.notifications.queries import noticed_since
from exchange.practices.views.asked import asked_from
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader
from exchange.web.slots import Subject

_KINDS = ("follow.published", "follow.changed", "follow.commented", "alert.matched", "question.published")
_MOST = 6
_LOOKS_BACK = timedelta(days=14)
_NOTHING = Markup()


def follow_key(subject: Subject) -> Markup:
    """Beside a practice, for everyone who is signed in."""
    if not current_actor().is_signed_in or not subject.practice_slug:
        return _NOTHING
    return _drawn("alerts/panels/follow_key.html", slug=subject.practice_slug)


def save_key(_subject: Subject) -> Markup:
    """Beside the results of a search that says something."""
    asked = asked_from(request.args)
    if not current_actor().is_signed_in or not (asked.words or any(asked.filters.values())):
        return _NOTHING
    fields = [("q", asked.words)] if asked.words else []
    fields += [(str(name), value) for name, values in asked.filters.items() for value in values]
    return _drawn("alerts/panels/save_key.html", fields=fields)


def changed(_subject: Subject) -> Markup:
    """On the desk: what changed since this person was here before, of what they follow."""
    now = current_app.config["CLOCK"]()
    rows = noticed_since(
        reading(),
        actor=current_actor(),
        guards=guards_of(current_app),
        since=now - _LOOKS_BACK,
        kinds=_KINDS,
        most=_MOST,
    )
    unread = [row for row in rows if not row.is_read]
    return _drawn("alerts/panels/changed.html", rows=unread, place=current_reader().place) if unread else _NOTHING


def _drawn(template: str, **values: object) -> Markup:
    return Markup(render_template(template, **values))  # noqa: S704 - a rendered template
