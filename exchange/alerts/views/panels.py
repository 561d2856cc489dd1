"""What alerts put into the pages of others: follow beside a practice, save beside results."""

from flask import render_template, request
from markupsafe import Markup

from exchange.practices.views.asked import asked_from
from exchange.web.actor import current_actor
from exchange.web.slots import Subject

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


def _drawn(template: str, **values: object) -> Markup:
    return Markup(render_template(template, **values))  # noqa: S704 - a rendered template
