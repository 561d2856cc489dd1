"""Questions in lists, and the ministry's promise of days."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.accounts.queries import ministry
from exchange.kernel.actor import Role
from exchange.kernel.errors import RefusedError
from exchange.kernel.messages import N_
from exchange.questions import policies, queries, service
from exchange.questions.forms import PromiseForm
from exchange.questions.queries import Which
from exchange.questions.views.blueprint import UNPROCESSABLE, bp
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.reader import current_reader
from exchange.web.values import page_number

_TITLES = {
    Which.TO_ANSWER: N_("To answer"),
    Which.ASKED_US: N_("Asked of your ministry"),
    Which.OURS: N_("Asked by your ministry"),
    Which.PUBLISHED: N_("Published"),
}


@bp.get("/")
@signed_in
def index() -> str:
    """What waits for the reader's post, else what their ministry asked."""
    return _page(PromiseForm(formdata=None))


@bp.post("/promise")
@signed_in
def promise() -> Response | tuple[str, int]:
    """Say within how many working days the ministry answers."""
    form = PromiseForm()
    if not policies.can_promise(current_actor()):
        raise RefusedError(service.ONLY_ADMINISTRATOR)
    if not form.validate_on_submit():
        return _page(form), UNPROCESSABLE
    with transaction() as session:
        service.promise(session, actor=current_actor(), days=form.days.data or 0, now=current_app.config["CLOCK"]())
    flash(_("Your ministry’s promise is saved."))
    return redirect(url_for(".index"), code=303)


def _page(form: PromiseForm) -> str:
    session, actor, language = reading(), current_actor(), current_reader().language.value
    lists = _lists()
    which = next((one for one in lists if one.value == request.args.get("list")), lists[0])
    own = ministry(session, actor.ministry_id) if actor.ministry_id else None
    if own is not None and not form.is_submitted():
        form.days.data = own.promised_days
    number = page_number()
    return render_template(
        "questions/index.html",
        page=queries.listed(session, actor=actor, which=which, language=language, number=number),
        which=which,
        lists=[(_(_TITLES[one]), url_for(".index", list=one.value), one is which) for one in lists],
        own=own,
        form=form if policies.can_promise(actor) else None,
        today=current_reader().place.local(current_app.config["CLOCK"]()).date(),
    )


def _lists() -> tuple[Which, ...]:
    actor = current_actor()
    if not actor.ministry_ids:
        return (Which.PUBLISHED,)
    answers = bool(actor.ministries_with(Role.PUBLISHER))
    own = (Which.OURS, Which.ASKED_US, Which.PUBLISHED)
    return (Which.TO_ANSWER, *own) if answers else own
