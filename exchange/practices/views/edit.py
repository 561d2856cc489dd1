"""Write a practice: begin it, save it, send it for clearance. Every answer keeps everything that was typed."""

import secrets

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.kernel.errors import ConflictError, InvalidError, KernelError, RefusedError
from exchange.kernel.signing import digits_for
from exchange.practices import policies, service
from exchange.practices.forms import BeginForm, PracticeForm, draft_from
from exchange.practices.importing.placing import Placed
from exchange.practices.service.writing import create_draft, slug_for
from exchange.practices.views.blueprint import bp
from exchange.practices.views.editor import conflict_page, editor_page
from exchange.practices.views.files import answer_file
from exchange.practices.views.looked import words_that_leave
from exchange.practices.views.opened import (
    Opened,
    begun_before,
    decided,
    open_nothing,
    open_text,
    remember_begun,
)
from exchange.practices.views.questions import typed_answers
from exchange.practices.views.words import own_title
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import transaction
from exchange.web.errors import said
from exchange.web.forms import add_faults
from exchange.web.shell import current_account
from exchange.web.values import whole_number

Answer = str | Response | tuple[str, int]
_PURPOSE = "address of a practice"


@bp.get("/new")
@signed_in
def new() -> Answer:
    """An empty card."""
    opened = open_new()
    form = opened.form()
    form.key.data = secrets.token_urlsafe(12)
    return editor_page(form, opened)


@bp.post("/new")
@signed_in
def begin() -> Answer:
    """Begin the practice, then go on writing; the same form sent twice begins one."""
    before = begun_before(request.form.get("key", ""))
    if before:
        return _begun_again(before)
    opened = open_new()
    form = opened.form()
    if _wants_help(form):
        return editor_page(form, opened, preview=bool(request.form.get("preview")))
    if not form.validate():
        return editor_page(form, opened), 422
    return _begun(form, opened)


@bp.get("/<slug>/edit")
@signed_in
def edit(slug: str) -> Answer:
    """The text that may be written now, or the key that begins a new version of a cleared one."""
    cleared = decided(slug)
    if cleared:
        return render_template("practices/begin.html", slug=slug, title=own_title(cleared), form=BeginForm())
    opened = open_text(slug)
    return editor_page(opened.form(), opened)


@bp.post("/<slug>/edit")
@signed_in
def save(slug: str) -> Answer:
    """Save over the version that was opened; a newer one is never overwritten."""
    opened = open_text(slug)
    form = opened.form()
    if _wants_help(form):
        return editor_page(form, opened, preview=bool(request.form.get("preview")))
    if not form.validate():
        return editor_page(form, opened), 422
    try:
        _save(form, opened)
    except ConflictError:
        return conflict_page(form, open_text(slug)), 409
    except InvalidError as error:
        add_faults(form, error)
        return editor_page(form, opened), 422
    return _after_saving(slug)


@bp.post("/<slug>/revise")
@signed_in
def revise(slug: str) -> Answer:
    """Begin the next version; the cleared one stays readable."""
    with transaction() as session:
        service.start_revision(session, actor=current_actor(), slug=slug, now=current_app.config["CLOCK"]())
    return redirect(url_for(".edit", slug=slug), code=303)


def _ask_about_persons(slug: str) -> Answer | None:
    """The saved text once more, when it seems to hold a person's data and nobody has said that it was looked at."""
    opened = open_text(slug)
    form = opened.form()
    if opened.revision is None or form.ask_about(*words_that_leave(opened.saved, opened.revision)):
        return None
    form.version.data = str(opened.version)
    return editor_page(form, opened), 422


def open_new() -> Opened:
    """A practice that is about to begin, for those who may begin one."""
    account, actor = current_account(), current_actor()
    if account is None or not policies.can_create(actor, actor.ministry_id):
        raise RefusedError(_("Only publishers write practices. Ask your ministry’s administrator for the role."))
    return open_nothing(account.country)


