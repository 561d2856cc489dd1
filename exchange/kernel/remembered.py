"""Rules and questions in SQL, built once for each actor.

Building an expression costs more than running it: half of a page's time was spent on saying the same rules again.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, false, or_
from sqlalchemy.orm import InstrumentedAttribute

from exchange.kernel.actor import Actor

_ACTORS = 512  # the last ones; a condition is small, and an actor whose roles changed is another value
Built = TypeVar("Built")


def remembered(rule: Callable[[Actor], Built]) -> Callable[[Actor], Built]:
    """The same rule or statement; what is made for an actor is made once and shared, because nothing changes it."""
    return wraps(rule)(lru_cache(maxsize=_ACTORS)(rule))


def is_one_of(column: InstrumentedAttribute[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """`column.in_(values)` for a few of them: what `in_` stands for is put together anew for each execution."""
    return or_(false(), *(column == value for value in values))
