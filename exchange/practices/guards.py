"""What capabilities above tell of practices: institutions for the note of return, links of the chain for a reader."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from flask import Flask
from sqlalchemy import Select, literal, union_all
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor

# Practices → how many institutions for each, the owner's not among them; never more than the owner may know.
Counter = Callable[[Session, Collection[UUID]], Mapping[UUID, int]]
RETURNS = ("read", "asked", "met", "adopted")
_COUNTERS = "exchange.returns"
# The reader and practices → a query for those of them with a number of things that this reader may know of.
Linked = Callable[[Actor, Collection[UUID]], Select[UUID, int]]
LINKS = ("discussion", "meeting", "commitment", "adoption", "result")
_LINKED = "exchange.links_of_practices"


def count_returns(app: Flask, name: str, counter: Counter) -> None:
    """Let a capability count; `name` is one of RETURNS."""
    app.extensions.setdefault(_COUNTERS, {})[name] = counter


def returns_of(app: Flask, session: Session, practice_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """For each practice of which anything came: institutions by what they did. One query for each counter."""
    counters: dict[str, Counter] = app.extensions.get(_COUNTERS, {})
    found = {name: counters[name](session, practice_ids) for name in RETURNS if name in counters}
    came = {one for counts in found.values() for one, number in counts.items() if number}
    return {one: {name: counts.get(one, 0) for name, counts in found.items()} for one in came}


def count_links(app: Flask, link: str, linked: Linked) -> None:
    """Let a capability say how often practices came to this link of the chain; `link` is one of LINKS."""
    app.extensions.setdefault(_LINKED, {})[link] = linked


def links_of(
    app: Flask, session: Session, *, actor: Actor, practice_ids: Collection[UUID]
) -> dict[UUID, dict[str, int]]:
    """For each practice that came further: how often it reached each link, all by one query."""
    linked: dict[str, Linked] = app.extensions.get(_LINKED, {})
    if not linked or not practice_ids:
        return {}
    asked = (question(actor, practice_ids).add_columns(literal(link)) for link, question in sorted(linked.items()))
    found: dict[UUID, dict[str, int]] = {}
    for practice_id, number, link in session.execute(union_all(*asked)):
        found.setdefault(practice_id, {})[link] = int(number)
    return found
