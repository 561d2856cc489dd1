"""Titles that go on as the person types."""

from collections.abc import Iterator, Sequence
from itertools import chain, groupby

import numpy as np
from numpy.typing import NDArray

from exchange.kernel.languages import Language, fold
from exchange.search.analysis.tokens import tokens
from exchange.search.columns.view import View
from exchange.search.inverted import Field
from exchange.search.port import Completion, DocumentKind, SortKey

SHORTEST = 2
LONGEST = 80
_LANGUAGES = tuple(Language)


def complete(view: View, text: str, audience: frozenset[str], limit: int) -> tuple[Completion, ...]:
    """Titles that hold every typed word, the last one begun; those that begin so first, then newest.

    Only titles that the reader may read. One completion per title.
    """
    typed = _words(text[:LONGEST])
    if len("".join(typed)) < SHORTEST:
        return ()
    found, may_begin = _matching(view, typed, audience)
    start = " ".join(typed)
    beginning = (number for number in _newest(view, found & may_begin) if _folded(view, number).startswith(start))
    others = (number for number in _newest(view, found) if not _folded(view, number).startswith(start))
    titles: dict[str, Completion] = {}
    for number in chain(beginning, others):
        if len(titles) >= max(limit, 0):
            break
        titles.setdefault(view.title_of(number), _completion(view, number))
    return tuple(titles.values())


def _matching(view: View, typed: Sequence[str], audience: frozenset[str]) -> tuple[NDArray[np.bool_], ...]:
    """Documents whose title matches, and those of which the title may begin with what was typed."""
    *inner, last = typed
    found = view.visible(audience).flags & view.beginning_with(Field.HEADING, last).flags
    for word in inner:
        holds = np.zeros(view.count, np.bool_)
        holds[view.term(Field.HEADING, word).documents] = True
        found = found & holds
    return found, view.beginning_with(Field.HEADING, typed[0], at_start=True).flags


def _newest(view: View, flags: NDArray[np.bool_]) -> Iterator[int]:
    """Newest first, equal ones by key; put in order only as far as it is read."""
    published = view.sort_values(SortKey.PUBLISHED)
    documents = np.flatnonzero(flags)
    order = documents[np.argsort(-published[documents], kind="stable")].tolist()
    for _, equal in groupby(order, key=lambda number: float(published[number])):
        yield from sorted(equal, key=view.key)


def _completion(view: View, number: int) -> Completion:
    kind, _, group = view.owner(number).partition(":")
    return Completion(view.title_of(number), group, DocumentKind(kind), _LANGUAGES[int(view.languages[number])])


def _folded(view: View, number: int) -> str:
    return " ".join(_words(view.title_of(number)))


def _words(text: str) -> list[str]:
    return [fold(token.raw) for token in tokens(text)]
