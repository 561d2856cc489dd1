"""What the pages of a discussion share: the threads with the form under them."""

from uuid import UUID

from flask import g, render_template, request

from exchange.discussion import queries
from exchange.discussion.forms import CommentForm
from exchange.discussion.queries import CommentView, Standing
from exchange.kernel.errors import NotFoundError
from exchange.practices.queries import brief
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader


def standing(slug: str) -> Standing:
    """The discussion of a practice, or the page that says that there is none. Asked once per request."""
    known: dict[str, Standing] = g.setdefault("discussions", {})
    if slug not in known:
        known[slug] = queries.standing(reading(), actor=current_actor(), slug=slug)
    return known[slug]


def new_form(parent: str = "") -> CommentForm:
    """An empty form; what the request sent for another form is left alone."""
    return CommentForm(formdata=None, data={"parent": parent})


def discussion_page(at: Standing, form: CommentForm) -> str:
    """All threads, page by page, with the form; `form.parent` says what is answered."""
    session, actor = reading(), current_actor()
    number = request.args.get("page", 1, type=int)
    return render_template(
        "discussion/page.html",
        at=at,
        about=brief(session, actor=actor, slug=at.slug, language=current_reader().language.value),
        page=queries.threads(session, actor=actor, at=at, number=number),
        form=form,
        answered=_answered(at, form),
    )


def _answered(at: Standing, form: CommentForm) -> CommentView | None:
    if not form.parent.data:
        return None
    return queries.answerable(reading(), actor=current_actor(), at=at, comment_id=uuid_of(form.parent.data))


def uuid_of(text: str) -> UUID:
    """The id in a form or an address; what is none belongs to nothing."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError from None
