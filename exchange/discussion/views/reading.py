"""Read a discussion; find one comment by its permanent address."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.discussion import queries
from exchange.discussion.views.blueprint import bp
from exchange.discussion.views.shown import discussion_page, new_form, standing
from exchange.kernel.errors import NotFoundError
from exchange.kernel.languages import Language
from exchange.practices.queries import brief
from exchange.practices.views.tongues import current_machine
from exchange.text.rendering import render_markdown
from exchange.web.access import public
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.feeds import FeedEntry, atom
from exchange.web.reader import current_reader
from exchange.web.same import same_for_visitors


@bp.get("/practices/<slug>/discussion")
@public
@same_for_visitors
def show(slug: str) -> str:
    """The threads under a practice; `?answer=<id>` opens the form for an answer."""
    parent, section = request.args.get("answer", ""), request.args.get("section", "")
    return discussion_page(standing(slug), new_form(parent, section) if parent or section else None)


@bp.get("/practices/<slug>/discussion.atom")
@public
def feed(slug: str) -> Response:
    """The newest contributions that this reader may read."""
    at, language = standing(slug), current_reader().language.value
    about = brief(reading(), actor=current_actor(), slug=slug, language=language)
    rows = queries.newest(reading(), actor=current_actor(), practice_id=at.practice_id, most=50)
    entries = [
        FeedEntry(f"/comments/{row.id}", queries.first_words_of(row), row.made_at, author=row.post.text_for(language))
        for row in rows
    ]
    title, page = _("Discussion: %(title)s", title=about.title), url_for(".show", slug=slug)
    return atom(title=title, path=request.path, page=page, entries=entries, language=language)


@bp.get("/comments/<uuid:comment_id>")
@public
def one(comment_id: UUID) -> Response:
    """The permanent address of a comment: leads to the page and the place where it stands now."""
    return redirect(address_of(comment_id), code=303)


def address_of(comment_id: UUID) -> str:
    """Where this reader finds the comment."""
    spot = queries.spot_of(reading(), actor=current_actor(), comment_id=comment_id)
    page = spot.page if spot.page > 1 else None
    return url_for("discussion.show", slug=spot.slug, page=page, thread=spot.thread_id, _anchor=f"c-{comment_id}")


@bp.get("/comments/<uuid:comment_id>/in/<lang>")
@public
def in_language(comment_id: UUID, lang: str) -> str:
    """One contribution in another language, by the machine that an administrator named; it is kept nowhere."""
    machine = current_machine()
    if lang not in set(Language) or not machine.is_on:
        raise NotFoundError
    row = queries.stored_words(reading(), actor=current_actor(), comment_id=comment_id)
    one = queries.one_of(reading(), actor=current_actor(), comment_id=comment_id)
    words = machine.translate([part for part in row.markdown.split("\n\n") if part.strip()], row.language, lang)
    html = render_markdown(["\n\n".join(words)])[0]
    return render_template("discussion/translated.html", one=one, html=html, lang=lang)