def _begun(form: PracticeForm, opened: Opened) -> Answer:
    if request.form.get("do") == "file":
        return answer_file(
            lambda found: begin_practice(_named(form, found), opened), lambda fault: _unread(form, opened, fault)
        )
    try:
        slug = begin_practice(form, opened)
    except ConflictError:
        return _begun_again(address_of(form, opened))
    except InvalidError as error:
        add_faults(form, error)
        return editor_page(form, opened), 422
    return _after_saving(slug)


def _begun_again(slug: str) -> Answer:
    """The form that began this practice, sent once more: nothing to do, or text that stands beside the saved one."""
    try:
        opened = open_text(slug)
    except RefusedError as error:
        flash(said(error.message), "warning")
        return redirect(url_for(".review", slug=slug), code=303)
    form = opened.form()
    if service.laid_out(draft_from(form, opened.saved)) == opened.saved:
        return redirect(url_for(".edit", slug=slug), code=303)
    return conflict_page(form, opened), 409


def _named(form: PracticeForm, found: Placed) -> PracticeForm:
    """An empty card takes title and language from the file."""
    if not form.title.data:
        form.title.data = found.title
        form.lang.data = found.language.value
    return form


def _unread(form: PracticeForm, opened: Opened, fault: KernelError) -> Answer:
    """The page again with everything that was typed; the sentence stands where the file was chosen."""
    form.version.data = str(opened.version)
    return editor_page(form, opened, file_fault=said(fault.message)), 422


def _wants_help(form: PracticeForm) -> bool:
    """Whether the form was sent for one more row, one row less, a kept copy or a preview, not to be saved."""
    form.add_row(request.form.get("add", ""))
    form.remove_row(request.form.get("remove", ""))
    form.bring_back_row(request.form.get("undo", ""))
    return any(request.form.get(name) for name in ("add", "remove", "undo", "keep", "preview"))


def begin_practice(form: PracticeForm, opened: Opened) -> str:
    """Begin it and remember which form did; answers its address.

    Raises:
        ConflictError: a double click has begun it already, and this browser has not heard of that.
    """
    draft, slug = service.laid_out(draft_from(form, opened.saved)), address_of(form, opened)
    with transaction() as session:
        now = current_app.config["CLOCK"]()
        create_draft(session, actor=current_actor(), draft=draft, country=opened.country, now=now, slug=slug)
    remember_begun(form.key.data or "", slug)
    return slug


def address_of(form: PracticeForm, opened: Opened) -> str:
    """Of the practice that this form begins: the same one for the same form and title."""
    said_by = f"{current_actor().person_id} {form.key.data}"
    chance = digits_for(str(current_app.secret_key), _PURPOSE, said_by) if form.key.data else ""
    return slug_for(opened.country, form.title.data or "", chance)


def _save(form: PracticeForm, opened: Opened) -> None:
    draft = service.laid_out(draft_from(form, opened.saved), opened.saved)
    typed_over = form.version.data or ""
    with transaction() as session:
        now = current_app.config["CLOCK"]()
        answers = typed_answers()
        if answers:
            service.answer_remarks(session, actor=current_actor(), slug=opened.slug, answers=answers, now=now)
        service.save_draft(
            session,
            actor=current_actor(),
            slug=opened.slug,
            draft=draft,
            expected_version=whole_number(typed_over, -1),
            is_minor=bool(form.is_minor.data),
            now=now,
        )


def _after_saving(slug: str) -> Answer:
    """Back to the text; or on to the clearing officers, and back with what the card still lacks."""
    if request.form.get("do") == "file":
        opened = open_text(slug)
        return answer_file(lambda _found: slug, lambda fault: _unread(opened.form(), opened, fault))
    if request.form.get("do") != "send":
        return redirect(url_for(".edit", slug=slug), code=303)
    asked = _ask_about_persons(slug)
    if asked is not None:
        return asked
    try:
        with transaction() as session:
            service.send_for_clearance(session, actor=current_actor(), slug=slug, now=current_app.config["CLOCK"]())
    except InvalidError as error:
        opened = open_text(slug)
        form = opened.form()
        form.version.data = str(opened.version)
        form.validate()
        add_faults(form, error)
        return editor_page(form, opened), 422
    flash(_("The text is with the clearing officers of your ministry."))
    return redirect(url_for(".review", slug=slug), code=303)
