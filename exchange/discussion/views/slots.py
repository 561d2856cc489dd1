"""What a discussion puts into the page of a practice: the newest threads below, the count in its head."""

from flask import render_template
from markupsafe import Markup

from exchange.discussion import queries
from exchange.discussion.views.shown import new_form, standing
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.slots import Subject

_MOST_THREADS = 5


def below(subject: Subject) -> Markup:
    """The newest threads and the form, under a practice."""
    at = standing(subject.practice_slug)
    page = queries.latest_threads(reading(), actor=current_actor(), at=at, most=_MOST_THREADS)
    return Markup(render_template("discussion/section.html", at=at, page=page, form=new_form()))  # noqa: S704 - a rendered template


def chain(subject: Subject) -> Markup:
    """How many comments this reader finds, as a link to them; nothing where there are none."""
    found = standing(subject.practice_slug).comments
    return Markup(render_template("discussion/count.html", count=found)) if found else Markup()  # noqa: S704 - the same
