"""A practice's page drawn, all but what is said under it: made once for as long as nothing in it changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup

from exchange.practices.models import Visibility
from exchange.practices.queries import PracticeCard, PracticePage
from exchange.practices.views.linked import linked_data
from exchange.practices.views.shown import Shown, shown
from exchange.practices.views.words import circle_words
from exchange.web.reader import current_reader
from exchange.web.slots import Slot, Subject, render_slot


@dataclass(frozen=True, slots=True)
class DrawnPart:
    """One heading of the page with what stands under it."""

    id: str
    subject: Subject
    title: str
    circle: str
    is_sample: bool
    html: Markup


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the template puts together. The texts themselves are not held beside their HTML: pages are many."""

    card: PracticeCard
    language: str
    number: int
    permanent: int | None
    has_samples: bool
    audience: str
    subject: Subject
    country_name: str
    crumbs: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str, str, str, bool, bool], ...]
    older_than: int | None  # the newest version, when this is an older one
    parts: tuple[DrawnPart, ...]
    outcome: Markup
    after: Markup
    side: Markup
    linked: Mapping[str, Any]


def drawn(page: PracticePage, number: int | None) -> Drawn:
    """The page's HTML. `number` is the exact version that was asked for."""
    view, card = shown(page, number), page.card
    values = {"page": page, "view": view, "card": card, "slug": card.slug, "number": number or card.revision}
    return Drawn(
        card=card,
        language=page.language,
        number=number or card.revision,
        permanent=page.permanent,
        has_samples=bool(page.samples) or card.is_sample,
        audience=circle_words(Visibility(card.visibility)),
        subject=view.subject,
        country_name=view.country_name,
        crumbs=view.crumbs,
        versions=view.versions,
        older_than=view.older_than,
        parts=_parts(page, view, values),
        outcome=render_slot(Slot.PRACTICE_OUTCOME, view.subject),
        after=render_slot(Slot.PRACTICE_AFTER, view.subject),
        side=_html("practices/_side.html", lang=page.language, **values),
        linked=linked_data(page),
    )


def _parts(page: PracticePage, view: Shown, values: Mapping[str, Any]) -> tuple[DrawnPart, ...]:
    other = page.language if page.language != current_reader().language.value else ""
    words = {"lang": page.language, "lang_of_text": other, **values}
    return tuple(
        DrawnPart(
            id=part.id,
            subject=view.subject.at(part.key),
            title=part.title,
            circle=part.circle,
            is_sample=part.key in page.samples,
            html=_html(f"practices/parts/{part.kind}.html", part=part, **words),
        )
        for part in view.parts
    )


def _html(template: str, **values: Any) -> Markup:
    return Markup(render_template(template, **values))  # noqa: S704 - a rendered template
