"""The room that two ministries meet in: chosen by whoever runs the platform, left when a meeting goes elsewhere."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.queries import ministries_by_id
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_
from exchange.meetings import policies
from exchange.meetings.events import RoomLeft
from exchange.meetings.models import Meeting, PairRoom, RoomKind, in_order


def choose_room(
    session: Session,
    *,
    actor: Actor,
    pair: tuple[UUID, UUID],
    kind: RoomKind,
    offered: Collection[RoomKind],
    now: datetime,
) -> None:
    """Let the two ministries meet there from now on. Meetings whose room is bound keep it.

    Args:
        offered: what this installation has beside a pasted link.

    Raises:
        NotFoundError: the actor does not run the platform, or a ministry does not exist.
        InvalidError: field `other`: the same ministry twice; field `kind`: there is no such room here.
    """
    _check_pair(session, actor, pair)
    if kind is not RoomKind.PASTED and kind not in offered:
        raise InvalidError({"kind": N_("This service has no such room.")})
    row = session.get(PairRoom, in_order(*pair))
    if row is None:
        one, other = in_order(*pair)
        session.add(PairRoom(one_ministry_id=one, other_ministry_id=other, kind=kind))
    elif row.kind is kind:
        return
    else:
        row.kind = kind
    session.flush()
    _note(session, actor, "room.chosen", pair, now, kind=kind.value)


def forget_room(session: Session, *, actor: Actor, pair: tuple[UUID, UUID], now: datetime) -> None:
    """Let organizers of the two choose again. What was not chosen is forgotten already."""
    _check_pair(session, actor, pair)
    row = session.get(PairRoom, in_order(*pair))
    if row is not None:
        session.delete(row)
        session.flush()
        _note(session, actor, "room.choice_forgotten", pair, now)


def leave_room(session: Session, meeting: Meeting, by: UUID | None, now: datetime) -> None:
    """Tell that nobody is to stay in the room as it is; before another one takes its place or the meeting ends."""
    if meeting.room_key is not None:
        emit(session, RoomLeft(meeting.request_id, by, now, kind=meeting.room_kind.value, room=meeting.room_key))


def _check_pair(session: Session, actor: Actor, pair: tuple[UUID, UUID]) -> None:
    if not policies.can_choose_rooms(actor) or set(ministries_by_id(session, pair)) != set(pair):
        raise NotFoundError
    if pair[0] == pair[1]:
        raise InvalidError({"other": N_("Choose two ministries.")})


def _note(session: Session, actor: Actor, action: str, pair: tuple[UUID, UUID], now: datetime, **facts: str) -> None:
    one, other = in_order(*pair)
    act = Act(action, "ministry", one, {"with": str(other), **facts})
    record(session, actor=actor, act=act, now=now)
