"""Quote a version exactly: its address, its check value, its reference for a decree or a list of sources."""

from flask import Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from exchange.practices.queries import ExactVersion, exact_version, slug_of_number
from exchange.practices.views.blueprint import bp, search_bp
from exchange.practices.views.citing import MEDIA_TYPES, as_bibtex, as_csl, as_ris, as_sentence, cited
from exchange.web.access import public
from exchange.web.actor import current_actor
from exchange.web.db import reading


@bp.get("/<slug>/v/<int:number>/cite")
@public
def cite(slug: str, number: int) -> str:
    """How this version is quoted, and how its check value is made."""
    exact = _exact(slug, number)
    one = cited(exact)
    return render_template("practices/cite.html", slug=slug, exact=exact, one=one, sentence=as_sentence(one))


@bp.get("/<slug>/v/<int:number>/cite.<any(bib, ris, json):ending>")
@public
def reference(slug: str, number: int, ending: str) -> Response:
    """The reference for a program."""
    one = cited(_exact(slug, number))
    written = {"bib": as_bibtex, "ris": as_ris, "json": as_csl}[ending](one)
    answer = Response(written, mimetype=MEDIA_TYPES[ending])
    answer.headers["Content-Disposition"] = f'attachment; filename="{one.key}.{ending}"'
    return answer


@bp.get("/<slug>/v/<int:number>.json")
@public
def version_file(slug: str, number: int) -> Response:
    """The file whose SHA-256 is the check value."""
    return Response(_exact(slug, number).as_bytes, mimetype="application/json")


@search_bp.get("/p/<int:permanent>/<int:number>")
@public
def permanent(permanent: int, number: int) -> AnyResponse:
    """The short address that a decree prints: practice number and version."""
    slug = slug_of_number(reading(), actor=current_actor(), number=permanent)
    return redirect(url_for("practices.version", slug=slug, number=number), code=302)


def _exact(slug: str, number: int) -> ExactVersion:
    return exact_version(reading(), actor=current_actor(), slug=slug, version=number)
