"""A commit as it would be without some owners: what the index holds of them is older than the database."""

from collections import OrderedDict
from weakref import WeakKeyDictionary

import numpy as np

from exchange.search.columns.texts import encoded, hashes_of
from exchange.search.columns.view import View
from exchange.search.port import DocumentKind

_KEPT_VIEWS = 4
_kept: WeakKeyDictionary[View, OrderedDict[frozenset[str], View | None]] = WeakKeyDictionary()  # None: holds none


def without(view: View, groups: frozenset[str]) -> View:
    """The view as if every document of these groups had been dropped: no hit, no count, no word of theirs is left.

    The view itself where it holds none of them.
    """
    if not groups:
        return view
    kept = _kept.setdefault(view, OrderedDict())
    if groups in kept:
        return kept[groups] or view
    made = kept[groups] = _made(view, groups)
    if len(kept) > _KEPT_VIEWS:
        kept.popitem(last=False)
    return made or view


def _made(view: View, groups: frozenset[str]) -> View | None:
    owners = hashes_of(encoded(f"{kind.value}:{group}") for group in sorted(groups) for kind in DocumentKind)
    dead, has_any = [], False
    for segment, gone in zip(view.segments, view.dead, strict=True):
        stale = np.isin(segment.arrays["owners.hash"], owners)
        held = np.flatnonzero(stale[segment.arrays["owner"]]) if stale.any() else np.empty(0, np.intp)
        has_any = has_any or len(held) > 0
        dead.append(np.union1d(np.array(gone, np.intp), held).tolist())
    return View(view.segments, dead, view) if has_any else None
