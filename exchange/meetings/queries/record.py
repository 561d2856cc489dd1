"""The minutes of a meeting as its page shows them, and what was published of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session, joinedload

from exchange.accounts.queries import ministries_by_id
from exchange.kernel.actor import Actor
from exchange.kernel.languages import Language
from exchange.meetings import policies
from exchange.meetings.models import (
    MeetingRequest,
    Minutes,
    MinutesAddendum,
    MinutesParagraph,
    MinutesState,
)
from exchange.meetings.queries.sides import Side, Sides
from exchange.meetings.states import Command

_WHOLE = (  # one query: the lists of one record are short
    joinedload(Minutes.paragraphs).joinedload(MinutesParagraph.remarks),
    joinedload(Minutes.approvals),
    joinedload(Minutes.addenda),
)


@dataclass(frozen=True)
class RemarkView:
    """What a side says about a paragraph."""

    id: UUID
    side: Side
    text: str
    language: str
    is_settled: bool
    is_mine: bool


@dataclass(frozen=True)
class ParagraphView:
    """One paragraph; `a` and `b` are the texts of the first and second side as the page orders them."""

    id: UUID
    number: int
    a: str
    b: str
    in_communique: bool
    version: int
    remarks: tuple[RemarkView, ...]


@dataclass(frozen=True)
class ApprovalView:
    """How one side stands to the version that is current."""

    side: Side
    language: str  # of its text
    approved_at: datetime | None
    publishes: bool
    open_remarks: int


@dataclass(frozen=True)
class AddendumView:
    """What was added after approval."""

    number: int
    a: str
    b: str
    made_at: datetime
    side: Side
    accepted_at: datetime | None
    may_accept: bool
    seal: str


@dataclass(frozen=True)
class MinutesView:
    """The record."""

    number: int
    state: MinutesState
    paragraphs: tuple[ParagraphView, ...]
    a: ApprovalView
    b: ApprovalView
    addenda: tuple[AddendumView, ...]
    frozen_at: datetime | None
    seal: str
    is_published: bool
    commands: frozenset[Command]
    is_mine_approved: bool

    @property
    def is_frozen(self) -> bool:
        """Whether the text cannot change any more."""
        return self.state is MinutesState.FROZEN


def minutes_view(
    session: Session, *, actor: Actor, request: MeetingRequest, sides: Sides, commands: frozenset[Command]
) -> MinutesView | None:
    """The minutes for this reader; None when nobody has begun."""
    minutes = session.get(Minutes, request.id, options=_WHOLE)
    if minutes is None:
        return None
    own = policies.side_of(actor, request)
    flipped = sides.a.ministry.id != request.from_ministry_id
    mine = minutes.approval_of(own) if own else None
    return MinutesView(
        number=minutes.number,
        state=minutes.state,
        paragraphs=_paragraphs(minutes.paragraphs, sides, own, flipped=flipped),
        a=_approval(minutes, sides.a, minutes.to_language if flipped else minutes.from_language),
        b=_approval(minutes, sides.b, minutes.from_language if flipped else minutes.to_language),
        addenda=tuple(_addendum(one, sides, own, flipped=flipped) for one in minutes.addenda),
        frozen_at=minutes.frozen_at,
        seal=minutes.seal or "",
        is_published=minutes.is_published,
        commands=commands,
        is_mine_approved=mine is not None,
    )


def languages_of(session: Session, request: MeetingRequest) -> tuple[str, str]:
    """Each side's own language, the asking side's first; where both have one, the other's next stands beside it."""
    known = ministries_by_id(session, request.ministry_ids)
    spoken = [code.value for code in Language]
    asking, asked = (
        [code for code in known[side].languages if code in spoken] or ["en"] for side in request.ministry_ids
    )
    second = next((code for code in asked if code != asking[0]), None)
    return asking[0], second or next(code for code in spoken if code != asking[0])


def _paragraphs(
    rows: Sequence[MinutesParagraph], sides: Sides, own: UUID | None, *, flipped: bool
) -> tuple[ParagraphView, ...]:
    kept = [row for row in rows if row.from_text or row.to_text]
    return tuple(
        ParagraphView(
            id=row.id,
            number=number,
            a=row.to_text if flipped else row.from_text,
            b=row.from_text if flipped else row.to_text,
            in_communique=row.in_communique,
            version=row.version,
            remarks=tuple(
                RemarkView(
                    one.id, sides.of(one.ministry_id), one.text, one.language, one.settled_at is not None,
                    one.ministry_id == own,
                )
                for one in row.remarks
            ),
        )
        for number, row in enumerate(kept, start=1)
    )  # fmt: skip


def _approval(minutes: Minutes, side: Side, language: str) -> ApprovalView:
    approval = minutes.approval_of(side.ministry.id)
    remarks = (one for paragraph in minutes.paragraphs for one in paragraph.remarks)
    waiting = sum(one.ministry_id == side.ministry.id and one.settled_at is None for one in remarks)
    return ApprovalView(
        side, language, approval.made_at if approval else None, bool(approval and approval.publishes), waiting
    )


def _addendum(row: MinutesAddendum, sides: Sides, own: UUID | None, *, flipped: bool) -> AddendumView:
    return AddendumView(
        number=row.number,
        a=row.to_text if flipped else row.from_text,
        b=row.from_text if flipped else row.to_text,
        made_at=row.made_at,
        side=sides.of(row.ministry_id),
        accepted_at=row.accepted_at,
        may_accept=own is not None and own != row.ministry_id and row.accepted_at is None,
        seal=row.seal or "",
    )
