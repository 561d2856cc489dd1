"""A file that becomes text: read it with its steps shown, say what goes where, keep what found no field."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import Response, current_app, flash, redirect, render_template, request, stream_with_context, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from exchange.kernel.errors import KernelError
from exchange.practices import service
from exchange.practices.forms import DROPPED, FIELDS, PracticeForm, moved, placed
from exchange.practices.importing.placing import Placed, place
from exchange.practices.models import Piece
from exchange.practices.service import PracticeDraft
from exchange.practices.views.blueprint import bp
from exchange.practices.views.editor import saved_words
from exchange.practices.views.opened import Opened, open_text
from exchange.text.reading import Document, UnreadableError, read_document, reading_steps
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import transaction
from exchange.web.errors import said
from exchange.web.values import whole_number

STEPS = "application/x-ndjson"
ENDINGS = ".docx,.odt,.pdf"
Answer = str | AnyResponse | tuple[str, int]
Begin = Callable[[Placed], str]  # saves what was typed and answers the practice's address


@dataclass(frozen=True)
class Part:
    """The pieces that are meant for one field."""

    field: str
    label: str
    pieces: tuple[tuple[int, Piece], ...]


def answer_file(begin: Begin, refuse: Callable[[KernelError], Answer]) -> Answer:
    """Read the file that was sent, put its pieces behind the draft, go on to placing them.

    A script that asks for steps gets one line of JSON for each; the last one says where to go, or what is wrong.
    """
    given = request.files.get("file")
    content = given.read() if given else b""
    if request.accept_mimetypes.best == STEPS:
        return Response(stream_with_context(_steps(content, begin)), mimetype=STEPS)
    try:
        slug = _take(read_document(content), begin)
    except UnreadableError as error:
        return refuse(error)
    return redirect(url_for(".place_pieces", slug=slug), code=303)


def _steps(content: bytes, begin: Begin) -> Iterator[str]:
    try:
        for step in reading_steps(content):
            if isinstance(step, Document):
                yield _line(go=url_for(".place_pieces", slug=_take(step, begin)))
            else:
                yield _line(step=[step.done, step.most])
    except KernelError as error:
        yield _line(fault=said(error.message))


def _line(**values: object) -> str:
    return json.dumps(values) + "\n"


def _take(document: Document, begin: Begin) -> str:
    found = place(document)
    slug = begin(found)
    with transaction() as session:
        service.take_pieces(
            session,
            actor=current_actor(),
            slug=slug,
            pieces=found.pieces,
            pictures=document.pictures,
            now=current_app.config["CLOCK"](),
        )
    if document.lost:
        flash(ngettext("%(num)s picture could not be read.", "%(num)s pictures could not be read.", document.lost))
    return slug


@bp.get("/<slug>/place")
@signed_in
def place_pieces(slug: str) -> str:
    """What goes where, for confirmation."""
    return _page(open_text(slug))


@bp.post("/<slug>/place")
@signed_in
def record_places(slug: str) -> Answer:
    """Mean pieces for another field, leave them out, or put all of them where they are meant."""
    opened = open_text(slug)
    wanted = request.form.get("do", "")
    if wanted == "place":
        return _placed(opened)
    numbers = [whole_number(one, -1) for one in request.form.getlist("piece")]
    field = DROPPED if wanted == "drop" else request.form.get("to", "")
    _save(opened, moved(opened.saved, numbers, field))
    return redirect(url_for(".place_pieces", slug=slug), code=303)


def _placed(opened: Opened) -> Answer:
    before = len(opened.saved.not_placed)
    draft = service.laid_out(placed(opened.saved))
    _save(opened, draft)
    left = len(draft.not_placed)
    flash(ngettext("%(num)s piece is in its field.", "%(num)s pieces are in their fields.", before - left))
    return redirect(url_for(".edit", slug=opened.slug), code=303)


def _save(opened: Opened, draft: PracticeDraft) -> None:
    typed = request.form.get("version", "")
    with transaction() as session:
        service.save_draft(
            session,
            actor=current_actor(),
            slug=opened.slug,
            draft=draft,
            expected_version=whole_number(typed, -1),
            now=current_app.config["CLOCK"](),
        )


def _page(opened: Opened) -> str:
    form = opened.form()
    return render_template(
        "practices/place.html",
        opened=opened,
        parts=_parts(opened.saved, form),
        choices=[(name, plain_label(form, name)) for name in FIELDS],
        dropped=DROPPED,
        saved_words=saved_words(opened),
    )


def _parts(draft: PracticeDraft, form: PracticeForm) -> list[Part]:
    """In the order of the form; then what fits nowhere, then what is left out."""
    labels = {name: plain_label(form, name) for name in FIELDS} | {"": _("Not placed"), DROPPED: _("Left out")}
    numbered = list(enumerate(draft.not_placed))
    parts = (
        Part(field, label, tuple((at, piece) for at, piece in numbered if piece.to == field))
        for field, label in labels.items()
    )
    return [part for part in parts if part.pieces]


def plain_label(form: PracticeForm, name: str) -> str:
    """The field's label without its number on the card."""
    text = str(form[name].label.text)
    number, dot, rest = text.partition(". ")
    return rest if dot and number.isdecimal() else text
