"""Change one's own words within 15 minutes, or take them back."""

from uuid import UUID

from flask import current_app, flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.discussion import queries, service
from exchange.discussion.forms import EditForm
from exchange.discussion.views.blueprint import bp
from exchange.discussion.views.reading import address_of
from exchange.discussion.views.writing import CONFLICT, UNPROCESSABLE, Answer
from exchange.kernel.errors import ConflictError, InvalidError, RefusedError
from exchange.kernel.languages import Language
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said


@bp.get("/comments/<uuid:comment_id>/edit")
@signed_in
def edit(comment_id: UUID) -> str:
    """One's own comment, to change or to withdraw."""
    own = _own(comment_id)
    typed = {"text": own.markdown, "language": own.language, "version": own.version}
    return _page(own, EditForm(formdata=None, data=typed))


@bp.post("/comments/<uuid:comment_id>/edit")
@signed_in
def save(comment_id: UUID) -> Answer:
    """Put the new words in place."""
    own, form = _own(comment_id), EditForm()
    if not form.validate_on_submit():
        return _page(own, form), UNPROCESSABLE
    try:
        _save(comment_id, form)
    except (InvalidError, RefusedError, ConflictError) as error:
        return _kept(own, form, error)
    flash(_("Your comment was changed."))
    return redirect(address_of(comment_id), code=303)


@bp.post("/comments/<uuid:comment_id>/withdraw")
@signed_in
def withdraw(comment_id: UUID) -> Response:
    """Take the words back; their place stays."""
    with transaction() as session:
        service.withdraw(session, actor=current_actor(), comment_id=comment_id, now=current_app.config["CLOCK"]())
    flash(_("Your comment was withdrawn. Its place in the discussion says so."))
    return redirect(address_of(comment_id), code=303)


def _own(comment_id: UUID) -> queries.OwnWords:
    now = current_app.config["CLOCK"]()
    return queries.own_words(reading(), actor=current_actor(), comment_id=comment_id, now=now)


def _save(comment_id: UUID, form: EditForm) -> None:
    body = service.lay_out(form.text.data or "", Language(form.language.data))
    with transaction() as session:
        service.edit(
            session,
            actor=current_actor(),
            comment_id=comment_id,
            body=body,
            expected_version=form.version.data or 0,
            now=current_app.config["CLOCK"](),
        )


def _kept(own: queries.OwnWords, form: EditForm, error: InvalidError | RefusedError | ConflictError) -> Answer:
    """The form with what was typed, the reason, and after a conflict the words that stand now."""
    reasons = error.fields.values() if isinstance(error, InvalidError) else (error.message,)
    form.text.errors = [said(reason) for reason in reasons]
    if not isinstance(error, ConflictError):
        return _page(own, form), UNPROCESSABLE
    form.version.raw_data = [str(own.version)]
    return _page(own, form, seen=True), CONFLICT


def _page(own: queries.OwnWords, form: EditForm, *, seen: bool = False) -> str:
    return render_template("discussion/edit.html", own=own, form=form, shows_other=seen)
