"""Who did what in a ministry: for its administrators and those who run the platform; nobody may write there."""

import csv
import io
import json
from collections.abc import Iterator

from flask import Response, render_template, request, stream_with_context, url_for

from exchange.accounts import policies
from exchange.accounts.queries import MinistryView, managed_ministries, post_views
from exchange.audit import reading as trails
from exchange.audit.reading import Entry
from exchange.kernel.cells import cell
from exchange.kernel.errors import NotFoundError
from exchange.oversight.views.blueprint import bp
from exchange.oversight.views.words import SUBJECTS
from exchange.web.access import fresh, signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.values import page_number

_COLUMNS = ("number", "at", "post", "action", "subject_kind", "subject_id", "facts", "seal")


@bp.get("/admin/trail")
@fresh
@signed_in
def trail() -> str:
    """The acts of one ministry, newest first."""
    ministry = _ministry()
    page = trails.trail_of(reading(), ministry.id, page=page_number())
    return render_template(
        "oversight/trail.html",
        ministry=ministry,
        ministries=managed_ministries(reading(), current_actor()),
        page=page,
        posts=post_views(reading(), [one.actor_id for one in page.items if one.actor_id]),
        subjects=SUBJECTS,
        page_url=lambda number: url_for(".trail", ministry=ministry.slug, page=number),
    )


@bp.get("/admin/trail.csv")
@fresh
@signed_in
def trail_as_table() -> Response:
    """All of it as a table, oldest first."""
    rows = stream_with_context(_lines(trails.every_entry(reading(), _ministry().id)))
    headers = {"Content-Disposition": "attachment; filename=trail.csv"}
    return Response(rows, mimetype="text/csv", headers=headers)


@bp.get("/admin/trail.json")
@fresh
@signed_in
def trail_as_json() -> Response:
    """All of it for programs: one act on each line."""
    rows = stream_with_context(_json_lines(trails.every_entry(reading(), _ministry().id)))
    headers = {"Content-Disposition": "attachment; filename=trail.json"}
    return Response(rows, mimetype="application/x-ndjson", headers=headers)


def _ministry() -> MinistryView:
    """The one that the address names, else the first whose trail the actor may read; 404 for everybody else."""
    wanted, actor = request.args.get("ministry"), current_actor()
    managed = managed_ministries(reading(), actor)
    found = [one for one in managed if wanted in (None, one.slug) and policies.can_read_trail(actor, one.id)]
    if not found:
        raise NotFoundError
    return found[0]


def _lines(entries: Iterator[Entry]) -> Iterator[str]:
    yield "\ufeff" + _line(_COLUMNS)
    for entry in entries:
        facts = json.dumps(entry.facts, ensure_ascii=False, sort_keys=True)
        given = (entry.number, entry.at.isoformat(), entry.post, entry.action, entry.subject_kind, entry.subject_id)
        yield _line((*given, facts, entry.seal))


def _line(values: tuple[object, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([cell(value) for value in values])
    return buffer.getvalue()


def _json_lines(entries: Iterator[Entry]) -> Iterator[str]:
    for entry in entries:
        values = {name: getattr(entry, name) for name in _COLUMNS} | {"at": entry.at.isoformat()}
        yield json.dumps(values, ensure_ascii=False, sort_keys=True) + "\n"
