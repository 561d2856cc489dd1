"""What capabilities above tell of a practice, in numbers of institutions: for the note of return to its owner."""

from collections.abc import Callable
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

Counter = Callable[[Session, UUID], int]  # how many institutions, the owner's not among them
RETURNS = ("met", "asked", "adopted")
_COUNTERS = "exchange.returns"


def count_returns(app: Flask, name: str, counter: Counter) -> None:
    """Let a capability count; `name` is one of RETURNS."""
    app.extensions.setdefault(_COUNTERS, {})[name] = counter


def returns_of(app: Flask, session: Session, practice_id: UUID) -> dict[str, int]:
    """Institutions by what they did; what nobody counts is nothing."""
    counters: dict[str, Counter] = app.extensions.get(_COUNTERS, {})
    return {name: counters[name](session, practice_id) if name in counters else 0 for name in RETURNS}
