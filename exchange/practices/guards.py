"""What capabilities above tell of a practice, in numbers of institutions: for the note of return to its owner."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

# Practices → how many institutions for each, the owner's not among them; never more than the owner may know.
Counter = Callable[[Session, Collection[UUID]], Mapping[UUID, int]]
RETURNS = ("read", "asked", "met", "adopted")
_COUNTERS = "exchange.returns"


def count_returns(app: Flask, name: str, counter: Counter) -> None:
    """Let a capability count; `name` is one of RETURNS."""
    app.extensions.setdefault(_COUNTERS, {})[name] = counter


def returns_of(app: Flask, session: Session, practice_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """For each practice of which anything came: institutions by what they did. One query for each counter."""
    counters: dict[str, Counter] = app.extensions.get(_COUNTERS, {})
    found = {name: counters[name](session, practice_ids) for name in RETURNS if name in counters}
    came = {one for counts in found.values() for one, number in counts.items() if number}
    return {one: {name: counts.get(one, 0) for name, counts in found.items()} for one in came}
