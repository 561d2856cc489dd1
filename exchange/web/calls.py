"""A template's calls at half their price: a page makes seven hundred, most of them components and words."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from babel.support import NullTranslations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from exchange.web.catalogue import catalogue

_MESSAGES = 16_000  # four languages of some 3,500
_DRAWN = 500  # of each component


class Steady:
    """A component that shows its arguments and words of the language, nothing else: drawn once for the same ones.

    A page of results draws the same seven countries, levels and dials a hundred times. Markup and text that look alike
    are told apart: only one of them was escaped.
    """

    def __init__(self, component: Callable[..., Markup]) -> None:
        @lru_cache(maxsize=_DRAWN, typed=True)
        def drawn(_words: NullTranslations, /, *args: Any, **kwargs: Any) -> Markup:
            return component(*args, **kwargs)

        self._drawn = drawn

    def __call__(self, *args: Any, **kwargs: Any) -> Markup:
        """What the component answers."""
        return self._drawn(catalogue(), *args, **kwargs)


class QuickContext(Context):
    """Calls components straight; all else in Jinja's way, which asks each callable three times what it wants passed."""

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """What it answers; it is given the context or what escapes here if it asks for that."""
        if type(called) is Macro:
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return called(self.eval_ctx, *args, **kwargs)
        if type(called) is Steady:
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return called(*args, **kwargs)
        return super().call(called, *args, **kwargs)


@pass_eval_context
def say(mode: EvalContext, text: str, **values: Any) -> str:
    """The message in the reader's language; values are escaped where the template escapes."""
    if mode.autoescape:
        return _marked(catalogue(), text) % values if values else _filled(catalogue(), text)
    said: str = catalogue().ugettext(text) % values
    return said


@lru_cache(maxsize=_MESSAGES)
def _marked(words: NullTranslations, text: str) -> Markup:
    return Markup(words.ugettext(text))  # noqa: S704 - written by us or by our translators


@lru_cache(maxsize=_MESSAGES)
def _filled(words: NullTranslations, text: str) -> Markup:
    """Without values; `%%` is a sign even then, as in every message."""
    return _marked(words, text) % {}
