"""The meetings of a person's calendar feed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, contains_eager, raiseload

from exchange.accounts.queries import actor_of, recipient
from exchange.kernel.actor import Actor
from exchange.meetings import policies
from exchange.meetings.models import CalendarFeed, Meeting, MeetingRequest, MeetingState, Participant

PAST = timedelta(days=180)
CANCELLED_STAYS = timedelta(days=60)
MOST = 500


@dataclass(frozen=True)
class FeedEntry:
    """One meeting as a calendar shows it; the room's link is never in it."""

    request_id: UUID
    uid: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    ends_at: datetime
    state: MeetingState
    title: str
    language: str


@dataclass(frozen=True)
class Feed:
    """Whose feed it is, and what stands in it."""

    actor: Actor
    busy_only: bool
    language: str
    entries: tuple[FeedEntry, ...]


def feed_of(session: Session, *, secret_hash: str, now: datetime) -> Feed | None:
    """The feed behind a secret; None for an unknown one, and for a closed account."""
    found = session.scalars(select(CalendarFeed).where(CalendarFeed.secret_hash == secret_hash)).one_or_none()
    actor = actor_of(session, found.person_id) if found else Actor.nobody()
    if found is None or not actor.is_signed_in:
        return None
    language = recipient(session, found.person_id).language
    return Feed(actor, found.busy_only, language, _entries(session, actor, now))


def has_feed(session: Session, actor: Actor) -> bool:
    """Whether the person has an address now."""
    return actor.person_id is not None and session.get(CalendarFeed, actor.person_id) is not None


def _entries(session: Session, actor: Actor, now: datetime) -> tuple[FeedEntry, ...]:
    mine = select(Participant.request_id).where(
        Participant.person_id == actor.person_id, Participant.removed_at.is_(None)
    )
    stays = or_(
        Meeting.state != MeetingState.CANCELLED,
        and_(Meeting.state == MeetingState.CANCELLED, Meeting.stamped_at > now - CANCELLED_STAYS),
    )
    unread = (MeetingRequest.proposals, MeetingRequest.participants, MeetingRequest.acceptance)
    query = (
        select(MeetingRequest)
        .join(Meeting, Meeting.request_id == MeetingRequest.id)
        .where(MeetingRequest.id.in_(mine), policies.readable_by(actor))
        .where(Meeting.scheduled_at.is_not(None), Meeting.starts_at > now - PAST, stays)
        .options(contains_eager(MeetingRequest.meeting), *(raiseload(part) for part in unread))
        .order_by(Meeting.starts_at)
        .limit(MOST)
    )
    return tuple(entry for request in session.scalars(query) for entry in _entry(request))


def _entry(request: MeetingRequest) -> list[FeedEntry]:
    meeting = request.meeting
    if meeting is None:
        return []
    return [
        FeedEntry(
            request_id=request.id,
            uid=meeting.uid,
            sequence=meeting.sequence,
            stamped_at=meeting.stamped_at,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            state=meeting.state,
            title=meeting.title or request.topic,
            language=meeting.title_language,
        )
    ]
