"""Write, remark, approve and amend the minutes of a meeting."""

from uuid import UUID

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from exchange.kernel.errors import ConflictError, InvalidError
from exchange.meetings import service
from exchange.meetings.forms.record import AddendumForm, ApproveForm, MinutesForm, RemarkForm, SettleForm
from exchange.meetings.queries.page import RequestPage, readable
from exchange.meetings.queries.record import languages_of, minutes_view
from exchange.meetings.states import Command
from exchange.meetings.views import bp
from exchange.meetings.views.shown import NAMES, Late, acted, back_to, changed_page, order_of, page_of
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said
from exchange.web.reader import current_reader

UNPROCESSABLE, CONFLICT = 422, 409
FRESH_ROWS = 3
Answer = Response | tuple[str, int]


@bp.get("/<uuid:request_id>/minutes")
@signed_in
def minutes_form(request_id: UUID) -> str | Response:
    """Every paragraph in both languages; where they cannot be written (any more), back to the page."""
    page = page_of(request_id)
    if Command.WRITE_MINUTES not in page.commands:
        return redirect(url_for("meetings.show", request_id=request_id), code=303)
    return _page(page, _stored(page))


@bp.post("/<uuid:request_id>/minutes")
@signed_in
def write_minutes(request_id: UUID) -> Answer:
    """Keep what was written; with `act=submit`, ask both sides to approve it."""
    form, page = MinutesForm(), page_of(request_id)
    written = form.written(request.form, flipped=page.is_flipped)
    try:
        with transaction() as session:
            _write(session, form, page, written)
    except service.ClashError as error:
        return _clashed(page, written, error), CONFLICT
    except InvalidError as error:
        return _page(page, _typed(page, written), fault=said(next(iter(error.fields.values())))), UNPROCESSABLE
    except ConflictError as error:
        kept = tuple(text for one in written for text in (one.from_text, one.to_text))
        return changed_page(request_id, Late(error, kept))
    if request.form.get("act") == "submit":
        return back_to(request_id, _("Sent for approval. Both sides are told."))
    return back_to(request_id, _("The minutes were kept."))


def _write(session: Session, form: MinutesForm, page: RequestPage, written: tuple[service.Written, ...]) -> None:
    common = {"actor": current_actor(), "request_id": page.id, "now": current_app.config["CLOCK"]()}
    key = form.key.data or ""
    service.write_minutes(session, paragraphs=written, key=key, **common)
    if request.form.get("act") == "submit":
        service.submit_minutes(session, key=key and f"{key[:60]}-s", **common)


Row = dict[str, str | bool]


def _stored(page: RequestPage) -> list[Row]:
    found = readable(reading(), actor=current_actor(), request_id=page.id)
    record = minutes_view(reading(), actor=current_actor(), request=found, sides=page.sides, commands=page.commands)
    if record is None:
        return []
    return [
        {"id": str(one.id), "version": str(one.version), "a": one.a, "b": one.b, "c": one.in_communique}
        for one in record.paragraphs
    ]


def _typed(page: RequestPage, written: tuple[service.Written, ...]) -> list[Row]:
    return [_row(page, one) for one in written if one.id or not one.is_empty]


def _row(page: RequestPage, one: service.Written) -> Row:
    a, b = (one.to_text, one.from_text) if page.is_flipped else (one.from_text, one.to_text)
    return {"id": str(one.id or ""), "version": str(one.version), "a": a, "b": b, "c": one.in_communique}


def _clashed(page: RequestPage, written: tuple[service.Written, ...], error: service.ClashError) -> str:
    """The same form: what was typed stays in its boxes, what stands now is shown above them."""
    now = {clash.paragraph_id: clash for clash in error.clashes}
    rows = _typed(page, written)
    for row, one in zip(rows, (one for one in written if one.id or not one.is_empty), strict=True):
        clash = now.get(one.id) if one.id else None
        if clash is not None:
            row["version"] = str(clash.version)
            row["now_a"] = clash.to_text if page.is_flipped else clash.from_text
            row["now_b"] = clash.from_text if page.is_flipped else clash.to_text
    return _page(page, rows, changed=said(error.message))


