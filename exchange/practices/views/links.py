"""How far a practice has come on the way from practice to result: six dots and the words for them."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from flask import current_app
from flask_babel import ngettext

from exchange.practices.guards import LINKS, links_of
from exchange.web.actor import current_actor
from exchange.web.db import reading

_WORDS: dict[str, Callable[[int], str]] = {
    "discussion": lambda number: str(ngettext("%(num)s comment", "%(num)s comments", number)),
    "meeting": lambda number: str(ngettext("%(num)s meeting", "%(num)s meetings", number)),
    "commitment": lambda number: str(ngettext("%(num)s commitment", "%(num)s commitments", number)),
    "adoption": lambda number: str(ngettext("%(num)s adoption", "%(num)s adoptions", number)),
    "result": lambda number: str(ngettext("%(num)s result", "%(num)s results", number)),
}
Dots = tuple[list[bool], str]


def dots_of(practice_ids: Collection[UUID]) -> Callable[[UUID], Dots]:
    """For each practice its dots and words, as far as the reader may know; one query for all of them."""
    found = links_of(current_app, reading(), actor=current_actor(), practice_ids=practice_ids)
    return lambda practice_id: _drawn(found.get(practice_id, {}))


def _drawn(links: Mapping[str, int]) -> Dots:
    return [True, *(link in links for link in LINKS)], ", ".join(
        _WORDS[link](links[link]) for link in LINKS if link in links
    )
