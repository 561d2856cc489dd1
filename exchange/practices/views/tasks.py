"""What practices put on the desk: texts to clear, own drafts, texts that wait for others."""

from flask import render_template
from markupsafe import Markup

from exchange.practices.queries import own_texts, to_clear
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.slots import Subject


def desk_tasks(_subject: Subject) -> Markup:
    """Texts to clear. Empty when nothing waits."""
    clear = to_clear(reading(), actor=current_actor())
    return Markup(render_template("practices/tasks.html", to_clear=clear)) if clear else Markup()  # noqa: S704 - a rendered template


def desk_drafts(_subject: Subject) -> Markup:
    """Own texts: to finish, and with others. Empty when there are none."""
    drafts, sent = own_texts(reading(), actor=current_actor())
    if not drafts and not sent:
        return Markup()
    return Markup(render_template("practices/drafts.html", drafts=drafts, sent=sent))  # noqa: S704 - a rendered template
