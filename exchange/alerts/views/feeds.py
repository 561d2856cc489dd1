"""Atom: new practices of a theme or a country; everything that one follows, by a secret."""

from collections.abc import Iterable
from uuid import UUID

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _

from exchange.accounts.queries import recipient
from exchange.alerts import queries
from exchange.alerts.queries import FeedItem
from exchange.alerts.service import hashed
from exchange.alerts.views.blueprint import bp
from exchange.kernel.actor import Actor
from exchange.kernel.countries import country_name
from exchange.kernel.errors import NotFoundError
from exchange.notifications.guards import guards_of
from exchange.notifications.queries import inbox
from exchange.practices.queries import country_counts
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import taxonomy
from exchange.web.access import public
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.feeds import FeedEntry, atom
from exchange.web.reader import current_reader


@bp.get("/themes/<code>.atom")
@public
def theme(code: str) -> Response:
    """New practices of a theme and its narrower ones."""
    words, language = taxonomy(reading()), current_reader().language.value
    code = words.resolve(TermList.THEME, code)
    if not words.knows(TermList.THEME, code):
        raise NotFoundError
    items = queries.newest(reading(), actor=current_actor(), language=language, theme=code)
    return _practices(words.label(TermList.THEME, code, language), url_for("search.page", theme=code), items)


@bp.get("/countries/<code>.atom")
@public
def country(code: str) -> Response:
    """New practices of a country."""
    language = current_reader().language.value
    if code not in country_counts(reading(), actor=current_actor()):
        raise NotFoundError
    items = queries.newest(reading(), actor=current_actor(), language=language, country=code)
    return _practices(country_name(code, language), url_for("search.page", country=code), items)


@bp.get("/feeds/<token>.atom")
@public
def personal(token: str) -> Response:
    """Everything that the holder of the secret is told, by the rights of this moment."""
    actor = queries.reader_of(reading(), hashed(token))
    if actor.person_id is None:
        raise NotFoundError
    return _notices(actor, actor.person_id)


def _notices(actor: Actor, person_id: UUID) -> Response:
    to = recipient(reading(), person_id)
    page = inbox(reading(), actor=actor, guards=guards_of(current_app))
    entries = [
        FeedEntry(one.path, one.subject, one.made_at, "\n".join(one.lines), language=one.language) for one in page.items
    ]
    return atom(
        title=_("Notifications"),
        path="/notifications",
        page="/notifications",
        entries=entries,
        language=to.language,
    )


def _practices(title: str, page: str, items: Iterable[FeedItem]) -> Response:
    entries = [
        FeedEntry(
            path=f"/practices/{item.card.slug}",
            title=item.card.title,
            at=item.at,
            summary=item.card.summary,
            author=item.card.ministry_name.text_for(current_reader().language.value),
            language=item.card.title_language,
        )
        for item in items
    ]
    language = current_reader().language.value
    return atom(title=title, path=request.full_path.rstrip("?"), page=page, entries=entries, language=language)
