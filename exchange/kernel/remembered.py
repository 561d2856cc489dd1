"""Rules and questions in SQL, built once for each actor.

Building an expression costs more than running it: half of a page's time was spent on saying the same rules again.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from exchange.kernel.actor import Actor

_ACTORS = 512  # the last ones; a condition is small, and an actor whose roles changed is another value
Built = TypeVar("Built")


def remembered(rule: Callable[[Actor], Built]) -> Callable[[Actor], Built]:
    """The same rule or statement; what is made for an actor is made once and shared, because nothing changes it."""
    return wraps(rule)(lru_cache(maxsize=_ACTORS)(rule))
