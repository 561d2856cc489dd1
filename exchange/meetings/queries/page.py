"""One request or meeting as its page shows it, under the reader's rights."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session, joinedload

from exchange.accounts.queries import PostView, post_views
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.languages import Language
from exchange.meetings import policies
from exchange.meetings.models import Level, Meeting, MeetingRequest, Openness, PartRole, PartStat
from exchange.meetings.queries.cards import Card, busy_quarters, cards_of
from exchange.meetings.queries.doors import Door, door_of
from exchange.meetings.queries.history import Entry, history
from exchange.meetings.queries.sides import Side, Sides, read_sides, with_calendars
from exchange.meetings.queries.subject import Subject, subject_of
from exchange.meetings.queries.words import Words, words_for
from exchange.meetings.states import BOUND, NEVER_ASKED, Command, RequestState
from exchange.practices.queries import briefs


@dataclass(frozen=True)
class OfferView:
    """The current proposal."""

    number: int
    side: Side
    post: PostView | None
    note: str
    note_language: str
    made_at: datetime
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class PartView:
    """A participant: role, post, answer."""

    role: PartRole
    post: PostView | None
    answer: PartStat
    is_me: bool
    language_pair: str = ""  # az – tr: of an interpreter


@dataclass(frozen=True)
class MeetingView:
    """The agreed meeting. The room's link and passcode are not in it."""

    starts_at: datetime
    ends_at: datetime
    delegations: tuple[tuple[Side, tuple[PartView, ...]], ...]
    door: Door
    my_role: PartRole | None  # None: the reader takes no part
    my_side: Side | None
    my_own: Side | None  # the side for which the reader speaks
    moves: tuple[int, ...]  # minutes by which the reader may move it now
    absent: Side | None
    course_is_open: bool  # the time is over, and nobody said what happened
    my_answer: PartStat | None  # None: the reader takes no part, or nobody is asked now
    words: Words  # what came by mail and waits for the reader


_NEXT = frozenset({Command.ACCEPT, Command.ACCEPT_TIME, Command.SCHEDULE, Command.CLEAR})


@dataclass(frozen=True)
class RequestPage:
    """Everything on the page."""

    id: UUID
    subject: Subject
    state: RequestState
    version: int
    proposal_no: int
    purpose: str
    outcome: str
    written_in: str
    languages: tuple[str, ...]
    level: Level
    minutes: int
    made_at: datetime
    due_at: datetime
    sides: Sides
    offer: OfferView
    commands: frozenset[Command]  # that the reader may give now
    history: tuple[Entry, ...]  # newest first
    reason: str
    reason_language: str
    is_sample: bool
    is_flipped: bool  # the asking ministry stands second
    openness: Openness
    has_substitute: bool
    returned_note: str
    follows_id: UUID | None  # the meeting that this one follows, if the reader knows of it
    meeting: MeetingView | None
    now: datetime

    @property
    def language_names(self) -> tuple[str, ...]:
        """The languages to talk in, as their speakers write them."""
        return tuple(Language(code).own_name for code in self.languages)

    @property
    def waits_for_me(self) -> bool:
        """Whether the next step is the reader's."""
        return bool(self.commands & _NEXT)


_WHOLE = (joinedload(MeetingRequest.participants), joinedload(MeetingRequest.proposals))  # short lists: one query


def readable(session: Session, *, actor: Actor, request_id: UUID) -> MeetingRequest:
    """The request for reading; NotFoundError for absent and not yours alike."""
    request = session.get(MeetingRequest, request_id, options=_WHOLE)
    if request is None or not policies.can_read(actor, request):
        raise NotFoundError
    return request


