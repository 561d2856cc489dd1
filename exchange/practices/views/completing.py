"""What a search may become while it is typed: themes, concepts, ministries, titles."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _

from exchange.accounts.queries import ministries
from exchange.kernel.languages import fold
from exchange.practices import policies
from exchange.practices.queries import search_cards
from exchange.practices.views.blueprint import search_bp
from exchange.search.access import current_index
from exchange.search.port import SearchUnavailableError
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import bank, taxonomy
from exchange.web.access import public
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader

_LONGEST, _SHORTEST, _MOST = 80, 2, 3


@dataclass(frozen=True)
class Offer:
    """One thing to go to: what it is, what it is called, in which language, where it leads."""

    kind: str
    label: str
    lang: str
    href: str


@search_bp.get("/search/complete.json")
@public
def complete() -> Response:
    """At most three of each kind; titles only of practices that the reader may read."""
    typed = fold(request.args.get("q", "")[:_LONGEST]).strip()
    offers = _offers(typed) if len(typed) >= _SHORTEST else []
    text = json.dumps([asdict(offer) for offer in offers], ensure_ascii=False)
    return Response(text, mimetype="application/json")


def _themes(typed: str) -> Iterator[Offer]:
    language = current_reader().language.value
    terms = (term for term in taxonomy(reading()).list_of(TermList.THEME) if _is_begun(term.label(language), typed))
    for term in islice(terms, _MOST):
        yield Offer(_("Theme"), term.label(language), language, url_for("search.page", theme=term.code))


def _concepts(typed: str) -> Iterator[Offer]:
    """By any of its labels in any language; shown by the reader's."""
    reader = current_reader().language
    for concept in bank(reading()).complete(typed, reader, _MOST):
        label = concept.shown(reader)
        yield Offer(_("Concept"), label, reader.value, url_for("search.page", q=label))


def _ministries(typed: str) -> Iterator[Offer]:
    language = current_reader().language.value
    names = ((one, one.name(language)) for one in ministries(reading()))
    for ministry, name in islice(((one, name) for one, name in names if _is_begun(name, typed)), _MOST):
        yield Offer(_("Ministry"), name, language, url_for("search.page", ministry=ministry.slug))


def _titles(typed: str) -> Iterator[Offer]:
    """The right is asked of the database again for each (trust.md I5)."""
    actor = current_actor()
    try:
        found = current_index().complete(typed, policies.audience_tokens(actor), _MOST)
    except SearchUnavailableError:
        return
    ids = [UUID(one.group) for one in found]
    cards = search_cards(reading(), actor=actor, ids=ids, language=current_reader().language.value)
    for one in found:
        card = cards.get(UUID(one.group))
        if card and one.title:
            yield Offer(_("Practice"), one.title, one.language.value, url_for("practices.show", slug=card.slug))


def _is_begun(label: str, typed: str) -> bool:
    """Whether any word of the label begins so."""
    return f" {typed}" in f" {fold(label)}"


def _offers(typed: str) -> list[Offer]:
    """A theme before a concept of the same name."""
    offers = [*_themes(typed), *_concepts(typed), *_ministries(typed), *_titles(typed)]
    return list({fold(offer.label): offer for offer in reversed(offers)}.values())[::-1]
