"""How far practices have come in meetings, as their hits in the search show it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import BindParameter, Select, func, select

from exchange.kernel.actor import Actor
from exchange.meetings import policies
from exchange.meetings.models import Commitment, CommitmentState, MeetingRequest
from exchange.meetings.states import AHEAD, OVER

_STAND = (CommitmentState.ACCEPTED, CommitmentState.IN_PROGRESS, CommitmentState.DONE)


def meetings_about(actor: Actor, practices: Sequence[BindParameter[UUID]]) -> Select[UUID, int]:
    """Practices with how many agreed meetings about them the reader may know of."""
    wanted = select(MeetingRequest.practice_id, func.count()).group_by(MeetingRequest.practice_id)
    agreed = MeetingRequest.state.in_(AHEAD | OVER)
    return wanted.where(MeetingRequest.practice_id.in_(practices), agreed, policies.readable_by(actor))


def commitments_about(actor: Actor, practices: Sequence[BindParameter[UUID]]) -> Select[UUID, int]:
    """Practices with how many commitments those meetings led to, as far as the reader may know of them."""
    wanted = select(MeetingRequest.practice_id, func.count()).group_by(MeetingRequest.practice_id)
    joined = wanted.join(Commitment, Commitment.request_id == MeetingRequest.id)
    about = MeetingRequest.practice_id.in_(practices), Commitment.state.in_(_STAND)
    return joined.where(*about, policies.commitments_readable_by(actor))
