"""Write a comment or an answer."""

from flask import current_app, flash, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from exchange.discussion import service
from exchange.discussion.forms import CommentForm, fresh_key
from exchange.discussion.models import Comment
from exchange.discussion.views.blueprint import bp
from exchange.discussion.views.reading import address_of
from exchange.discussion.views.shown import discussion_page, reading_language, sections_of, standing, uuid_of
from exchange.kernel.errors import ConflictError, InvalidError
from exchange.kernel.languages import Language
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import transaction
from exchange.web.errors import said

CONFLICT, UNPROCESSABLE = 409, 422
LONGEST_KEY = 64
Answer = Response | tuple[str, int]


@bp.post("/practices/<slug>/discussion")
@signed_in
def send(slug: str) -> Answer:
    """Add a comment; the same form sent twice adds one."""
    form = CommentForm()
    if request.form.get("do") == "preview":
        return discussion_page(standing(slug), form, preview=_rendered(form)), UNPROCESSABLE
    if not form.validate_on_submit():
        return discussion_page(standing(slug), form), UNPROCESSABLE
    try:
        comment_id = _sent(slug, form).id
    except InvalidError as error:
        form.text.errors = [said(text) for text in error.fields.values()]
        return discussion_page(standing(slug), form), UNPROCESSABLE
    except ConflictError as error:
        form.text.errors, form.key.data = [said(error.message)], fresh_key()
        return discussion_page(standing(slug), form), CONFLICT
    flash(_("Your comment is on the page."))
    return redirect(address_of(comment_id), code=303)


@bp.post("/practices/<slug>/discussion/preview")
@signed_in
def preview(slug: str) -> str:
    """The text as readers will see it, while it is written: a part of the form's page."""
    at, form = standing(slug), CommentForm()
    return render_template("discussion/_preview.html", slug=at.slug, html=_rendered(form))


def _rendered(form: CommentForm) -> str:
    try:
        return service.lay_out(form.text.data or "", Language(form.language.data)).html
    except (InvalidError, ValueError):
        return ""


def _sent(slug: str, form: CommentForm) -> Comment:
    body = service.lay_out(form.text.data or "", Language(form.language.data))
    with transaction() as session:
        return _add(session, slug, form, body)


def _add(session: Session, slug: str, form: CommentForm, body: service.Body) -> Comment:
    actor, now = current_actor(), current_app.config["CLOCK"]()
    key = (form.key.data or fresh_key())[:LONGEST_KEY]
    if form.parent.data:
        answered = uuid_of(form.parent.data)
        return service.answer(session, actor=actor, slug=slug, comment_id=answered, body=body, key=key, now=now)
    wide, about = form.is_public.data, _about(slug, form)
    return service.write(session, actor=actor, slug=slug, body=body, key=key, now=now, is_public=wide, about=about)


def _about(slug: str, form: CommentForm) -> service.About | None:
    if not form.section.data:
        return None
    language = reading_language(sections_of(slug), form.section.data)
    return service.About(form.section.data, form.paragraph.data or 0, language)
