"""The page of a practice, its language versions and exact cleared versions."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exchange.kernel.errors import NotFoundError
from exchange.kernel.kept import kept
from exchange.kernel.languages import Language
from exchange.practices.models import Visibility
from exchange.practices.queries import PracticePage, practice_page
from exchange.practices.views.blueprint import bp
from exchange.practices.views.linked import linked_data
from exchange.practices.views.shown import Shown, shown
from exchange.practices.views.words import circle_words
from exchange.web.access import public
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.noticing import notice
from exchange.web.reader import current_reader, today
from exchange.web.same import same_for_visitors


@bp.get("/")
@public
def index() -> Response:
    """Practices are found by search."""
    return redirect(url_for("search.page"), code=302)


@bp.get("/<slug>")
@public
@same_for_visitors
def show(slug: str) -> str:
    """The practice in the reader's language, or the next best one."""
    return _page(slug)


@bp.get("/<slug>/<lang>")
@public
@same_for_visitors
def language_version(slug: str, lang: str) -> str:
    """One language version."""
    return _page(slug, lang=lang)


@bp.get("/<slug>/v/<int:number>")
@public
@same_for_visitors
def version(slug: str, number: int) -> str:
    """An exact cleared version; its address never shows another text."""
    return _page(slug, number=number, lang=request.args.get("text", ""))


def find(slug: str, *, number: int | None = None, lang: str = "") -> PracticePage:
    """What the reader may read of it.

    Raises:
        NotFoundError: alike for absent and not the reader's.
    """
    if lang and lang not in set(Language):
        raise NotFoundError
    wanted = lang or current_reader().language.value
    return practice_page(reading(), actor=current_actor(), slug=slug, language=wanted, version=number, exact=bool(lang))


def _read(slug: str, number: int | None, lang: str) -> tuple[PracticePage, Shown]:
    """The page and its words, made once while nothing in it changes."""

    def make() -> tuple[PracticePage, Shown]:
        page = find(slug, number=number, lang=lang)
        return page, shown(page, number)

    return kept(("practice shown", current_actor(), slug, number, lang, current_reader().language, today()), make)


def _page(slug: str, *, number: int | None = None, lang: str = "") -> str:
    page, view = _read(slug, number, lang)
    card = page.card
    if current_actor().ministry_id:
        notice("practice.read", (card.id, current_actor().ministry_id))
    return render_template(
        "practices/show.html",
        page=page,
        card=card,
        view=view,
        slug=slug,
        lang=page.language,
        number=number or card.revision,
        page_title=card.title,
        summary=card.summary,
        original_title=card.original_title,
        audience=circle_words(Visibility(card.visibility)),
        linked=linked_data(page),
    )
