"""Answers of participants: on the page, or by mail from their calendar programs (meetings.md 3.3)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from exchange.accounts.queries import actor_of
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_
from exchange.meetings import policies
from exchange.meetings.events import AnswerUnconfirmed, MeetingTimeSuggested
from exchange.meetings.models import MailedWord, Meeting, MeetingRequest, Participant, PartStat, WordState
from exchange.meetings.service.commands import find
from exchange.meetings.states import BOUND

MOST_WORDS = 200  # kept for one meeting; whoever writes more is not heard
MOST_UNINVITED = 20


@dataclass(frozen=True, kw_only=True)
class Word:
    """What a mail says about a meeting.

    Attributes:
        is_certain: it comes from the participant's own address, and nothing says otherwise.
        starts_at: of a suggested time; None in a plain answer.
    """

    answer: PartStat | None
    sequence: int
    stamp: datetime | None
    sender: str
    is_certain: bool
    starts_at: datetime | None = None
    minutes: int | None = None
    comment: str = ""


def answer(session: Session, *, actor: Actor, request_id: UUID, says: PartStat, now: datetime) -> None:
    """Take the participant's own answer; what waits in the participant's name by mail is settled with it.

    Raises:
        NotFoundError: no such meeting, or the actor takes no part in it.
        ConflictError: nobody is invited yet, or the meeting is over.
        InvalidError: field `answer`.
    """
    request = find(session, actor, request_id)
    part, meeting = request.part_of(actor.person_id), request.meeting
    if part is None or meeting is None or not policies.can_join(actor, request):
        raise NotFoundError
    if says is PartStat.NEEDS_ACTION:
        raise InvalidError({"answer": N_("Say whether you will come.")})
    if request.state not in BOUND or meeting.ends_at <= now:
        raise ConflictError(N_("This meeting asks for no answers now."))
    waiting = _settle(session, part, WordState.TO_CONFIRM, WordState.SETTLED)
    if part.answer is says and not waiting:
        return
    part.say(says, sequence=meeting.sequence, stamp=now)
    _write_down(session, actor, request, says, now)


def hear(
    session: Session, *, request: MeetingRequest, part: Participant | None, word: Word, now: datetime
) -> WordState | None:
    """Take what a mail says: at most it sets the writer's own answer. None when too much was written already.

    A time that it suggests waits for the writer's own ministry, which may offer it (decision 0031).
    """
    if _count(session, request) >= MOST_WORDS or (part is None and _count(session, request, uninvited=True)):
        return None
    state = _state(session, request, part, word, now)
    kept = _kept(request, part, word, state, now)
    if part is not None and state in (WordState.TO_CONFIRM, WordState.SUGGESTED):
        _settle(session, part, state, WordState.STALE)  # the newest counts
    session.add(kept)
    session.flush()
    _tell(session, request, part, state, now)
    return state


def set_aside(session: Session, *, actor: Actor, request_id: UUID, word_id: UUID, now: datetime) -> None:
    """Let a suggested time rest; twice is harmless.

    Raises:
        NotFoundError: no such suggestion, or not from the actor's side.
    """
    request, word = find(session, actor, request_id), session.get(MailedWord, word_id)
    part = next((one for one in request.participants if word is not None and one.id == word.participant_id), None)
    is_one = word is not None and word.state in (WordState.SUGGESTED, WordState.SET_ASIDE)
    if word is None or part is None or not is_one or part.ministry_id not in policies.sides_of(actor, request):
        raise NotFoundError
    if word.state is WordState.SUGGESTED:
        word.state = WordState.SET_ASIDE
        record(session, actor=actor, act=Act("meeting.suggestion_set_aside", "meeting", request.id, {}), now=now)


def take_up_suggestions(session: Session, request: MeetingRequest, side: UUID) -> None:
    """The ministry has offered other times: what its people suggested waits no more."""
    own = [part.id for part in request.participants if part.ministry_id == side]
    waiting = MailedWord.participant_id.in_(own), MailedWord.state == WordState.SUGGESTED
    session.execute(update(MailedWord).where(*waiting).values(state=WordState.TAKEN_UP))


def _state(session: Session, request: MeetingRequest, part: Participant | None, word: Word, now: datetime) -> WordState:
    meeting = request.meeting
    if part is None:
        return WordState.UNINVITED
    if meeting is None or not _is_heard(session, request, meeting, part, word, now):
        return WordState.STALE
    if not word.is_certain:
        return WordState.TO_CONFIRM
    suggests = word.starts_at is not None and word.starts_at > now and word.starts_at != meeting.starts_at
    applied = word.answer is not None and _apply(session, request, meeting, part, word, now)
    if suggests:
        return WordState.SUGGESTED
    return WordState.APPLIED if applied else WordState.STALE


def _is_heard(
    session: Session, request: MeetingRequest, meeting: Meeting, part: Participant, word: Word, now: datetime
) -> bool:
    """About the meeting as it stands, from somebody who still takes part."""
    is_open = request.state in BOUND and meeting.ends_at > now and part.removed_at is None
    return is_open and word.sequence >= meeting.sequence and policies.can_join(_actor(session, part), request)


def _apply(
    session: Session, request: MeetingRequest, meeting: Meeting, part: Participant, word: Word, now: datetime
) -> bool:
    """A number that we never gave counts as the newest that we did: else it would silence what comes after it."""
    says = word.answer or PartStat.NEEDS_ACTION
    before = part.answer
    if not part.say(says, sequence=min(word.sequence, meeting.sequence), stamp=min(word.stamp or now, now)):
        return False
    if part.answer is not before:
        _write_down(session, _actor(session, part), request, says, now)
    return True


def _kept(request: MeetingRequest, part: Participant | None, word: Word, state: WordState, now: datetime) -> MailedWord:
    suggests = state is WordState.SUGGESTED
    return MailedWord(
        request_id=request.id,
        participant_id=part.id if part else None,
        state=state,
        answer=word.answer,
        sequence=word.sequence,
        stamp=min(word.stamp or now, now),
        came_at=now,
        sender=word.sender if state in (WordState.TO_CONFIRM, WordState.UNINVITED) else None,
        starts_at=word.starts_at if suggests else None,
        minutes=word.minutes if suggests else None,
        comment=word.comment if suggests else "",
    )


def _tell(session: Session, request: MeetingRequest, part: Participant | None, state: WordState, now: datetime) -> None:
    if part is None:
        return
    if state is WordState.SUGGESTED:
        emit(session, MeetingTimeSuggested(request.id, part.person_id, now, part.ministry_id))
    elif state is WordState.TO_CONFIRM:
        emit(session, AnswerUnconfirmed(request.id, None, now, part.person_id))


def _count(session: Session, request: MeetingRequest, *, uninvited: bool = False) -> int:
    """How many words are kept; of the uninvited only whether there are too many."""
    of_it = select(func.count()).select_from(MailedWord).where(MailedWord.request_id == request.id)
    if not uninvited:
        return session.scalar(of_it) or 0
    return (session.scalar(of_it.where(MailedWord.state == WordState.UNINVITED)) or 0) >= MOST_UNINVITED


def _settle(session: Session, part: Participant, waiting: WordState, then: WordState) -> int:
    of_part = MailedWord.participant_id == part.id, MailedWord.state == waiting
    settled = session.execute(update(MailedWord).where(*of_part).values(state=then))
    return int(getattr(settled, "rowcount", 0))


def _actor(session: Session, part: Participant) -> Actor:
    return actor_of(session, part.person_id)


def _write_down(session: Session, actor: Actor, request: MeetingRequest, says: PartStat, now: datetime) -> None:
    facts: dict[str, str | int | bool | None] = {"answer": says.value}
    record(session, actor=actor, act=Act("meeting.answered", "meeting", request.id, facts), now=now)
