"""The results for programs: JSON, CSV for a spreadsheet, Atom for a feed reader. Same hits, same rights."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _

from exchange.practices.views.asked import Asked, asked_from
from exchange.practices.views.blueprint import search_bp
from exchange.practices.views.results import Found, Results, results
from exchange.vocabulary.queries import taxonomy
from exchange.web.access import public
from exchange.web.db import reading
from exchange.web.reader import current_reader

_ATOM = "http://www.w3.org/2005/Atom"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so
_COLUMNS = (
    "title",
    "title_lang",
    "url",
    "country",
    "ministry",
    "evidence",
    "confirmed_on",
    "languages",
    "passage",
    "why",
)


@search_bp.get("/search.json")
@public
def as_json() -> Response:
    """The same hits under the same rights."""
    asked = _asked()
    text = json.dumps(_data(asked, results(asked)), ensure_ascii=False, indent=2)
    return Response(text, mimetype="application/json")


@search_bp.get("/search.csv")
@public
def as_csv() -> Response:
    """One line per hit; what a spreadsheet would take for a formula is quoted."""
    found, text = results(_asked()), io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for hit in (*found.hits, *found.others):
        writer.writerow([_harmless(value) for value in _row(hit)])
    name = {"Content-Disposition": 'attachment; filename="search.csv"'}
    return Response("\ufeff" + text.getvalue(), mimetype="text/csv", headers=name)


@search_bp.get("/search.atom")
@public
def as_atom() -> Response:
    """One entry per hit, for a feed reader."""
    asked = _asked()
    found = results(asked)
    register_namespace("", _ATOM)
    feed = Element(f"{{{_ATOM}}}feed")
    own = _absolute(asked.address("atom"))
    _add(feed, "id", own)
    _add(feed, "title", _("Practices: %(words)s", words=asked.words) if asked.words else _("Practices"))
    dates = [hit.card.confirmed_on for hit in found.hits if hit.card.confirmed_on]
    _add(feed, "updated", _instant(max(dates).isoformat() if dates else "2022-07-06"))
    SubElement(feed, f"{{{_ATOM}}}link", {"rel": "self", "href": own})
    SubElement(feed, f"{{{_ATOM}}}link", {"rel": "alternate", "href": _absolute(asked.address())})
    for hit in found.hits:
        _entry(feed, hit)
    return Response(tostring(feed, encoding="utf-8", xml_declaration=True), mimetype="application/atom+xml")


def _asked() -> Asked:
    """In the codes of today, without another address: a feed reader goes on."""
    return asked_from(request.args).in_use(taxonomy(reading()))


def _entry(feed: Element, hit: Found) -> None:
    entry = SubElement(feed, f"{{{_ATOM}}}entry")
    address = _absolute(hit.words.href if hit.words else url_for("practices.show", slug=hit.card.slug))
    _add(entry, "id", address)
    _add(entry, "title", hit.card.title)
    _add(entry, "updated", _instant(hit.card.confirmed_on.isoformat() if hit.card.confirmed_on else "2022-07-06"))
    SubElement(entry, f"{{{_ATOM}}}link", {"rel": "alternate", "href": address})
    author = SubElement(entry, f"{{{_ATOM}}}author")
    _add(author, "name", hit.card.ministry_name.text_for(current_reader().language.value))
    _add(entry, "summary", _passage(hit))


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{_ATOM}}}{name}").text = "".join(one for one in text if one.isprintable())


def _instant(day: str) -> str:
    return datetime.fromisoformat(day).replace(tzinfo=UTC).isoformat()


def _absolute(address: str) -> str:
    return f"{current_app.config['EXCHANGE'].public_url.rstrip('/')}{address}"


def _row(hit: Found) -> list[str]:
    card, said = hit.card, current_reader().language.value
    return [
        card.title,
        card.title_language,
        _absolute(hit.words.href if hit.words else url_for("practices.show", slug=card.slug)),
        card.country,
        card.ministry_name.text_for(said),
        "" if card.evidence is None else str(card.evidence),
        card.confirmed_on.isoformat() if card.confirmed_on else "",
        " ".join(one.language for one in card.tongues),
        _passage(hit),
        why(hit),
    ]


def why(hit: Found) -> str:
    """Why a hit without the words is there; empty for the others."""
    if hit.is_near:
        return str(_("Close in meaning to your words"))
    if not hit.concept:
        return ""
    return str(_("Same concept: %(word)s = %(other)s", word=hit.concept, other=hit.found_as))


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value


def _passage(hit: Found) -> str:
    return "".join(part.text for part in hit.parts)


def _data(asked: Asked, found: Results) -> dict[str, Any]:
    return {
        "query": asked.words,
        "kind": asked.kind.value,
        "total": found.total,
        "page": asked.page,
        "hits": [_hit(one) for one in found.hits],
        "other_languages": [_hit(one) | _reason(one) for one in found.others],
        "other_total": found.other_total,
        "facets": {name: dict(counts) for name, counts in found.facets.items()},
        "concepts": [concept.concept_id for concept in found.concepts],
        "suggestion": found.suggestion or None,
        "cut": list(found.explained.cut),
        "ignored": list(found.explained.ignored),
    }


def _reason(found: Found) -> dict[str, Any]:
    return {"concept": found.concept, "found_as": found.found_as, "by_meaning": found.is_near}


def _hit(found: Found) -> dict[str, Any]:
    card = found.card
    return {
        "slug": card.slug,
        "url": found.words.href if found.words else url_for("practices.show", slug=card.slug),
        "title": card.title,
        "title_lang": card.title_language,
        "passage": _passage(found),
        "passage_lang": found.lang,
        "country": card.country,
        "ministry": dict(card.ministry_name),
        "evidence": card.evidence,
        "confirmed_on": card.confirmed_on.isoformat() if card.confirmed_on else None,
        "languages": [one.language for one in card.tongues],
    }
