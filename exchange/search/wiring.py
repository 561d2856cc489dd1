"""Build the search engine that the settings name and hang it on the application."""

import hashlib
from collections.abc import Hashable

from flask import Flask

from exchange.kernel.settings import secret_key
from exchange.search.access import (
    INDEX,
    MEANING,
    PART,
    index_of,
    meaning_of,
    note_write,
    set_index,
    set_meaning,
    stale_now,
)
from exchange.search.meaning.asking import Meaning
from exchange.search.meaning.encoder import is_installed
from exchange.search.memory import MemoryIndex
from exchange.search.port import SearchIndex, SearchUnavailableError
from exchange.web.db import after_commit
from exchange.web.deps import Deps
from exchange.web.health import add_ready_check
from exchange.web.same import add_source

FOLDER = "index"
_RESETS = "exchange.reset_for_tests"


def register(app: Flask, deps: Deps) -> None:
    """Whoosh in the data folder, or the index in memory for `memory://`."""
    set_index(app, _index(app, deps))
    if is_installed() and not deps.settings.search_url.startswith("memory"):
        set_meaning(app, Meaning(deps.settings.folder / FOLDER / "meaning"))
    after_commit(app, note_write)
    add_source(app, INDEX, lambda _: _generation(app))
    add_source(app, PART, lambda tokens: _seen(app, frozenset(tokens.split())))
    add_source(app, MEANING, lambda _: _learnt(app))
    add_ready_check(app, "search", lambda: _answers(app))


def _index(app: Flask, deps: Deps) -> SearchIndex:
    if deps.settings.search_url.startswith("memory"):
        index = MemoryIndex()
        app.extensions.setdefault(_RESETS, []).append(lambda: index.rebuild([], 0))
        return index
    from exchange.search.whoosh.index import WhooshIndex  # noqa: PLC0415 - half a second that other engines do not need

    key = hashlib.sha256(b"exchange search index" + secret_key(deps.settings).encode()).digest()
    return WhooshIndex(deps.settings.folder / FOLDER, key=key)


def _answers(app: Flask) -> bool:
    try:
        index_of(app).stamp()
    except SearchUnavailableError:
        return False
    return True


def _generation(app: Flask) -> Hashable:
    """The commit; None while the index is away."""
    try:
        return index_of(app).generation
    except SearchUnavailableError:
        return None


def _seen(app: Flask, tokens: frozenset[str]) -> Hashable:
    """What answers to readers with these tokens are made from; None while the index is away."""
    try:
        index = index_of(app)
        return index.contents(tokens), stale_now(index.stamp())
    except SearchUnavailableError:
        return None


def _learnt(app: Flask) -> Hashable:
    meaning = meaning_of(app)
    return meaning.version if meaning else 0
