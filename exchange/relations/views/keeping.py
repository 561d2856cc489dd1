"""Keep an entry by hand: its papers, taking it out, and the way back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Response as FileResponse
from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.files.access import current_files
from exchange.files.kinds import ENDINGS
from exchange.files.service import Upload
from exchange.files.views import download, words_aside
from exchange.kernel.errors import InvalidError, UnavailableError
from exchange.relations import queries
from exchange.relations.forms import PaperForm
from exchange.relations.queries import KeptEntry, PaperView
from exchange.relations.service.arriving import open_entry
from exchange.relations.service.papers import attach_paper, set_paper_aside
from exchange.relations.service.taking_out import remove_entry, restore_entry
from exchange.relations.views.dossier import side_names
from exchange.relations.views.pages import bp
from exchange.relations.views.words import kind_words, paper_facts
from exchange.web.access import public, signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader

UNPROCESSABLE, DOWN = 422, 503
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True)
class PaperRow:
    """A paper as a row of the page."""

    paper: PaperView
    facts: str
    is_mine: bool


@bp.get("/entries/<uuid:entry_id>")
@signed_in
def entry(entry_id: UUID) -> str:
    """One entry for those who keep the dossier."""
    return _page(_kept(entry_id), PaperForm(formdata=None))


@bp.post("/entries/<uuid:entry_id>/files")
@signed_in
def attach(entry_id: UUID) -> Answer:
    """Hang one more paper on it."""
    kept, form = _kept(entry_id), PaperForm()
    if not form.validate_on_submit():
        return _page(kept, form), UNPROCESSABLE
    try:
        holds_more = _attach(entry_id, form)
    except InvalidError as error:
        add_faults(form, error)
        return _page(kept, form), UNPROCESSABLE
    except UnavailableError as error:
        form.form_errors.append(said(error.message))
        return _page(kept, form), DOWN
    flash(_("The paper hangs on the entry. Whoever reads the entry may save it."))
    if holds_more:
        flash(words_aside())
    return _back(entry_id)


@bp.get("/entries/<uuid:entry_id>/files/<uuid:file_id>")
@public
def paper(entry_id: UUID, file_id: UUID) -> FileResponse:
    """The paper, to be saved."""
    return download(queries.paper_file(reading(), actor=current_actor(), entry_id=entry_id, file_id=file_id))


@bp.post("/entries/<uuid:entry_id>/files/<uuid:file_id>/remove")
@signed_in
def take_paper_off(entry_id: UUID, file_id: UUID) -> Response:
    """Take a paper off; the page offers the way back."""
    return _set_aside(entry_id, file_id, is_off=True)


@bp.post("/entries/<uuid:entry_id>/files/<uuid:file_id>/restore")
@signed_in
def bring_paper_back(entry_id: UUID, file_id: UUID) -> Response:
    """The way back."""
    return _set_aside(entry_id, file_id, is_off=False)


@bp.post("/entries/<uuid:entry_id>/remove")
@signed_in
def remove(entry_id: UUID) -> Response:
    """Take the entry out; its page offers the way back."""
    with transaction() as session:
        remove_entry(session, actor=current_actor(), entry_id=entry_id, now=_now())
    return _back(entry_id)


@bp.post("/entries/<uuid:entry_id>/restore")
@signed_in
def restore(entry_id: UUID) -> Response:
    """The way back."""
    with transaction() as session:
        restore_entry(session, actor=current_actor(), entry_id=entry_id, now=_now())
    flash(_("The entry stands in the dossier again."))
    return _back(entry_id)


@bp.post("/entries/<uuid:entry_id>/circle")
@signed_in
def circulate(entry_id: UUID) -> Response:
    """Show it to everyone who opens the dossier, or to the two ministries only."""
    is_open = request.form.get("circle") == "open"
    with transaction() as session:
        open_entry(session, actor=current_actor(), entry_id=entry_id, is_open=is_open, now=_now())
    flash(_("Everyone who opens this dossier reads it now.") if is_open else _("Only the two ministries read it now."))
    return _back(entry_id)


def _attach(entry_id: UUID, form: PaperForm) -> bool:
    """Whether the paper holds more than its pages show."""
    sent = form.file.data
    name, content = (sent.filename or "", sent.read()) if sent else ("", b"")
    received = current_files().receive(Upload(name, content))  # takes seconds: before the writing transaction
    draft = form.draft()
    with transaction() as session:
        attach_paper(session, actor=current_actor(), entry_id=entry_id, received=received, draft=draft, now=_now())
    return bool(received.aside)


def _set_aside(entry_id: UUID, file_id: UUID, *, is_off: bool) -> Response:
    with transaction() as session:
        set_paper_aside(session, actor=current_actor(), entry_id=entry_id, file_id=file_id, is_off=is_off, now=_now())
    return _back(entry_id)


def _kept(entry_id: UUID) -> KeptEntry:
    language = current_reader().language
    return queries.kept_entry(reading(), actor=current_actor(), entry_id=entry_id, language=language)


def _page(kept: KeptEntry, form: PaperForm) -> str:
    rows = [_row(one, kept) for one in kept.papers]
    return render_template(
        "relations/kept.html",
        kept=kept,
        name=side_names(kept.sides),
        kind=kind_words(kept.event.kind),
        rows=[row for row in rows if not row.paper.is_removed],
        gone=[row for row in rows if row.paper.is_removed and row.is_mine],
        form=form,
        endings=ENDINGS,
    )


def _row(paper_: PaperView, kept: KeptEntry) -> PaperRow:
    return PaperRow(paper_, paper_facts(paper_), paper_.added_for in kept.own_ids)


def _back(entry_id: UUID) -> Response:
    return redirect(url_for(".entry", entry_id=entry_id), code=303)


def _now() -> datetime:
    now: datetime = current_app.config["CLOCK"]()
    return now
