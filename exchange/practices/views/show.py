"""The page of a practice, its language versions and exact cleared versions."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exchange.kernel.errors import NotFoundError
from exchange.kernel.kept import kept
from exchange.kernel.languages import Language
from exchange.practices.queries import PracticePage, practice_page
from exchange.practices.views.blueprint import bp
from exchange.practices.views.drawn import Drawn, drawn
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


def _read(slug: str, number: int | None, lang: str) -> Drawn:
    """The page, drawn once while nothing in it changes. Of the reader it depends on the rights, the words, the day."""
    reader = current_reader()
    key = "practice drawn", current_actor(), slug, number, lang, reader.language, reader.place, today()
    return kept(key, lambda: drawn(find(slug, number=number, lang=lang), number))


def _page(slug: str, *, number: int | None = None, lang: str = "") -> str:
    view, actor = _read(slug, number, lang), current_actor()
    if actor.ministry_id:
        notice("practice.read", (view.card.id, actor.ministry_id))
    return render_template("practices/show.html", view=view, card=view.card, slug=slug, lang=view.language)
