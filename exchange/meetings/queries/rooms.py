"""Which rooms an organizer may bind, and what was chosen for pairs of ministries."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.queries import MinistryView, ministries
from exchange.kernel.languages import Language, sort_key
from exchange.meetings.models import PairRoom, RoomKind, in_order


def rooms_for(session: Session, pair: tuple[UUID, UUID], offered: Collection[RoomKind]) -> tuple[RoomKind, ...]:
    """What the organizer of a meeting of the two may bind: the room that was chosen for them, and no other one.

    Where none was chosen, or this installation has it no longer: a pasted link and whatever is offered.
    """
    row = session.get(PairRoom, in_order(*pair))
    everything = (RoomKind.PASTED, *offered)
    return (row.kind,) if row is not None and row.kind in everything else everything


@dataclass(frozen=True)
class PairLine:
    """Two ministries, in alphabetical order, and the room that was chosen for them."""

    one: MinistryView
    other: MinistryView
    kind: RoomKind


def chosen_rooms(session: Session, language: str) -> tuple[PairLine, ...]:
    """Every choice, by the names of the ministries. Two queries."""
    places = {one.id: (at, one) for at, one in enumerate(every_ministry(session, language))}
    found = []
    for row in session.scalars(select(PairRoom)):
        (at, one), (then, other) = sorted((places[row.one_ministry_id], places[row.other_ministry_id]), key=_place)
        found.append(((at, then), PairLine(one, other, row.kind)))
    return tuple(line for _, line in sorted(found, key=_place))


def _place(pair: tuple[Any, object]) -> Any:
    return pair[0]


def every_ministry(session: Session, language: str) -> tuple[MinistryView, ...]:
    """The ministries to choose from, by country and name."""
    spoken = Language(language)

    def order(one: MinistryView) -> tuple[object, ...]:
        return sort_key(one.country_name(language), spoken), sort_key(one.short_name(language), spoken)

    return tuple(sorted(ministries(session), key=order))
