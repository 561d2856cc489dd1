"""Background work of accounts."""

from collections.abc import Hashable
from datetime import datetime
from typing import Any
from uuid import UUID

from exchange.accounts.service import resets, sessions, signing_in
from exchange.accounts.service.visits import note_visits
from exchange.kernel.clock import Clock
from exchange.web.db import transaction

HERE = "person.here"


def write_visits(things: frozenset[tuple[str, Hashable]]) -> None:
    """Who opened a page, and when."""
    seen: list[Any] = [what for _, what in things]
    with transaction() as session:
        note_visits(session, seen=[_page(*what) for what in seen])


def _page(person_id: UUID, at: datetime) -> tuple[UUID, datetime]:
    return person_id, at


def tidy_sign_ins(clock: Clock) -> None:
    """Drop old failed sign-ins, ended sessions and used links."""
    with transaction() as session:
        for kept in (signing_in, sessions, resets):
            kept.tidy(session, now=clock())
