"""Take a text back, confirm or archive a practice, close an older version, and how a ministry lets texts out."""

from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.kernel.errors import NotFoundError
from exchange.practices import policies, service
from exchange.practices.forms import ArchiveForm, RuleForm
from exchange.practices.models import PracticeCommand, is_possible
from exchange.practices.queries import load_for_desk, rule_of
from exchange.practices.views.blueprint import bp
from exchange.practices.views.words import own_title
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction

Answer = str | Response | tuple[str, int]


@bp.post("/<slug>/take-back")
@signed_in
def take_back(slug: str) -> Response:
    """Write again before anybody has decided."""
    with transaction() as session:
        service.take_back(session, actor=current_actor(), slug=slug, now=current_app.config["CLOCK"]())
    flash(_("The text is yours again. Nobody has lost anything."))
    return redirect(url_for(".edit", slug=slug), code=303)


@bp.post("/<slug>/confirm")
@signed_in
def confirm(slug: str) -> Response:
    """Say that the published text still holds."""
    with transaction() as session:
        service.confirm(session, actor=current_actor(), slug=slug, now=current_app.config["CLOCK"]())
    flash(_("Confirmed. Its readers see the new date."))
    return redirect(url_for(".history", slug=slug), code=303)


@bp.get("/<slug>/archive")
@signed_in
def archive(slug: str) -> str:
    """Ask why."""
    return _archive_page(slug, ArchiveForm())


@bp.post("/<slug>/archive")
@signed_in
def record_archive(slug: str) -> Answer:
    """Keep it readable, marked as no longer kept up to date."""
    form = ArchiveForm()
    if not form.validate():
        return _archive_page(slug, form), 422
    now = current_app.config["CLOCK"]()
    with transaction() as session:
        service.archive(session, actor=current_actor(), slug=slug, reason=form.reason.data or "", now=now)
    flash(_("The practice is archived. It stays readable and can be cited."))
    return redirect(url_for(".history", slug=slug), code=303)


@bp.post("/<slug>/v/<int:number>/close")
@signed_in
def close_version(slug: str, number: int) -> Response:
    """Keep an older version for the ministry's own desk."""
    now = current_app.config["CLOCK"]()
    with transaction() as session:
        service.close_version(session, actor=current_actor(), slug=slug, number=number, now=now)
    flash(_("Version %(number)s is closed. Only your ministry’s desk opens it now.", number=number))
    return redirect(url_for(".history", slug=slug), code=303)


@bp.get("/clearing-rule")
@signed_in
def rule() -> str:
    """How texts leave the actor's ministry."""
    found = rule_of(reading(), _own_ministry())
    return _rule_page(RuleForm(data={"asks_editor": found.asks_editor, "months_valid": str(found.months_valid)}))


@bp.post("/clearing-rule")
@signed_in
def record_rule() -> Answer:
    """Change it for the next decision."""
    _own_ministry()
    form = RuleForm()
    if not form.validate():
        return _rule_page(form), 422
    with transaction() as session:
        asks, months = bool(form.asks_editor.data), int(form.months_valid.data)
        service.set_rule(session, actor=current_actor(), asks_editor=asks, months_valid=months)
    flash(_("The rule counts from the next decision on."))
    return redirect(url_for(".rule"), code=303)


def _own_ministry() -> UUID:
    actor = current_actor()
    if actor.ministry_id is None or not policies.can_set_rule(actor, actor.ministry_id):
        raise NotFoundError
    return actor.ministry_id


def _rule_page(form: RuleForm) -> str:
    return render_template("practices/rule.html", form=form)


def _archive_page(slug: str, form: ArchiveForm) -> str:
    practice = load_for_desk(reading(), actor=current_actor(), slug=slug)
    today = current_app.config["CLOCK"]().date()
    if not is_possible(PracticeCommand.ARCHIVE, practice.life(today)) or not policies.can_withdraw(
        current_actor(), practice
    ):
        raise NotFoundError
    return render_template("practices/archive.html", slug=slug, title=own_title(practice), form=form)
