"""What practices put on the desk: texts to clear, own drafts, texts that wait for others."""

from flask import render_template
from markupsafe import Markup

from exchange.practices.queries import drafts_of, sent_by, to_clear
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.slots import Subject


def desk_tasks(_subject: Subject) -> Markup:
    """Empty when nothing waits."""
    session, actor = reading(), current_actor()
    waiting = to_clear(session, actor=actor), drafts_of(session, actor=actor), sent_by(session, actor=actor)
    if not any(waiting):
        return Markup()
    clear, drafts, sent = waiting
    return Markup(render_template("practices/tasks.html", to_clear=clear, drafts=drafts, sent=sent))  # noqa: S704 - a rendered template
