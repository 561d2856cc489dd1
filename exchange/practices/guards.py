"""What capabilities above tell of practices: institutions for the note of return, links of the chain for a reader."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache, partial
from uuid import UUID

from flask import Flask
from sqlalchemy import BindParameter, CompoundSelect, Select, Uuid, bindparam, literal, union_all
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.rows import Question, rows_of

# Practices → how many institutions for each, the owner's not among them; never more than the owner may know.
Counter = Callable[[Session, Collection[UUID]], Mapping[UUID, int]]
RETURNS = ("read", "asked", "met", "adopted")
_COUNTERS = "exchange.returns"
# The reader and parameters for practices → a query for those of them with a number of things that this reader may know
# of. It is said once for each reader.
Linked = Callable[[Actor, Sequence[BindParameter[UUID]]], Select[UUID, int]]
LINKS = ("discussion", "meeting", "commitment", "adoption", "result")
_LINKED = "exchange.links_of_practices"
_PAGE = 20  # practices that are asked about together


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
    wanted = list(practice_ids)
    wanted += wanted[-1:] * (-len(wanted) % _PAGE)  # the same question for any page
    question = _linked_question(tuple(sorted(linked.items())), actor, len(wanted))
    found: dict[UUID, dict[str, int]] = {}
    for practice_id, number, link in rows_of(session, question, {_name(at): one for at, one in enumerate(wanted)}):
        found.setdefault(practice_id, {})[link] = int(number)
    return found


def _name(place: int) -> str:
    return f"practice_{place}"


@lru_cache(maxsize=512)
def _linked_question(linked: tuple[tuple[str, Linked], ...], actor: Actor, number: int) -> Question[UUID, int, str]:
    return Question(partial(_said, linked, actor, number))


def _said(linked: tuple[tuple[str, Linked], ...], actor: Actor, number: int) -> CompoundSelect[UUID, int, str]:
    wanted = [bindparam(_name(place), type_=Uuid()) for place in range(number)]
    return union_all(*(question(actor, wanted).add_columns(literal(link)) for link, question in linked))