def request_page(session: Session, *, actor: Actor, request_id: UUID, language: str, now: datetime) -> RequestPage:
    """The page of one request or meeting.

    Raises:
        NotFoundError: there is none, or the actor may not know that it exists.
    """
    request = readable(session, actor=actor, request_id=request_id)
    sides = read_sides(session, request.ministry_ids, actor, language)
    if request.meeting is None or request.state is RequestState.RESCHEDULING:
        sides = with_calendars(session, sides)
    posts = post_views(session, _people(request))
    words = words_for(session, actor=actor, request=request, posts=posts, now=now)
    return RequestPage(
        id=request.id,
        subject=subject_of(request, briefs(session, actor=actor, ids=[request.practice_id], language=language)),
        state=request.state,
        version=request.version,
        proposal_no=request.proposal_no,
        purpose=request.purpose,
        outcome=request.outcome,
        written_in=request.written_in,
        languages=tuple(request.languages),
        level=request.level,
        minutes=request.minutes,
        made_at=request.made_at,
        due_at=request.due_at,
        sides=sides,
        offer=_offer(session, request, actor, sides, posts, now),
        commands=commands_for(actor, request),
        history=history(request, sides),
        reason=request.reason or "",
        reason_language=request.reason_language or "en",
        is_sample=request.is_sample,
        is_flipped=sides.a.ministry.id != request.from_ministry_id,
        openness=request.openness,
        has_substitute=request.substitute_id is not None,
        returned_note=request.returned_note or "",
        follows_id=request.follows_id,
        meeting=_meeting(request, actor, sides, posts, words, now),
        now=now,
    )


def commands_for(actor: Actor, request: MeetingRequest) -> frozenset[Command]:
    """What the reader may do now."""
    offered_by = request.current.ministry_id
    asked = (command for command in Command if command not in NEVER_ASKED)
    return frozenset(command for command in asked if policies.can(actor, command, request, offered_by))


def _people(request: MeetingRequest) -> set[UUID]:
    return {request.current.person_id, *(part.person_id for part in request.participants)}


def _offer(
    session: Session, request: MeetingRequest, actor: Actor, sides: Sides, posts: dict[UUID, PostView], now: datetime
) -> OfferView:
    current = request.current
    busy = busy_quarters(session, actor, current.slots, but_for=request.id) if request.state.is_open else set()
    return OfferView(
        number=current.number,
        side=sides.of(current.ministry_id),
        post=posts.get(current.person_id),
        note=current.note,
        note_language=current.note_language,
        made_at=current.made_at,
        cards=cards_of(sides, current.slots, now, busy),
    )


def _meeting(
    request: MeetingRequest, actor: Actor, sides: Sides, posts: dict[UUID, PostView], words: Words, now: datetime
) -> MeetingView | None:
    meeting, mine = request.meeting, request.part_of(actor.person_id)
    if meeting is None:
        return None
    joins = mine is not None and policies.can_join(actor, request)
    return MeetingView(
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        delegations=tuple((side, _parts(request, side, actor, posts)) for side in sides.both),
        door=door_of(request, actor, now),
        my_role=mine.role if mine and joins else None,
        my_side=sides.of(mine.ministry_id) if mine and joins else None,
        my_own=sides.of(own) if (own := policies.side_of(actor, request)) else None,
        moves=_moves(request, actor, meeting, now),
        absent=sides.of(meeting.absent_ministry_id) if meeting.absent_ministry_id else None,
        course_is_open=meeting.ends_at <= now and Command.NOTE_NOT_HELD in commands_for(actor, request),
        my_answer=mine.answer if mine and joins and request.state in BOUND and meeting.ends_at > now else None,
        words=words,
    )


def _moves(request: MeetingRequest, actor: Actor, meeting: Meeting, now: datetime) -> tuple[int, ...]:
    """Steps that stay within half an hour of the agreed time and in the future."""
    if meeting.starts_at <= now or Command.MOVE not in commands_for(actor, request):
        return ()
    reach = timedelta(minutes=30)
    steps = (minutes for minutes in (-30, -15, 15, 30))
    return tuple(
        minutes
        for minutes in steps
        if abs(meeting.starts_at + timedelta(minutes=minutes) - meeting.agreed_at) <= reach
        and meeting.starts_at + timedelta(minutes=minutes) > now
    )


def _parts(request: MeetingRequest, side: Side, actor: Actor, posts: dict[UUID, PostView]) -> tuple[PartView, ...]:
    order = list(PartRole)
    parts = [part for part in request.participants if part.ministry_id == side.ministry.id and part.removed_at is None]
    parts.sort(key=lambda part: order.index(part.role))
    return tuple(
        PartView(
            role=part.role,
            post=posts.get(part.person_id),
            answer=part.answer,
            is_me=part.person_id == actor.person_id,
            language_pair=" – ".join((part.language_pair or "").split("-")),
        )
        for part in parts
    )
