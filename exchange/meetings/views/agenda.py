"""Write the agenda of a meeting; read and export what was done with it."""

import json
from typing import Any
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from exchange.kernel.errors import ConflictError, InvalidError
from exchange.meetings import service
from exchange.meetings.forms import StepForm
from exchange.meetings.queries.agenda import agenda
from exchange.meetings.queries.page import RequestPage
from exchange.meetings.queries.trail import TrailRow, trail_of
from exchange.meetings.states import Command
from exchange.meetings.views import bp
from exchange.meetings.views.shown import Late, back_to, changed_page, order_of, page_of
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said
from exchange.web.reader import current_reader

UNPROCESSABLE = 422
ROWS = 8
Row = dict[str, str]


@bp.get("/<uuid:request_id>/agenda")
@signed_in
def agenda_form(request_id: UUID) -> str | BaseResponse:
    """Every point with its time; where it cannot change any more, back to the page."""
    page = page_of(request_id)
    if Command.UPDATE not in page.commands:
        return redirect(url_for("meetings.show", request_id=request_id), code=303)
    return _page(page, _stored(page))


@bp.post("/<uuid:request_id>/agenda")
@signed_in
def write_agenda(request_id: UUID) -> BaseResponse | tuple[str, int]:
    """Keep these points in this order."""
    page, form, rows = page_of(request_id), StepForm(), _typed()
    order = order_of(form, request_id) | {"version": form.seen_version, "language": current_reader().language.value}
    try:
        with transaction() as session:
            service.write_agenda(session, points=[_point(row) for row in rows], **order)
    except InvalidError as error:
        return _page(page, rows, said(next(iter(error.fields.values())))), UNPROCESSABLE
    except ConflictError as error:
        return changed_page(request_id, Late(error, tuple(row["title"] for row in rows)))
    return back_to(request_id, _("The agenda was kept."))


def _typed() -> list[Row]:
    """Rows with a title; an empty row is none."""
    columns = ("title", "minutes", "practice", "side")
    lists = {name: request.form.getlist(name) for name in columns}
    count = max(map(len, lists.values()), default=0)
    rows = [{name: (lists[name][n : n + 1] or [""])[0].strip() for name in columns} for n in range(min(count, 40))]
    return [row for row in rows if row["title"]]


def _point(row: Row) -> service.Point:
    minutes = int(row["minutes"]) if row["minutes"].isdecimal() and len(row["minutes"]) < len("1000") else 0
    slug = row["practice"].rstrip("/").rpartition("/")[2]
    return service.Point(row["title"], minutes, slug, _id(row["side"]))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return UUID(int=0)  # no ministry has it: the service says so


def _stored(page: RequestPage) -> list[Row]:
    language = current_reader().language.value
    points = agenda(reading(), actor=current_actor(), request_id=page.id, sides=page.sides, language=language)
    return [
        {
            "title": point.title,
            "minutes": str(point.minutes),
            "practice": point.practice.slug if point.practice else "",
            "side": str(point.presenter.ministry.id) if point.presenter else "",
        }
        for point in points
    ]


def _page(page: RequestPage, rows: list[Row], fault: str = "") -> str:
    form = StepForm(formdata=None)
    form.look_again(page.version)
    blank: Row = {"title": "", "minutes": "", "practice": "", "side": ""}
    shown = [*rows, *[blank] * max(2, ROWS - len(rows))]
    return render_template("meetings/agenda.html", page=page, form=form, rows=shown, fault=fault)


@bp.get("/<uuid:request_id>/record")
@signed_in
def record(request_id: UUID) -> str:
    """Who did what with this meeting, sealed; for both sides."""
    rows = trail_of(reading(), actor=current_actor(), request_id=request_id)
    return render_template("meetings/record.html", page=page_of(request_id), rows=rows, place=current_reader().place)


@bp.get("/<uuid:request_id>/record.json")
@signed_in
def record_file(request_id: UUID) -> Response:
    """The same rows with everything that their seals are made of."""
    rows = trail_of(reading(), actor=current_actor(), request_id=request_id)
    content = [_sealed(row, request_id) for row in rows]
    response = Response(json.dumps(content, ensure_ascii=False, indent=1), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="meeting-record.json"'
    return response


def _sealed(row: TrailRow, request_id: UUID) -> dict[str, Any]:
    return {
        "number": row.number,
        "at": row.at.isoformat(timespec="microseconds"),
        "actor_id": str(row.actor_id),
        "ministry_id": str(row.ministry_id),
        "action": row.action,
        "subject_kind": "meeting",
        "subject_id": str(request_id),
        "facts": row.facts,
        "seal_before": row.seal_before,
        "seal": row.seal,
    }
