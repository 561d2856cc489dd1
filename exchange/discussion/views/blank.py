"""The form to write a comment with, while nobody has written anything: drawn once, with other keys in each page."""

from functools import lru_cache
from typing import Any

from babel.support import NullTranslations
from flask import current_app
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from exchange.discussion.forms import CommentForm, fresh_key
from exchange.discussion.queries import Standing
from exchange.kernel.languages import Language
from exchange.web.catalogue import catalogue
from exchange.web.reader import current_reader

_MOST_FORMS = 400  # some 5 kB each
_NO_ROWS = Markup()


def blank_form(at: Standing, mentions: Markup = _NO_ROWS) -> Markup:
    """The empty form under a discussion, for somebody who may write there.

    Args:
        mentions: rows of the list of ministries that can be mentioned; none: no list.
    """
    parts = _drawn(catalogue(), current_reader().language, at.slug, is_public=at.is_public, mentions=mentions)
    before, between, after = parts
    return Markup("").join((before, fresh_key(), between, generate_csrf(), after))


@lru_cache(maxsize=_MOST_FORMS)
def _drawn(
    _words: NullTranslations, _language: Language, slug: str, *, is_public: bool, mentions: Markup
) -> tuple[Markup, Markup, Markup]:
    """What stands before the form's own key, between it and the session's token, and behind both."""
    form = CommentForm(formdata=None)
    drawn: Any = current_app.jinja_env.get_template("discussion/_form.html").module
    html: Markup = drawn.write(slug, is_public, form, mentions=mentions)
    before, rest = html.split(form.key.data)
    between, after = rest.split(generate_csrf())
    return before, between, after
