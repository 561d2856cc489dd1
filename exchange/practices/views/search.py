"""The search page, and the same answer for programs."""

import json
from typing import Any

from flask import Response, current_app, render_template, request, url_for
from flask_babel import gettext as _

from exchange.kernel.countries import country_name
from exchange.kernel.languages import Language, fold
from exchange.kernel.messages import N_
from exchange.practices.models import Visibility
from exchange.practices.views.asked import SORTS, Asked, asked_from
from exchange.practices.views.blueprint import search_bp
from exchange.practices.views.facets import Labels, chips, facets
from exchange.practices.views.results import Found, Results, results
from exchange.practices.views.words import circle_words, evidence_when, fresh_words, tongues
from exchange.web.access import public
from exchange.web.actor import current_actor
from exchange.web.noticing import notice
from exchange.web.reader import current_reader

EXAMPLES = (N_("foster care"), N_("one-stop shop"), N_("home visits"))

_LONGEST_MISS = 80


@search_bp.get("/search")
@public
def page() -> str:
    """Results for what was typed and chosen; everything that the reader may read when nothing was."""
    asked = asked_from(request.args)
    found = results(asked)
    if asked.words and not found.total and current_actor().ministry_id:
        notice("search.missed", (fold(asked.words)[:_LONGEST_MISS], current_actor().ministry_id))
    return _page(asked, found)


@search_bp.get("/search.json")
@public
def as_json() -> Response:
    """The same hits under the same rights."""
    asked = asked_from(request.args)
    text = json.dumps(_data(asked, results(asked)), ensure_ascii=False, indent=2)
    return Response(text, mimetype="application/json")


def _page(asked: Asked, found: Results) -> str:
    labels, language = Labels(), current_reader().language.value
    today = current_reader().place.local(current_app.config["CLOCK"]()).date()
    return render_template(
        "search/page.html",
        asked=asked,
        found=found,
        facets=facets(asked, found.facets, labels),
        chips=chips(asked, labels),
        sorts=[(_(label), asked.sorted_by(sort), sort is asked.sort) for sort, label in SORTS.items()],
        card_words=lambda card: {
            "country": country_name(card.country, language),
            "fresh": fresh_words(card, today),
            "tongues": tongues(card),
            "evidence_when": evidence_when(card),
            "private": "" if card.visibility == Visibility.PUBLIC else circle_words(Visibility(card.visibility)),
        },
        examples=EXAMPLES,
        languages={one.value: one for one in Language},
    )


def _data(asked: Asked, found: Results) -> dict[str, Any]:
    return {
        "query": asked.words,
        "total": found.total,
        "page": asked.page,
        "hits": [_hit(one) for one in found.hits],
        "other_languages": [_hit(one) | {"concept": one.concept, "found_as": one.found_as} for one in found.others],
        "other_total": found.other_total,
        "facets": {name: dict(counts) for name, counts in found.facets.items()},
        "suggestion": found.suggestion or None,
    }


def _hit(found: Found) -> dict[str, Any]:
    card = found.card
    return {
        "slug": card.slug,
        "url": url_for("practices.show", slug=card.slug),
        "title": card.title,
        "title_lang": card.title_language,
        "passage": "".join(part.text for part in found.parts),
        "passage_lang": found.lang,
        "country": card.country,
        "ministry": dict(card.ministry_name),
        "evidence": card.evidence,
        "confirmed_on": card.confirmed_on.isoformat() if card.confirmed_on else None,
        "languages": [one.language for one in card.tongues],
    }
