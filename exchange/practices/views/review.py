"""Clear a text or send it back, read its history, withdraw the practice."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.practices import policies, service
from exchange.practices.forms import CLEAR, REFUSE, DecisionForm, WithdrawForm
from exchange.practices.models import Practice, PracticeState, RevisionState, Stage
from exchange.practices.queries import load_for_desk
from exchange.practices.views.blueprint import bp
from exchange.practices.views.clearance import Clearance, clearance, history_log, versions_of
from exchange.practices.views.questions import typed_questions, who_has_it
from exchange.practices.views.words import own_title
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults
from exchange.web.values import whole_number

Answer = str | Response | tuple[str, int]


@bp.get("/<slug>/review")
@signed_in
def review(slug: str) -> Answer:
    """What changed since the last cleared text, and the decision."""
    opened = clearance(slug, is_whole=_is_whole())
    if opened.revision.state is not RevisionState.IN_CLEARANCE:
        return redirect(url_for(".history", slug=slug), code=302)
    return _page(opened, DecisionForm(data={"version": str(opened.revision.version)}))


@bp.post("/<slug>/review")
@signed_in
def decide(slug: str) -> Answer:
    """Record the decision about the text that the officer read."""
    form, opened = DecisionForm(), clearance(slug, is_whole=_is_whole())
    if not form.validate() or (form.decision.data == CLEAR and not form.ask_about(*opened.words)):
        return _page(opened, form), 422
    try:
        _decide(slug, form)
    except InvalidError as error:
        add_faults(form, error)
        return _page(clearance(slug, is_whole=_is_whole()), form), 422
    if form.decision.data == CLEAR:
        flash(_after_clearing(slug))
        return redirect(url_for(".history", slug=slug), code=303)
    is_refused = form.decision.data == REFUSE
    flash(_("The text is refused. Its author reads why.") if is_refused else _("The text is back with its author."))
    return redirect(url_for(".history", slug=slug), code=303)


@bp.post("/<slug>/review/checked")
@signed_in
def keep_checks(slug: str) -> Answer:
    """Keep what the officer has looked at. A script wants no page; typed questions stay on one that is drawn again."""
    opened, actor = clearance(slug, is_whole=_is_whole()), current_actor()
    known = {change.key: change.mark for change in opened.shown}
    checked = {key: known[key] for key in request.form.getlist("checked") if key in known}
    with transaction() as session:
        service.keep_checks(session, actor=actor, slug=slug, shown=known.keys(), checked=checked)
    if request.headers.get("HX-Request"):
        return Response(status=204)
    if typed_questions() or request.form.get("remark", "").strip():
        flash(_("Your marks are kept. What you typed is not sent yet: record a decision to send it."))
        return _page(clearance(slug, is_whole=_is_whole()), DecisionForm()), 422
    flash(_("Your marks are kept."))
    return redirect(url_for(".review", slug=slug, view=request.args.get("view") or None), code=303)


def _is_whole() -> bool:
    return request.args.get("view") == "whole"


@bp.get("/<slug>/history")
@signed_in
def history(slug: str) -> str:
    """The versions of a practice, and who had them since when."""
    practice = load_for_desk(reading(), actor=current_actor(), slug=slug)
    return render_template("practices/history.html", **_history(practice))


@bp.get("/<slug>/withdraw")
@signed_in
def withdraw(slug: str) -> str:
    """Ask why."""
    return _withdraw_page(slug, WithdrawForm())


@bp.post("/<slug>/withdraw")
@signed_in
def record_withdrawal(slug: str) -> Answer:
    """Take the practice from its readers."""
    form = WithdrawForm()
    if not form.validate():
        return _withdraw_page(slug, form), 422
    now = current_app.config["CLOCK"]()
    with transaction() as session:
        service.withdraw(session, actor=current_actor(), slug=slug, reason=form.reason.data or "", now=now)
    flash(_("The practice is withdrawn. Nobody outside your ministry reads it any more."))
    return redirect(url_for(".history", slug=slug), code=303)


def _history(practice: Practice) -> dict[str, Any]:
    actor, newest = current_actor(), practice.revisions[-1]
    title = next((text.title for text in newest.texts if text.language == newest.language), "")
    return {
        "practice": practice,
        "newest": newest,
        "title": title or _("New practice"),
        "lang": newest.language if title else "",
        "log": history_log(practice),
        "versions": versions_of(practice),
        "steps": who_has_it(practice, newest),
        "life": practice.life(current_app.config["CLOCK"]().date()),
        "may_clear": policies.can_decide(actor, practice, newest),
        "may_edit": policies.can_edit(actor, practice),
        "may_keep": policies.can_withdraw(actor, practice),
        "may_set_rule": policies.can_set_rule(actor, practice.ministry_id),
    }


def _after_clearing(slug: str) -> str:
    practice = load_for_desk(reading(), actor=current_actor(), slug=slug)
    if practice.revisions[-1].stage is Stage.WITH_EDITOR:
        return str(_("The text is cleared. A second officer reads it before it is published."))
    return str(_("The text is cleared. Its readers see it from now on."))


def _page(opened: Clearance, form: DecisionForm) -> str:
    title = opened.draft.official.title or _("New practice")
    typed = request.method == "POST"
    checked = frozenset(request.form.getlist("checked")) if typed else opened.checked
    words = {"title": title, "asked": typed_questions(), "checked": checked}
    return render_template("practices/review.html", opened=opened, form=form, **words)


def _decide(slug: str, form: DecisionForm) -> None:
    seen = form.version.data or ""
    version = whole_number(seen, -1)
    with transaction() as session:
        actor, now = current_actor(), current_app.config["CLOCK"]()
        if form.decision.data == REFUSE:
            why = form.remark.data or ""
            service.refuse(session, actor=actor, slug=slug, reason=why, now=now, expected_version=version)
        elif form.decision.data != CLEAR:
            told = {"remark": form.remark.data or "", "questions": typed_questions()}
            service.send_back(session, actor=actor, slug=slug, now=now, expected_version=version, **told)  # type: ignore[arg-type]  # one value for each of its parameters
        elif request.form.get("as") == "editor":
            service.let_out(session, actor=actor, slug=slug, now=now, expected_version=version)
        else:
            number = form.document_number.data or ""
            service.clear(session, actor=actor, slug=slug, document_number=number, now=now, expected_version=version)


def _withdraw_page(slug: str, form: WithdrawForm) -> str:
    practice = load_for_desk(reading(), actor=current_actor(), slug=slug)
    if practice.state is not PracticeState.PUBLISHED or not policies.can_withdraw(current_actor(), practice):
        raise NotFoundError
    return render_template("practices/withdraw.html", slug=slug, title=own_title(practice), form=form)
