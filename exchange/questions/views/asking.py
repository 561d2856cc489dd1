"""Ask the post behind a practice: the form, what was asked before, sending."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from exchange.accounts.queries import ministry
from exchange.discussion import service as discussion
from exchange.discussion.models import Circulation
from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError
from exchange.kernel.languages import Language
from exchange.practices.models import Visibility
from exchange.practices.queries import PracticeBrief, brief
from exchange.questions import queries, service
from exchange.questions.forms import AskForm, fresh_key
from exchange.questions.queries import Alike
from exchange.questions.views.blueprint import CONFLICT, LONGEST_KEY, UNPROCESSABLE, bp
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said
from exchange.web.reader import current_reader

Answer = Response | tuple[str, int]


@bp.get("/new")
@signed_in
def new() -> str | Response:
    """The form; without a practice, the way to find one."""
    slug = request.args.get("practice", "")
    if not slug:
        return redirect(url_for("search.page"), code=303)
    return _page(AskForm(formdata=None, data={"practice": slug}), _about(slug))


@bp.post("/new")
@signed_in
def send() -> Answer:
    """Send it; when something alike was asked before, that is shown once first."""
    form = AskForm()
    about = _about(form.practice.data or request.args.get("practice", ""))
    if not _is_valid(form, about):
        return _page(form, about), UNPROCESSABLE
    before = () if form.seen.data else _alike(about.slug, form.text.data or "")
    if before:
        form.seen.data = "yes"
        return _page(form, about, before), UNPROCESSABLE
    return _answer(form, about)


def _answer(form: AskForm, about: PracticeBrief) -> Answer:
    try:
        question_id = _sent(form, about).id
    except InvalidError as error:
        form.text.errors = [said(text) for text in error.fields.values()]
        return _page(form, about), UNPROCESSABLE
    except ConflictError as error:
        form.text.errors, form.key.data = [said(error.message)], fresh_key()
        return _page(form, about), CONFLICT
    flash(_("Your question was sent. You are told as soon as there is an answer."))
    return redirect(url_for(".show", question_id=question_id), code=303)


@bp.post("/similar")
@signed_in
def similar() -> str:
    """What was asked before, while the question is written: a part of the form's page."""
    about = _about(request.args.get("practice", "") or request.form.get("practice", ""))
    found = _alike(about.slug, request.form.get("text", "")[: discussion.LONGEST_TEXT])
    return render_template("questions/_alike.html", found=found, slug=about.slug, asks_again=False)


def _about(slug: str) -> PracticeBrief:
    about = brief(reading(), actor=current_actor(), slug=slug or "-", language=current_reader().language.value)
    if not _may_ask(current_actor(), about):
        raise NotFoundError
    return about


def _may_ask(actor: Actor, about: PracticeBrief) -> bool:
    return actor.belongs_to(actor.ministry_id) and actor.ministry_id != about.ministry_id


def _is_valid(form: AskForm, about: PracticeBrief) -> bool:
    _put_circles(form, about)
    return bool(form.validate_on_submit())


def _put_circles(form: AskForm, about: PracticeBrief) -> None:
    choices = [("private", _("Only your ministry and theirs"))]
    if about.visibility in (Visibility.PUBLIC, Visibility.MEMBERS):
        choices.append(("members", _("All ministries on the exchange")))
    if about.visibility == Visibility.PUBLIC:
        choices.append(("public", _("Readers who have not signed in too")))
    form.circle.choices = choices


def _alike(slug: str, text: str) -> tuple[Alike, ...]:
    return queries.alike(reading(), actor=current_actor(), slug=slug, text=text)


def _sent(form: AskForm, about: PracticeBrief) -> service.Question:
    body = discussion.lay_out(form.text.data or "", Language(form.language.data))
    draft = service.Draft(about.slug, body, Circulation(form.circle.data), (form.key.data or fresh_key())[:LONGEST_KEY])
    with transaction() as session:
        return _ask(session, draft)


def _ask(session: Session, draft: service.Draft) -> service.Question:
    return service.ask(session, actor=current_actor(), draft=draft, now=current_app.config["CLOCK"]())


def _page(form: AskForm, about: PracticeBrief, before: tuple[Alike, ...] = ()) -> str:
    _put_circles(form, about)
    return render_template(
        "questions/new.html", form=form, about=about, owner=ministry(reading(), about.ministry_id), before=before
    )
