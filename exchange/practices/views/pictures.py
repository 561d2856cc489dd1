"""Pictures for the running texts: bring one, see those that are there, show one to who may read its text."""

from uuid import UUID

from flask import Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from exchange.kernel.errors import InvalidError
from exchange.practices import service
from exchange.practices.queries import picture_of, pictures_of
from exchange.practices.service import PICTURE_ADDRESS
from exchange.practices.views.blueprint import bp
from exchange.practices.views.opened import open_text
from exchange.text.reading import read_picture
from exchange.web.access import public, signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said

Answer = str | AnyResponse | tuple[str, int]
_SANDBOX = "default-src 'none'; sandbox"


@bp.get("/pictures/<uuid:picture_id>")
@public
def picture(picture_id: UUID) -> Response:
    """One picture, to who may read the text that shows it."""
    media_type, content = picture_of(reading(), actor=current_actor(), picture_id=picture_id)
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Security-Policy"] = _SANDBOX
    answer.headers["Content-Disposition"] = "inline; filename=picture.webp"
    return answer


@bp.get("/<slug>/pictures")
@signed_in
def pictures(slug: str) -> str:
    """The pictures of a practice, each with what to write to show it."""
    return _page(slug)


@bp.post("/<slug>/pictures")
@signed_in
def add_picture(slug: str) -> Answer:
    """Keep a picture; a script is told what to write, a person sees the page again."""
    open_text(slug)
    is_script = request.accept_mimetypes.best == "application/json"
    try:
        address = _kept(slug)
    except InvalidError as error:
        sentence = said(next(iter(error.fields.values())))
        return _told({"fault": sentence}, 422) if is_script else (_page(slug, sentence), 422)
    if is_script:
        return _told({"address": address}, 200)
    flash(_("The picture is kept. Copy its line into a text."))
    return redirect(url_for(".pictures", slug=slug), code=303)


def _told(values: dict[str, str], status: int) -> Response:
    answer = jsonify(values)
    answer.status_code = status
    return answer


def _kept(slug: str) -> str:
    given = request.files.get("file")
    found = read_picture(given.read() if given else b"")
    with transaction() as session:
        now = current_app.config["CLOCK"]()
        kept = service.take_picture(session, actor=current_actor(), slug=slug, picture=found, now=now)
    return f"{PICTURE_ADDRESS}{kept}"


def _page(slug: str, fault: str = "") -> str:
    opened = open_text(slug)
    kept = pictures_of(reading(), opened.practice.id) if opened.practice else ()
    return render_template(
        "practices/pictures.html", opened=opened, pictures=kept, address=PICTURE_ADDRESS, fault=fault
    )
