"""Attach files to a text, take them off, and give them out under the right of the practice."""

from pathlib import PurePath
from uuid import UUID

from flask import Response as FileResponse
from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.files.access import current_files
from exchange.files.kinds import ENDINGS
from exchange.files.service import Received, Upload
from exchange.files.views import download, words_aside
from exchange.kernel.errors import InvalidError, UnavailableError
from exchange.kernel.translated import Translated
from exchange.practices import service
from exchange.practices.forms import AttachForm
from exchange.practices.forms.fields import LONGEST_LINE
from exchange.practices.models import Attachment
from exchange.practices.queries import attached_file
from exchange.practices.views.blueprint import bp
from exchange.practices.views.lines import file_facts
from exchange.practices.views.opened import Opened, open_text
from exchange.web.access import public, signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said
from exchange.web.forms import add_faults

Answer = str | Response | tuple[str, int]


@bp.get("/<slug>/files")
@signed_in
def attachments(slug: str) -> str:
    """The files of the text that is being written."""
    return _page(open_text(slug), AttachForm())


@bp.post("/<slug>/files")
@signed_in
def attach(slug: str) -> Answer:
    """Take one more file in."""
    opened, form = open_text(slug), AttachForm()
    if not form.validate():
        return _page(opened, form), 422
    try:
        holds_more = _attach(opened, form)
    except InvalidError as error:
        add_faults(form, error)
        return _page(open_text(slug), form), 422
    except UnavailableError as error:
        form.form_errors.append(said(error.message))
        return _page(open_text(slug), form), 503
    flash(_("The file is attached. It is read with the text once that is cleared."))
    if holds_more:
        flash(words_aside())
    return redirect(url_for(".attachments", slug=slug), code=303)


@bp.get("/<slug>/files/<uuid:file_id>")
@public
def attachment(slug: str, file_id: UUID) -> FileResponse:
    """The file, to be saved."""
    return download(attached_file(reading(), actor=current_actor(), slug=slug, file_id=file_id))


@bp.post("/<slug>/files/<uuid:file_id>/remove")
@signed_in
def detach(slug: str, file_id: UUID) -> Answer:
    """Take a file off the text that is being written."""
    with transaction() as session:
        now = current_app.config["CLOCK"]()
        service.detach(session, actor=current_actor(), slug=slug, file_id=file_id, now=now)
    flash(_("The file is taken off this text. Versions that were cleared with it keep it."))
    return redirect(url_for(".attachments", slug=slug), code=303)


def _attach(opened: Opened, form: AttachForm) -> bool:
    """Whether the file holds more than its pages show."""
    received = _received(form)
    language = opened.saved.language
    row = Attachment(
        kind=form.kind.data or "",
        title=Translated({language: form.title.data or _spoken(received.name)}),
        language=form.language.data or "",
        licence=form.licence.data or "",
    )
    now = current_app.config["CLOCK"]()
    with transaction() as session:
        service.attach(session, actor=current_actor(), slug=opened.slug, received=received, row=row, now=now)
    return bool(received.aside)


def _received(form: AttachForm) -> Received:
    sent = form.file.data
    content = sent.read() if sent else b""
    return current_files().receive(Upload(sent.filename or "" if sent else "", content))


def _spoken(name: str) -> str:
    """The name of a file as a title: an author whose file was refused for want of one had to choose it again."""
    return PurePath(name).stem.replace("_", " ").strip()[:LONGEST_LINE] or name


def _page(opened: Opened, form: AttachForm) -> str:
    language = opened.saved.language
    rows = [
        (row.file, row.title.text_for(language), row.title.language_for(language) or "", file_facts(row))
        for row in opened.saved.rows.files
        if row.file
    ]
    return render_template("practices/attachments.html", opened=opened, form=form, rows=rows, endings=ENDINGS)
