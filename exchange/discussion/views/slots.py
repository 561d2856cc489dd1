"""What a discussion puts into the page of a practice: newest threads below, counts in its head and beside sections."""

from typing import cast

from flask import current_app, render_template
from flask_babel import gettext
from markupsafe import Markup

from exchange.discussion import queries
from exchange.discussion.models import SECTIONS
from exchange.discussion.views.blank import blank_form
from exchange.discussion.views.shown import drawn, standing
from exchange.web.actor import current_actor
from exchange.web.addresses import url_for
from exchange.web.db import reading
from exchange.web.slots import Subject
from exchange.web.templating import Components

_MOST_THREADS = 5
_NOTHING = Markup()


def below(subject: Subject) -> Markup:
    """The newest threads and the form, under a practice."""
    at = standing(subject.practice_slug)
    page = queries.latest_threads(reading(), actor=current_actor(), at=at, most=_MOST_THREADS, parts=subject.parts)
    written = blank_form(at) if at.can_write else _NOTHING
    return _drawn("discussion/section.html", at=at, page=page, threads=drawn(at, page), written=written)


def chain(subject: Subject) -> Markup:
    """How many comments this reader finds, as a link to them; nothing where there are none."""
    found = standing(subject.practice_slug).comments
    return _drawn("discussion/count.html", count=found) if found else _NOTHING


def section(subject: Subject) -> Markup:
    """Beside a section's heading: how many contributions are about it; for writers the way to add one."""
    at = standing(subject.practice_slug)
    count = _count(subject)
    if subject.part not in SECTIONS or not (count or at.can_write):
        return _NOTHING
    href, what = url_for("discussion.show", slug=at.slug, section=subject.part), gettext(SECTIONS[subject.part])
    components = cast("Components", current_app.jinja_env.globals["ui"])  # twenty templates a page would cost more
    return components.anchor(count, href, what) if count else components.quiet_anchor(href, what)


def section_count(subject: Subject) -> Markup:
    """The number for the contents; nothing where there are none."""
    count = _count(subject)
    return Markup(count) if count else _NOTHING  # noqa: S704 - a number


def _count(subject: Subject) -> int:
    return standing(subject.practice_slug).by_section.get(subject.part, (0, 0))[0]


def _drawn(template: str, **values: object) -> Markup:
    return Markup(render_template(template, **values))  # noqa: S704 - a rendered template
