"""Practices like this one, each with the sentence that shows it."""

from dataclasses import dataclass
from uuid import UUID

from flask import current_app, render_template, url_for

from exchange.kernel.countries import country_name
from exchange.practices import policies
from exchange.practices.queries import PracticeCard, search_cards
from exchange.practices.views.blueprint import bp
from exchange.practices.views.show import find
from exchange.search.access import current_index, meaning_of
from exchange.search.analysis.tokens import tokens
from exchange.search.meaning.fusion import fused
from exchange.search.port import (
    NEAR_ENOUGH,
    Dimension,
    DocumentKind,
    Hit,
    SearchAnswer,
    SearchQuery,
    SearchUnavailableError,
)
from exchange.search.query import WHOLE_TEXT
from exchange.web.access import public
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.idle import asked_by_page
from exchange.web.reader import current_reader

MOST = 4
_ASKED_FOR = 12
_PARTS_OF_A_WHOLE = 3  # practice:<id>:<language>; what has more is a section of a narrower circle


@dataclass(frozen=True)
class Similar:
    """One like it. `sentence` says the same as this practice, in the language in which it is written."""

    card: PracticeCard
    country: str
    href: str
    sentence: str = ""
    lang: str = ""


@bp.get("/<slug>/similar")
@public
@asked_by_page
def similar(slug: str) -> str:
    """The list; the page of the practice takes it over when it is drawn."""
    card = find(slug).card
    return render_template("practices/similar.html", card=card, rows=_rows(card), slug=slug)


def _rows(card: PracticeCard) -> list[Similar]:
    try:
        answer = _answer(card)
    except SearchUnavailableError:
        return []
    by_words = [hit.group for hit in answer.hits if hit.group != str(card.id)]
    near = {hit.group: hit for hit in answer.near if hit.group != str(card.id)}
    chosen = fused(by_words, list(near))[:MOST]
    language = current_reader().language.value
    cards = search_cards(reading(), actor=current_actor(), ids=map(UUID, chosen), language=language)
    return [_similar(cards[UUID(one)], near.get(one), language) for one in chosen if UUID(one) in cards]


def _answer(card: PracticeCard) -> SearchAnswer:
    text, meaning = f"{card.title}. {card.summary}", meaning_of(current_app)
    return current_index().search(
        SearchQuery(
            text=" ".join(token.raw for token in tokens(text)),  # a title may hold marks of the query language
            audience=policies.audience_tokens(current_actor()),
            filters={Dimension.KIND.value: frozenset({DocumentKind.PRACTICE.value})},
            limit=_ASKED_FOR,
            limits=WHOLE_TEXT,
            nearness=meaning.question(text) if meaning else None,
        )
    )


def _similar(card: PracticeCard, hit: Hit | None, language: str) -> Similar:
    """A sentence is shown only of a text that everybody reads who reads the practice (trust.md I5)."""
    is_whole = hit is not None and len(hit.key.split(":")) == _PARTS_OF_A_WHOLE
    shows = hit is not None and hit.near is not None and is_whole and hit.score >= NEAR_ENOUGH
    return Similar(
        card,
        country_name(card.country, language),
        url_for("practices.show", slug=card.slug),
        hit.near.piece if shows and hit is not None and hit.near else "",
        hit.language.value if hit is not None else "",
    )
