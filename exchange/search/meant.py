"""Documents near the question in meaning, as hits under the same filters as the others."""

from collections.abc import Callable, Mapping, Sequence
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from exchange.kernel.languages import Language
from exchange.search.columns.segment import Segment
from exchange.search.columns.view import View
from exchange.search.contents import marks
from exchange.search.evaluation import Scored
from exchange.search.facets import filtered
from exchange.search.nearness import Near, Nearness
from exchange.search.port import DocumentKind, Hit, Matched

Known = Callable[[int], Matched]  # document → what marks its words; nothing where it holds no word
_LANGUAGES = tuple(Language)
_kept: WeakKeyDictionary[Segment, tuple[int, NDArray[np.int64]]] = WeakKeyDictionary()  # until the vectors change


def near_hits(view: View, allowed: NDArray[np.bool_], nearness: Nearness, known: Known, limit: int) -> tuple[Hit, ...]:
    """The nearest of the allowed documents, one hit for each practice, best first."""
    places = _places_of(view, nearness)
    numbers = np.flatnonzero(allowed & (places >= 0))
    found = nearness.nearest(places[numbers])
    standing = _standing(places, numbers, found)
    hits: dict[str, Hit] = {}
    for near in found:
        if len(hits) >= limit:
            break
        number = standing[near.place]
        owner = view.owner(number)
        if owner not in hits:
            hits[owner] = _hit(view, number, near, known(number))
    return tuple(hits.values())


def _standing(places: NDArray[np.int64], numbers: NDArray[np.intp], found: Sequence[Near]) -> dict[int, int]:
    """The document at each place that was found."""
    wanted = np.zeros(int(places.max(initial=0)) + 1, np.bool_)
    wanted[[near.place for near in found]] = True
    held = numbers[wanted[places[numbers]]]
    return dict(zip(places[held].tolist(), held.tolist(), strict=True))


def known_owners(view: View, scored: Scored, matched: Matched) -> Known:
    """The owners that answered by words."""
    owners, count = view.owners
    found = np.zeros(count, np.bool_)
    found[owners[scored.documents]] = True
    return lambda number: matched if found[owners[number]] else ()


def allowed_documents(
    view: View,
    visible: NDArray[np.bool_],
    chosen: Mapping[str, frozenset[str]],
    narrowed: NDArray[np.bool_] | None,
) -> NDArray[np.bool_]:
    """The visible documents of owners any visible version of which passes the filters."""
    if not any(chosen.values()) and narrowed is None:
        return visible
    documents = np.flatnonzero(visible if narrowed is None else visible & narrowed)
    owners, count = view.owners
    passing = np.zeros(count, np.bool_)
    passing[owners[documents[filtered(view, chosen, documents).passing]]] = True
    allowed: NDArray[np.bool_] = visible & passing[owners]
    return allowed


def _places_of(view: View, nearness: Nearness) -> NDArray[np.int64]:
    """Segment by segment: most of them are those of the commit before."""
    return np.concatenate([_places_in(segment, nearness) for segment in view.segments])


def _places_in(segment: Segment, nearness: Nearness) -> NDArray[np.int64]:
    kept = _kept.get(segment)
    if kept is None or kept[0] != nearness.version:
        kept = _kept[segment] = (nearness.version, nearness.places(marks(segment)))
    return kept[1]


def _hit(view: View, number: int, near: Near, matched: Matched) -> Hit:
    kind, _, group = view.owner(number).partition(":")
    language = _LANGUAGES[int(view.languages[number])]
    shown = Near(0, near.score, near.piece)  # where other vectors stand is nobody's business
    return Hit(group, view.key(number), DocumentKind(kind), language, near.score, matched, near=shown)
