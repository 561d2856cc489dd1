"""What is kept about the reader: the page, and all of it as a file. Erasing a closed account."""

import json
from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from exchange.oversight.kinds import GROUPS
from exchange.oversight.service.erasing import erase_person
from exchange.oversight.service.own_data import own_data
from exchange.oversight.views.blueprint import bp, now
from exchange.web.access import fresh, signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.slots import Subject


@bp.get("/settings/data")
@signed_in
def data() -> str:
    """What is kept, what for, how long; the key to take it along."""
    return render_template("oversight/own-data.html", groups=GROUPS)


@bp.get("/settings/data.json")
@fresh
@signed_in
def data_file() -> Response:
    """Everything that refers to the reader, and nothing of anybody else."""
    found = own_data(reading(), actor=current_actor(), now=now())
    text = json.dumps(found, ensure_ascii=False, indent=1)
    head = {"Content-Disposition": 'attachment; filename="own-data.json"'}
    return Response(text, mimetype="application/json", headers=head)


@bp.post("/admin/people/<uuid:person_id>/erase")
@fresh
@signed_in
def erase(person_id: UUID) -> BaseResponse:
    """Take the person out of a closed account."""
    with transaction() as session:
        erase_person(session, actor=current_actor(), person_id=person_id, now=now())
    flash(_("The person is erased. What was written stays under the post."))
    return redirect(url_for("accounts.people"), code=303)


def kept_table(_subject: Subject) -> Markup:
    """The same table for everybody, on the page about privacy."""
    return Markup(render_template("oversight/_kept.html", groups=GROUPS))  # noqa: S704 - a rendered template
