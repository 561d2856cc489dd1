"""The register of commitments: a ministry's own and what it was promised, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from exchange.accounts.queries import MinistryView, ministries_by_id
from exchange.kernel.actor import Actor
from exchange.kernel.languages import Language, sort_key
from exchange.kernel.remembered import remembered
from exchange.meetings import policies
from exchange.meetings.models import OPEN_COMMITMENTS, Commitment, CommitmentState
from exchange.meetings.queries.between import CommitmentFact, commitment_fact
from exchange.meetings.queries.sides import Sides, put_sides

MOST_ROWS = 500
MOST_AT_HAND = 20
AT_HAND = timedelta(days=14)
_LAST_DAY = "last_day"


@dataclass(frozen=True)
class RegisterRow:
    """One commitment with its two ministries and what the reader may do with it."""

    fact: CommitmentFact
    sides: Sides
    today: date  # in the zone of the ministry that does it
    steps: tuple[CommitmentState, ...]

    @property
    def days_over(self) -> int:
        """How many days the due day has passed; 0 when it has not, or it is closed."""
        return max(0, (self.today - self.fact.due_on).days) if self.fact.state.is_open else 0

    @property
    def kind(self) -> str:
        """The shape of its status: open, done, you (overdue), stop (dropped), wait (proposed)."""
        if self.days_over:
            return "you"
        return {"done": "done", "dropped": "stop", "proposed": "wait"}.get(self.fact.state.value, "open")


@dataclass(frozen=True)
class Register:
    """The page of commitments."""

    rows: tuple[RegisterRow, ...]
    partners: tuple[MinistryView, ...]  # with whom the reader's ministries have any
    open_count: int
    overdue_count: int


@dataclass(frozen=True)
class Choice:
    """Which rows are wanted."""

    partner: str = ""  # slug; empty: all
    only_open: bool = True


def register(session: Session, *, actor: Actor, choice: Choice, language: str, now: datetime) -> Register:
    """What the reader's ministries promised and were promised, the earliest due day first, at most 500."""
    found = session.scalars(
        select(Commitment).where(policies.commitments_readable_by(actor)).order_by(Commitment.due_on).limit(MOST_ROWS)
    ).all()
    ministries = ministries_by_id(session, {side for row in found for side in (row.ministry_id, row.other_ministry_id)})
    rows = rows_of(found, ministries, actor=actor, language=language, now=now)
    open_rows = [row for row in rows if row.fact.state.is_open]
    chosen = [row for row in rows if _is_chosen(row, choice)]
    return Register(
        rows=tuple(chosen),
        partners=_partners(ministries, actor, language),
        open_count=len(open_rows),
        overdue_count=sum(row.days_over > 0 for row in open_rows),
    )


def of_meeting(
    session: Session, *, actor: Actor, request_id: UUID, sides: Sides, language: str, now: datetime
) -> tuple[RegisterRow, ...]:
    """Commitments of this meeting, and those of the pair that are still open from earlier ones."""
    ministries = {side.ministry.id: side.ministry for side in sides.both}
    first, second = ministries
    one, other = Commitment.ministry_id, Commitment.other_ministry_id
    carried = and_(
        or_(and_(one == first, other == second), and_(one == second, other == first)),
        Commitment.state.in_(OPEN_COMMITMENTS),
        policies.commitments_readable_by(actor),
    )
    wanted = select(Commitment).where(or_(Commitment.request_id == request_id, carried)).order_by(Commitment.due_on)
    found = session.scalars(wanted.limit(MOST_ROWS)).all()
    return rows_of(found, ministries, actor=actor, language=language, now=now)


def rows_of(
    found: Sequence[Commitment], ministries: dict[UUID, MinistryView], *, actor: Actor, language: str, now: datetime
) -> tuple[RegisterRow, ...]:
    """Rows ready for a template, from ministries that were read before."""
    return tuple(
        RegisterRow(
            fact=commitment_fact(row),
            sides=put_sides(ministries, (row.ministry_id, row.other_ministry_id), actor, language),
            today=now.astimezone(ZoneInfo(ministries[row.ministry_id].zone)).date(),
            steps=tuple(state for state in CommitmentState if policies.may_step_now(actor, row, state)),
        )
        for row in found
    )


def mine_at_hand(session: Session, *, actor: Actor, now: datetime) -> tuple[CommitmentFact, ...]:
    """Commitments of the ministries that the reader acts for: to accept, overdue, or due within two weeks."""
    found = session.scalars(_at_hand_question(actor), {_LAST_DAY: (now + AT_HAND).date()})
    return tuple(commitment_fact(row) for row in found)


@remembered
def _at_hand_question(actor: Actor) -> Select[Commitment]:
    soon = and_(Commitment.state.in_(OPEN_COMMITMENTS), Commitment.due_on <= bindparam(_LAST_DAY))
    at_hand = or_(Commitment.state == CommitmentState.PROPOSED, soon)
    mine = Commitment.ministry_id.in_(policies.acts_for(actor))
    return select(Commitment).where(mine, at_hand).order_by(Commitment.due_on, Commitment.id).limit(MOST_AT_HAND)


def count_of_mine(actor: Actor, _now: BindParameter[datetime], today: BindParameter[date]) -> Select[int]:
    """How many commitments wait for the reader: to accept, or overdue in the own ministry."""
    overdue = and_(Commitment.state.in_(OPEN_COMMITMENTS), Commitment.due_on < today)
    waits = or_(Commitment.state == CommitmentState.PROPOSED, overdue)
    mine = Commitment.ministry_id.in_(policies.acts_for(actor))
    return select(func.count()).select_from(Commitment).where(mine, waits)


def find_row(
    session: Session, *, actor: Actor, commitment_id: UUID, language: str, now: datetime
) -> RegisterRow | None:
    """One commitment; None for absent and not the reader's alike."""
    wanted = select(Commitment).where(Commitment.id == commitment_id, policies.commitments_readable_by(actor))
    found = session.scalars(wanted).all()
    pair = {side for row in found for side in (row.ministry_id, row.other_ministry_id)}
    rows = rows_of(found, ministries_by_id(session, pair), actor=actor, language=language, now=now)
    return rows[0] if rows else None


def _is_chosen(row: RegisterRow, choice: Choice) -> bool:
    if choice.only_open and not row.fact.state.is_open:
        return False
    return not choice.partner or choice.partner in {side.ministry.slug for side in row.sides.both}


def _partners(ministries: dict[UUID, MinistryView], actor: Actor, language: str) -> tuple[MinistryView, ...]:
    others = [view for view in ministries.values() if view.id not in actor.ministry_ids]
    spoken = Language(language)
    return tuple(sorted(others, key=lambda view: sort_key(view.country_name(language), spoken)))
