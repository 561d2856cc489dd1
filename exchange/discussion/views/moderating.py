"""Report a contribution, or hide it with a reason."""

from collections.abc import Callable
from uuid import UUID

from flask import current_app, flash, redirect, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from exchange.discussion import queries, service
from exchange.discussion.forms import ReasonForm
from exchange.discussion.views.blueprint import bp
from exchange.discussion.views.reading import address_of
from exchange.discussion.views.writing import UNPROCESSABLE, Answer
from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults

Act = Callable[..., object]


@bp.get("/comments/<uuid:comment_id>/report")
@signed_in
def report(comment_id: UUID) -> str:
    """Ask why."""
    return _page(comment_id, ReasonForm(formdata=None), hides=False)


@bp.post("/comments/<uuid:comment_id>/report")
@signed_in
def send_report(comment_id: UUID) -> Answer:
    """Tell the administrator of the practice's ministry."""
    return _done(comment_id, service.report, _("The administrator of the ministry will look at it."), hides=False)


@bp.get("/comments/<uuid:comment_id>/hide")
@signed_in
def hide(comment_id: UUID) -> str:
    """Ask why."""
    return _page(comment_id, ReasonForm(formdata=None), hides=True)


@bp.post("/comments/<uuid:comment_id>/hide")
@signed_in
def save_hidden(comment_id: UUID) -> Answer:
    """Hide it; its place and the reason stay."""
    return _done(comment_id, service.hide, _("The comment is hidden. Its place says why."), hides=True)


def _done(comment_id: UUID, act: Act, said: str, *, hides: bool) -> Answer:
    one, form = _one(comment_id, hides=hides), ReasonForm()
    if not form.validate_on_submit():
        return _drawn(one, form, hides=hides), UNPROCESSABLE
    try:
        with transaction() as session:
            _do(session, act, comment_id, form)
    except InvalidError as error:
        add_faults(form, error)
        return _drawn(one, form, hides=hides), UNPROCESSABLE
    flash(said)
    return redirect(address_of(comment_id), code=303)


def _do(session: Session, act: Act, comment_id: UUID, form: ReasonForm) -> None:
    now = current_app.config["CLOCK"]()
    act(session, actor=current_actor(), comment_id=comment_id, reason=form.reason.data or "", now=now)


def _page(comment_id: UUID, form: ReasonForm, *, hides: bool) -> str:
    return _drawn(_one(comment_id, hides=hides), form, hides=hides)


def _one(comment_id: UUID, *, hides: bool) -> queries.One:
    one = queries.one_of(reading(), actor=current_actor(), comment_id=comment_id)
    if not one.view.has_words or (hides and not one.view.can_hide):
        raise NotFoundError
    return one


def _drawn(one: queries.One, form: ReasonForm, *, hides: bool) -> str:
    return render_template("discussion/reason.html", one=one, form=form, hides=hides)