def _page(page: RequestPage, rows: list[Row], *, fault: str = "", changed: str = "") -> str:
    found = readable(reading(), actor=current_actor(), request_id=page.id)
    first, second = languages_of(reading(), found)
    fresh: list[Row] = [{"id": "", "version": "0", "a": "", "b": "", "c": False} for _row_number in range(FRESH_ROWS)]
    return render_template(
        "meetings/minutes.html",
        page=page,
        form=MinutesForm(formdata=None),
        rows=[*rows, *fresh],
        languages=(second, first) if page.is_flipped else (first, second),
        fault=fault,
        changed=changed,
        names=NAMES,
    )


@bp.post("/<uuid:request_id>/minutes/approve")
@signed_in
def approve_minutes(request_id: UUID) -> Answer:
    """Say yes to the version that was read."""
    form = ApproveForm()
    order = order_of(form, request_id) | {"number": form.number.data or 0, "publishes": bool(form.publishes.data)}
    said_then = _("Approved for your ministry.")
    return acted(request_id, lambda session: service.approve_minutes(session, **order), said_then)


@bp.post("/<uuid:request_id>/minutes/remark")
@signed_in
def remark(request_id: UUID) -> Answer:
    """Write a remark beside a paragraph."""
    form, language = RemarkForm(), current_reader().language.value
    paragraph, text = _id(request.form.get("paragraph", "")), form.text.data or ""
    order = order_of(form, request_id) | {"paragraph_id": paragraph, "text": text, "language": language}
    said_then = _("Your remark stands beside the paragraph.")
    return acted(request_id, lambda session: service.remark(session, **order), said_then, text)


@bp.post("/<uuid:request_id>/minutes/settle")
@signed_in
def settle_remark(request_id: UUID) -> Answer:
    """Say that a remark is dealt with."""
    form = SettleForm()
    order = order_of(form, request_id) | {"remark_id": _id(form.remark.data or "")}
    return acted(request_id, lambda session: service.settle_remark(session, **order), _("The remark is settled."))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)  # nothing has it: the service answers as for what is gone


@bp.get("/<uuid:request_id>/minutes/addendum")
@signed_in
def addendum_form(request_id: UUID) -> str | Response:
    """Words to be added to approved minutes."""
    page = page_of(request_id)
    if Command.ADD_ADDENDUM not in page.commands:
        return redirect(url_for("meetings.show", request_id=request_id), code=303)
    return _addendum_page(page, AddendumForm(formdata=None))


@bp.post("/<uuid:request_id>/minutes/addendum")
@signed_in
def addendum(request_id: UUID) -> Answer:
    """Propose them, or accept the other side's (`number`)."""
    form, page = AddendumForm(), page_of(request_id)
    try:
        with transaction() as session:
            _addendum(session, form, page)
    except InvalidError as error:
        for name, field in (("from_text", _box(form, page, 0)), ("to_text", _box(form, page, 1))):
            field.errors = [said(error.fields[name])] if name in error.fields else []
        return _addendum_page(page, form), UNPROCESSABLE
    except ConflictError as error:
        return changed_page(request_id, Late(error, (form.a.data or "", form.b.data or "")))
    return back_to(request_id, _("Accepted into the record.") if form.number.data else _("Sent to the other side."))


def _addendum(session: Session, form: AddendumForm, page: RequestPage) -> None:
    common = {"actor": current_actor(), "request_id": page.id, "now": current_app.config["CLOCK"]()}
    key = form.key.data or ""
    if form.number.data:
        service.accept_addendum(session, number=form.number.data, key=key, **common)
        return
    from_text, to_text = (_box(form, page, number).data or "" for number in (0, 1))
    service.add_addendum(session, from_text=from_text, to_text=to_text, key=key, **common)


def _box(form: AddendumForm, page: RequestPage, number: int):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a WTForms field
    """The box of the asking side's text (0) or the asked side's (1)."""
    return (form.b, form.a)[number] if page.is_flipped else (form.a, form.b)[number]


def _addendum_page(page: RequestPage, form: AddendumForm) -> str:
    found = readable(reading(), actor=current_actor(), request_id=page.id)
    first, second = languages_of(reading(), found)
    languages = (second, first) if page.is_flipped else (first, second)
    return render_template("meetings/addendum.html", page=page, form=form, languages=languages, names=NAMES)
