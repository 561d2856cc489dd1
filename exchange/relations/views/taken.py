"""The dossier to take along: as JSON, Word and PDF; and the briefing with its progress."""

import json
from typing import Any
from uuid import UUID

from flask import Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from exchange.accounts.queries import two_ministries
from exchange.files.kinds import MediaType
from exchange.files.views import as_attachment
from exchange.kernel.errors import NotFoundError
from exchange.kernel.languages import Language
from exchange.kernel.translated import Translated
from exchange.papers.pdf import as_pdf, why_no_pdf
from exchange.papers.word import as_word
from exchange.relations import queries
from exchange.relations.models import Briefing, BriefingState
from exchange.relations.papers.dossier import dossier_paper
from exchange.relations.papers.making import is_still_true
from exchange.relations.queries import Dossier, EventView
from exchange.relations.queries.dossiers import in_order
from exchange.relations.service.briefing import ask_for_briefing, own_briefing
from exchange.relations.views.dossier import side_names
from exchange.relations.views.pages import bp
from exchange.web.access import public, signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.reader import current_reader


@bp.get("/<a>/<b>/dossier.json")
@public
def as_json(a: str, b: str) -> Response:
    """For programs."""
    dossier = _found(a, b)
    text = json.dumps(_data(dossier), ensure_ascii=False, indent=2, sort_keys=True)
    return Response(text, mimetype="application/json")


@bp.get("/<a>/<b>/dossier.docx")
@public
def as_docx(a: str, b: str) -> Response:
    """For Word."""
    dossier, now = _found(a, b), current_app.config["CLOCK"]()
    content = as_word(dossier_paper(dossier, now=now, address=_address(dossier)), now=now)
    return as_attachment(Response(content, mimetype=MediaType.DOCX.value), f"{a}-{b}.docx", len(content))


@bp.get("/<a>/<b>/dossier.pdf")
@public
def as_pdf_file(a: str, b: str) -> Response:
    """As a tagged PDF; no such page where the machine cannot make one."""
    dossier, now = _found(a, b), current_app.config["CLOCK"]()
    if why_no_pdf():
        raise NotFoundError
    content = as_pdf(dossier_paper(dossier, now=now, address=_address(dossier)))
    return as_attachment(Response(content, mimetype=MediaType.PDF.value), f"{a}-{b}.pdf", len(content))


@bp.get("/<a>/<b>/briefing")
@signed_in
def briefing(a: str, b: str) -> str:
    """The pages that this person asked for: being made, ready, or to be asked for in a language."""
    found = own_briefing(reading(), actor=current_actor(), pair=(a, b))
    sides = in_order(two_ministries(reading(), (a, b)), current_reader().language)
    ready = found is not None and found.state is BriefingState.READY
    return render_template(
        "relations/briefing.html",
        a=a,
        b=b,
        name=side_names(sides),
        found=found,
        is_true=ready and found is not None and is_still_true(reading(), found),
        languages=[(language.value, language.own_name) for language in Language],
        makes_pdf=not why_no_pdf(),
        meeting=request.args.get("meeting", ""),
    )


@bp.post("/<a>/<b>/briefing")
@signed_in
def ask(a: str, b: str) -> BaseResponse:
    """Let the pages be made in the language that was chosen."""
    own_briefing(reading(), actor=current_actor(), pair=(a, b))  # 404 for everyone else
    chosen = request.form.get("language", "")
    language = Language(chosen) if chosen in set(Language) else current_reader().language
    with transaction() as session:
        ask_for_briefing(
            session,
            actor=current_actor(),
            pair=(a, b),
            language=language,
            meeting_id=_uuid(request.form.get("meeting", "")),
            now=current_app.config["CLOCK"](),
        )
    return redirect(url_for(".briefing", a=a, b=b), code=303)


@bp.get("/<a>/<b>/briefing.pdf")
@signed_in
def briefing_pdf(a: str, b: str) -> Response:
    """The pages as PDF, while their reader may still read all of it."""
    found = _ready(a, b)
    if found.pdf is None:
        raise NotFoundError
    answer = Response(found.pdf, mimetype=MediaType.PDF.value)
    return as_attachment(answer, f"briefing-{found.language}.pdf", len(found.pdf))


@bp.get("/<a>/<b>/briefing.docx")
@signed_in
def briefing_docx(a: str, b: str) -> Response:
    """The same for Word."""
    found = _ready(a, b)
    if found.word is None:
        raise NotFoundError
    answer = Response(found.word, mimetype=MediaType.DOCX.value)
    return as_attachment(answer, f"briefing-{found.language}.docx", len(found.word))


def _ready(a: str, b: str) -> Briefing:
    found = own_briefing(reading(), actor=current_actor(), pair=(a, b), whole=True)
    if found is None or found.state is not BriefingState.READY or not is_still_true(reading(), found):
        raise NotFoundError
    return found


def _found(a: str, b: str) -> Dossier:
    return queries.find_dossier(reading(), actor=current_actor(), pair=(a, b), language=current_reader().language)


def _address(dossier: Dossier) -> str:
    base = current_app.config["EXCHANGE"].public_url.rstrip("/")
    return f"{base}/relations/{dossier.address[0]}/{dossier.address[1]}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _data(dossier: Dossier) -> dict[str, Any]:
    return {
        "between": list(dossier.address),
        "title": _texts(dossier.title),
        "summary": _texts(dossier.summary),
        "entries": [_entry(event, dossier) for event in dossier.events],
    }


def _entry(event: EventView, dossier: Dossier) -> dict[str, Any]:
    return {
        "date": event.happened_on.isoformat(),
        "precision": event.moment.precision.value,
        "until": event.moment.until.isoformat() if event.moment.until else None,
        "kind": event.kind.value,
        "side": dossier.side(event.side_id).slug if event.side_id else "both",
        "title": _texts(event.title),
        "text": _texts(event.text),
        "sample": event.is_sample,
        "stage": event.stage.value if event.stage else None,
        "figure": event.figure,
        "unit": event.unit.value if event.unit else None,
        "state": event.commitment_state.value if event.commitment_state else None,
        "due": event.due_on.isoformat() if event.due_on else None,
        "papers": [
            {"title": paper.title, "language": paper.language, "type": paper.media_type, "sha256": paper.sha256}
            for paper in event.papers
        ],
        "sources": [source.link for source in event.sources],
        "practices": [dossier.practices[one].slug for one in event.practice_ids if one in dossier.practices],
    }


def _texts(text: Translated) -> dict[str, str]:
    return dict(text)
