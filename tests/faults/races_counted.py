"""What came of races: what each client was told is held against what stands in the database."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.audit.models import AuditRow
from exchange.meetings.models import (
    Hold,
    Meeting,
    MeetingRequest,
    MeetingState,
    Participant,
    ResourceKind,
    quarters,
)
from exchange.meetings.states import RequestState
from exchange.notifications.models import Mail, StoredNotice
from tests.faults.races_laid import CLIENTS

_NOTICES = {
    "accept": "meeting.agreed",
    "counter": "meeting.countered",
    "move": "meeting.moved",
    "cancel": "meeting.cancelled",
}
_ACTS = _NOTICES  # the trail names them alike


@dataclass(frozen=True)
class Told:
    """What one client was told: the act, the request, and how it ended."""

    act: str
    request_id: UUID
    person_id: UUID | None
    ended: str


@dataclass
class Counts:
    """What came of the races."""

    races: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    double_bookings: int = 0
    lost: int = 0  # told done and not there, there and not told, or more than one winner
    mails_too_many: int = 0

    @property
    def is_whole(self) -> bool:
        """Nothing was booked twice, lost, or said too often; nobody met a fault."""
        return not (self.double_bookings or self.lost or self.mails_too_many or self.ended["fault"])

    def __str__(self) -> str:
        ends = ", ".join(f"{count} {name}" for name, count in sorted(self.ended.items()))
        found = f"{self.double_bookings} double bookings, {self.lost} lost, {self.mails_too_many} mails too many"
        return f"{self.races} races from {CLIENTS} clients ({ends}): {found}"


def counted(session: Session, told: list[Told]) -> Counts:
    by_request: dict[UUID, list[Told]] = defaultdict(list)
    for one in told:
        by_request[one.request_id].append(one)
    counts = Counts(races=len(by_request))
    for one in told:
        counts.ended["fault" if one.ended.startswith("fault") else one.ended] += 1
    counts.double_bookings = _double_bookings(session)
    counts.lost = _lost(session, by_request)
    counts.mails_too_many = _too_many(session, by_request)
    return counts


def _double_bookings(session: Session) -> int:
    """Quarter hours in which a person takes part in two meetings that stand, whatever the table of holds says."""
    query = select(Participant.person_id, Meeting.starts_at, Meeting.minutes).join(
        Meeting, Meeting.request_id == Participant.request_id
    )
    standing = query.where(Meeting.state != MeetingState.CANCELLED, Participant.removed_at.is_(None))
    taken = Counter(
        (person_id, quarter)
        for person_id, starts_at, minutes in session.execute(standing)
        for quarter in quarters(starts_at, minutes)
    )
    of_people = Hold.resource_kind == ResourceKind.PERSON
    rows = session.execute(select(Hold.resource_id, Hold.quarter_hour).where(of_people))
    held = {(row.resource_id, row.quarter_hour.astimezone(UTC)) for row in rows}
    twice = sum(count - 1 for count in taken.values())
    return twice + len(held ^ set(taken))


def _lost(session: Session, by_request: dict[UUID, list[Told]]) -> int:
    """Acts that were told and are not in the trail exactly once, or the reverse; races with two winners, or none."""
    acts = Counter(
        (UUID(subject), action)
        for subject, action in session.execute(
            select(AuditRow.subject_id, AuditRow.action).where(AuditRow.subject_kind == "meeting")
        )
    )
    done = Counter(
        (one.request_id, _ACTS[one.act]) for told in by_request.values() for one in told if one.ended == "done"
    )
    differences = sum(((acts - done) + (done - acts)).values())
    states = {row.id: row.state for row in session.execute(select(MeetingRequest.id, MeetingRequest.state))}
    return differences + sum(not _is_one_end(told, states[request_id]) for request_id, told in by_request.items())


_ENDS = {
    "accept": RequestState.AGREED,
    "counter": RequestState.NEGOTIATING,
    "move": RequestState.SCHEDULED,
    "cancel": RequestState.CANCELLED,
}


def _is_one_end(told: list[Told], state: RequestState) -> bool:
    """One client did it and the state is theirs; of two who accept, both may be kept out by other meetings."""
    done = [one.act for one in told if one.ended == "done"]
    if not done:
        return {one.act for one in told} == {"accept"} and state is RequestState.REQUESTED
    return len(done) == 1 and state is _ENDS[done[0]]


def _too_many(session: Session, by_request: dict[UUID, list[Told]]) -> int:
    """Notices of acts that nobody did, and second notices or mails of those that somebody did."""
    done = {(one.request_id, _NOTICES[one.act]) for told in by_request.values() for one in told if one.ended == "done"}
    query = select(StoredNotice.about_id, StoredNotice.kind, StoredNotice.person_id)
    made = Counter(tuple(row) for row in session.execute(query))
    undone = sum(count for (request_id, kind, _person), count in made.items() if (request_id, kind) not in done)
    mailed = Counter(session.scalars(select(Mail.notice_id)))
    return undone + sum(count - 1 for count in made.values()) + sum(count - 1 for count in mailed.values())
