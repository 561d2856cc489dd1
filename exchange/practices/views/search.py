"""The search page."""

from collections.abc import Callable

from flask import current_app, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.kernel.countries import country_name
from exchange.kernel.languages import Language, fold
from exchange.kernel.messages import N_
from exchange.practices.models import Visibility
from exchange.practices.queries import PracticeCard
from exchange.practices.views.asked import SORTS, Asked, asked_from
from exchange.practices.views.blueprint import search_bp
from exchange.practices.views.clauses import clause_chips
from exchange.practices.views.facets import Labels, chips, facets
from exchange.practices.views.links import dots_of
from exchange.practices.views.results import Results, results
from exchange.practices.views.words import circle_words, evidence_when, fresh_words, tongues
from exchange.search.port import DocumentKind
from exchange.vocabulary.queries import taxonomy
from exchange.web.access import public
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.noticing import notice
from exchange.web.reader import current_reader
from exchange.web.same import same_for_visitors
from exchange.web.slots import Subject

EXAMPLES = (N_("foster care"), N_("one-stop shop"), N_("home visits"))

_LONGEST_MISS = 80


@search_bp.get("/search")
@public
@same_for_visitors
def page() -> str | Response:
    """Results for what was typed and chosen; everything that the reader may read when nothing was."""
    typed = asked_from(request.args)
    asked = typed.in_use(taxonomy(reading()))
    if asked is not typed:
        return redirect(asked.address(), code=303)
    found = results(asked)
    if asked.words and not found.total and current_actor().ministry_id:
        notice("search.missed", (fold(asked.words)[:_LONGEST_MISS], current_actor().ministry_id))
    return _page(asked, found)


def _page(asked: Asked, found: Results) -> str:
    labels = Labels()
    chosen = chips(asked, labels)
    return render_template(
        "search/page.html",
        asked=asked,
        found=found,
        facets=facets(asked, found.facets, labels),
        chips=[*clause_chips(asked, found.explained), *chosen],
        chosen=len(chosen),
        kinds=_kinds(asked, found),
        sorts=[(_(label), asked.sorted_by(sort), sort is asked.sort) for sort, label in SORTS.items()],
        card_words=_card_words(),
        dots=dots_of([hit.card.id for hit in found.hits if hit.words is None]),
        examples=EXAMPLES,
        languages={one.value: one for one in Language},
        subject=Subject(search=asked.query_string),
    )


def _kinds(asked: Asked, found: Results) -> list[tuple[str, str, bool]]:
    """Practices and contributions, where both were found or contributions are looked at."""
    discussions = found.count_of(DocumentKind.DISCUSSION)
    if not (asked.words and discussions) and not asked.is_about_discussion:
        return []
    practices = found.count_of(DocumentKind.PRACTICE)
    return [
        (_("Practices, %(num)s", num=practices), asked.of_kind(DocumentKind.PRACTICE), not asked.is_about_discussion),
        (_("Discussion, %(num)s", num=discussions), asked.of_kind(DocumentKind.DISCUSSION), asked.is_about_discussion),
    ]


def _card_words() -> Callable[[PracticeCard], dict[str, object]]:
    """What a card says, in the reader's language on the reader's day."""
    language = current_reader().language.value
    today = current_reader().place.local(current_app.config["CLOCK"]()).date()
    return lambda card: {
        "country": country_name(card.country, language),
        "fresh": fresh_words(card, today),
        "tongues": tongues(card),
        "evidence_when": evidence_when(card),
        "private": "" if card.visibility == Visibility.PUBLIC else circle_words(Visibility(card.visibility)),
    }
