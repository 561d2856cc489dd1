"""A practice to take along: as Markdown and as JSON, with what the reader may read and nothing else."""

import json
from typing import Any

from flask import Response, current_app, request

from exchange.files.kinds import MediaType
from exchange.files.views import as_attachment
from exchange.kernel.errors import NotFoundError
from exchange.kernel.languages import Language
from exchange.papers.pdf import as_pdf, why_no_pdf
from exchange.papers.word import as_word
from exchange.practices.models.rows import to_json
from exchange.practices.queries import PracticePage
from exchange.practices.views.blueprint import bp
from exchange.practices.views.paper import paper_of
from exchange.practices.views.show import find
from exchange.practices.views.shown import shown
from exchange.practices.views.taken import as_text
from exchange.web.access import public
from exchange.web.reader import in_language


@bp.get("/<slug>.md")
@public
def as_markdown(slug: str) -> Response:
    """The text in the reader's language, or in the one of `?text=`."""
    page = _asked(slug)
    with in_language(Language(page.language)):
        return Response(as_text(page, shown(page)), mimetype="text/markdown")


@bp.get("/<slug>.json")
@public
def as_json(slug: str) -> Response:
    """Text and fields for programs."""
    text = json.dumps(_data(_asked(slug)), ensure_ascii=False, indent=2, sort_keys=True)
    return Response(text, mimetype="application/json")


@bp.get("/<slug>.docx")
@public
def as_docx(slug: str) -> Response:
    """The document for Word, with a footnote for where each figure comes from."""
    page = _asked(slug)
    with in_language(Language(page.language)):
        content = as_word(paper_of(page, shown(page)), now=current_app.config["CLOCK"]())
    return as_attachment(Response(content, mimetype=MediaType.DOCX.value), _name(page, "docx"), len(content))


@bp.get("/<slug>.pdf")
@public
def as_pdf_file(slug: str) -> Response:
    """The document as a tagged PDF; no such page where the machine cannot make one."""
    page = _asked(slug)
    if why_no_pdf():
        raise NotFoundError
    with in_language(Language(page.language)):
        content = as_pdf(paper_of(page, shown(page)))
    return as_attachment(Response(content, mimetype=MediaType.PDF.value), _name(page, "pdf"), len(content))


def _asked(slug: str) -> PracticePage:
    return find(slug, lang=request.args.get("text", ""))


def _name(page: PracticePage, ending: str) -> str:
    return f"{page.card.slug}-v{page.card.revision}-{page.language}.{ending}"


def _data(page: PracticePage) -> dict[str, Any]:
    card = page.card
    return {
        "slug": card.slug,
        "title": card.title,
        "summary": card.summary,
        "lang": page.language,
        "official_lang": card.language,
        "versions": {one.language: one.state.value for one in card.tongues},
        "revision": card.revision,
        "country": card.country,
        "ministry": dict(card.ministry_name),
        "org": dict(card.org),
        "contact_role": dict(page.contact_role),
        "level": page.level,
        "themes": page.themes,
        "targets": page.targets,
        "channels": page.channels,
        "status": page.status,
        "started": page.started,
        "ended": page.ended,
        "evidence": {"level": card.evidence, "date": _iso(card.evidence_on), "claim": page.evidence_claim},
        "confirmed_on": _iso(card.confirmed_on),
        "valid_until": _iso(card.valid_until),
        "licence": page.licence,
        "sections": {section.key.value: section.markdown for section in page.sections},
        **to_json(page.rows),
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
