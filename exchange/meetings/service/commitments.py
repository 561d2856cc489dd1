"""Commitments: proposed by one side, accepted by the ministry that does it, done or dropped with what came of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from exchange.accounts.queries import MinistryView, ministry
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.meetings import policies
from exchange.meetings.events import CommitmentDue, CommitmentMoved, CommitmentProposed
from exchange.meetings.models import COMMITMENT_STEPS, OPEN_COMMITMENTS, Commitment, CommitmentState, MeetingRequest
from exchange.meetings.queries.country_days import calendars_of
from exchange.meetings.service.commands import Order, remember, repeated
from exchange.meetings.service.minutes.finding import meeting_for
from exchange.meetings.states import Command
from exchange.practices.queries import brief

LONGEST_WHAT = 600
LONGEST_EFFECT = 1_000
FARTHEST = timedelta(days=3 * 366)
REMIND_BEFORE = timedelta(days=3)


@dataclass(frozen=True)
class CommitmentDraft:
    """Who does what, by when."""

    ministry_id: UUID
    what: str
    due_on: date | None
    language: str = "en"


def propose_commitment(
    session: Session, *, actor: Actor, request_id: UUID, draft: CommitmentDraft, key: str, now: datetime
) -> Commitment:
    """Write down what a ministry would do. A day that is free in its country becomes the next working day there.

    Raises:
        NotFoundError, RefusedError, ConflictError: as for every command of the meeting.
        InvalidError: fields `what`, `due_on`, `ministry`.
    """
    order = Order(Command.COMMIT, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return _newest(session, request_id)
    request = meeting_for(session, order, request_id)
    due_on = _checked(session, request, draft, now)
    commitment = Commitment(
        request_id=request.id,
        ministry_id=draft.ministry_id,
        other_ministry_id=request.other_side(draft.ministry_id),
        what=draft.what.strip(),
        language=draft.language,
        due_on=due_on,
        made_at=now,
        made_by=actor.person_id,
        is_sample=request.is_sample,
    )
    session.add(commitment)
    session.flush()
    _write_down(session, actor, commitment, now)
    emit(session, CommitmentProposed(request.id, actor.person_id, now, commitment.id))
    remember(session, order, request.id)
    return commitment


def _newest(session: Session, request_id: UUID) -> Commitment:
    wanted = select(Commitment).where(Commitment.request_id == request_id).order_by(Commitment.id.desc()).limit(1)
    return session.scalars(wanted).one()


def _checked(session: Session, request: MeetingRequest, draft: CommitmentDraft, now: datetime) -> date:
    faults: dict[str, Message | str] = {}
    words = draft.what.strip()
    if not words or len(words) > LONGEST_WHAT:
        faults["what"] = Message(N_("Say what is done, in at most %(most)s characters."), {"most": LONGEST_WHAT})
    if draft.ministry_id not in request.ministry_ids:
        raise InvalidError({"ministry": N_("Choose one of the two ministries.")})
    doer = ministry(session, draft.ministry_id)
    today = now.astimezone(ZoneInfo(doer.zone)).date()
    if draft.due_on is None or not today <= draft.due_on <= today + FARTHEST:
        faults["due_on"] = Message(N_("Choose a day from today on, within three years."))
    if faults or draft.due_on is None:
        raise InvalidError(
            {name: fault if isinstance(fault, Message) else Message(fault) for name, fault in faults.items()}
        )
    return working_day(session, doer, draft.due_on)


def working_day(session: Session, doer: MinistryView, day: date) -> date:
    """That day, or the first one after it on which the ministry works."""
    return calendars_of(session, [doer.country], "en")[doer.country].next_worked(day, doer.working_days)


@dataclass(frozen=True)
class Step:
    """Where a commitment goes, and what is said about it."""

    state: CommitmentState
    effect: str = ""
    language: str = "en"
    practice_slug: str = ""


def step_commitment(
    session: Session, *, actor: Actor, commitment_id: UUID, step: Step, version: int, now: datetime
) -> Commitment:
    """Accept, begin, finish or drop a commitment. The ministry that does it speaks; the other side may drop a proposal.

    A second press on the same key, from the same version, changes nothing and is no fault.

    Raises:
        NotFoundError: no such commitment for the actor.
        RefusedError: the other ministry does it, so it says how far it is.
        ConflictError: it changed meanwhile.
        InvalidError: fields `effect` (needed when it is done or dropped) and `practice`.
    """
    found = session.get(Commitment, commitment_id, populate_existing=True)
    if found is None or not policies.can_read_commitment(actor, found):
        raise NotFoundError
    if not policies.can_step(actor, found, step.state):
        raise RefusedError(N_("The ministry that made a commitment says how far it is."))
    if found.state is step.state and found.version == version + 1:
        return found
    practice_id = _check_step(session, actor, step)
    _move(session, found, step, version)
    found.closed_at = now if not step.state.is_open else None
    found.accepted_at = found.accepted_at or (now if step.state is CommitmentState.ACCEPTED else None)
    if not step.state.is_open:
        found.effect, found.effect_language = step.effect.strip(), step.language
        found.practice_id = practice_id or found.practice_id
    session.flush()
    _write_down(session, actor, found, now)
    emit(session, CommitmentMoved(found.request_id, actor.person_id, now, found.id))
    return found


def _check_step(session: Session, actor: Actor, step: Step) -> UUID | None:
    words = step.effect.strip()
    if not step.state.is_open and (not words or len(words) > LONGEST_EFFECT):
        fault = Message(N_("Say what came of it, in at most %(most)s characters."), {"most": LONGEST_EFFECT})
        raise InvalidError({"effect": fault})
    if not step.practice_slug:
        return None
    try:
        return brief(session, actor=actor, slug=step.practice_slug, language=step.language).id
    except NotFoundError:
        raise InvalidError({"practice": N_("There is no practice at this address that you read.")}) from None


def _move(session: Session, found: Commitment, step: Step, version: int) -> None:
    guarded = (
        update(Commitment)
        .where(Commitment.id == found.id, Commitment.version == version)
        .where(Commitment.state.in_(COMMITMENT_STEPS[step.state]))
        .values(state=step.state, version=Commitment.version + 1)
        .execution_options(synchronize_session=False)
    )
    moved = session.connection().execute(guarded).rowcount
    session.refresh(found)
    if moved != 1:
        raise ConflictError(N_("This commitment changed while you were here."))


def remind(session: Session, *, today: date, now: datetime) -> int:
    """Tell of commitments that are due within three days, and once more when the day has passed; how many."""
    soon = Commitment.due_on <= today + REMIND_BEFORE
    wanted = select(Commitment).where(Commitment.state.in_(OPEN_COMMITMENTS - {CommitmentState.PROPOSED}), soon)
    told = 0
    for found in session.scalars(wanted.order_by(Commitment.due_on)):
        stage = found.due_on if found.is_overdue(today) else found.due_on - REMIND_BEFORE
        if found.reminded_on is None or found.reminded_on < stage:
            found.reminded_on = today
            emit(session, CommitmentDue(found.request_id, None, now, found.id))
            told += 1
    return told


def _write_down(session: Session, actor: Actor, commitment: Commitment, now: datetime) -> None:
    facts: dict[str, str | int | bool | None] = {
        "commitment": str(commitment.id),
        "version": commitment.version,
        "side": str(commitment.ministry_id),
    }
    act = Act(f"meeting.commitment_{commitment.state}", "meeting", commitment.request_id, facts)
    record(session, actor=actor, act=act, now=now)
