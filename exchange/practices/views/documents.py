"""A practice to take along: as Markdown and as JSON, with what the reader may read and nothing else."""

import json
from typing import Any

from flask import Response

from exchange.practices.models.rows import to_json
from exchange.practices.queries import PracticePage
from exchange.practices.views.blueprint import bp
from exchange.practices.views.show import find
from exchange.practices.views.shown import shown
from exchange.practices.views.taken import as_text
from exchange.web.access import public


@bp.get("/<slug>.md")
@public
def as_markdown(slug: str) -> Response:
    """The text in the reader's language."""
    page = find(slug)
    return Response(as_text(page, shown(page)), mimetype="text/markdown")


@bp.get("/<slug>.json")
@public
def as_json(slug: str) -> Response:
    """Text and fields for programs."""
    text = json.dumps(_data(find(slug)), ensure_ascii=False, indent=2, sort_keys=True)
    return Response(text, mimetype="application/json")


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
