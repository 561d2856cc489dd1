"""Save while somebody types. Answers are for the editor’s script: what to say, which version is saved, where it is."""

from flask import Response, current_app, jsonify, request, url_for
from flask_babel import gettext as _

from exchange.kernel.errors import ConflictError, InvalidError, KernelError, RefusedError
from exchange.practices import service
from exchange.practices.forms import PracticeForm, draft_from
from exchange.practices.views.blueprint import bp
from exchange.practices.views.edit import address_of, begin_practice, open_new
from exchange.practices.views.editor import saved_words
from exchange.practices.views.opened import Opened, begun_before, open_text
from exchange.practices.views.questions import typed_answers
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import transaction
from exchange.web.errors import said


@bp.post("/autosave")
@signed_in
def autosave_new() -> Response:
    """Begin the practice with the first pause; the same form again saves the one that it began."""
    before = begun_before(request.form.get("key", ""))
    if before:
        return _begun_again(before)
    opened = open_new()
    form = opened.form()
    if not form.validate():
        return _faults()
    try:
        return _saved(begin_practice(form, opened), is_new=True)
    except ConflictError:
        return _begun_again(address_of(form, opened))
    except InvalidError as error:
        return _lost(said(next(iter(error.fields.values()))), 422)


@bp.post("/<slug>/autosave")
@signed_in
def autosave(slug: str) -> Response:
    """Save over the version that the script knows; a newer one is never overwritten."""
    try:
        opened = open_text(slug)
    except RefusedError as error:
        return _lost(said(error.message), 409, state="conflict")
    form = opened.form()
    if not form.validate():
        return _faults()
    try:
        _save(form, opened)
    except KernelError as error:
        return _refused(error)
    return _saved(slug)


def _begun_again(slug: str) -> Response:
    """The answer about the first save was lost on its way; what was typed since is saved by the next one."""
    opened = open_text(slug)
    is_same = service.laid_out(draft_from(opened.form(), opened.saved), opened.saved) == opened.saved
    if is_same or opened.version == 1:
        return _saved(slug, is_new=True)
    return _refused(ConflictError(service.SAVED_BEFORE))


def _save(form: PracticeForm, opened: Opened) -> None:
    draft = service.laid_out(draft_from(form, opened.saved), opened.saved)
    version = form.version.data or ""
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
            expected_version=int(version) if version.isdecimal() else -1,
            now=now,
            is_minor=bool(form.is_minor.data),
            by_itself=True,
        )


def _saved(slug: str, *, is_new: bool = False) -> Response:
    opened = open_text(slug)
    values = {"state": "saved", "words": saved_words(opened)[0], "version": str(opened.version)}
    if is_new:
        values["address"] = url_for(".edit", slug=slug)
        values["autosave"] = url_for(".autosave", slug=slug)
        values["pictures"] = url_for(".add_picture", slug=slug)
    return _told(values)


def _faults() -> Response:
    return _lost(_("Not saved: correct the fields that hold a wrong value, then it is saved by itself."), 422)


def _refused(error: KernelError) -> Response:
    if isinstance(error, InvalidError):
        return _lost(said(next(iter(error.fields.values()))), 422)
    return _lost(said(error.message), 409, state="conflict")


def _lost(words: str, status: int, state: str = "lost") -> Response:
    return _told({"state": state, "words": words}, status)


def _told(values: dict[str, str], status: int = 200) -> Response:
    answer = jsonify(values)
    answer.status_code = status
    return answer
