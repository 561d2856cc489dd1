"""Keep the counters: one practice is counted anew when something about it changes, and the sums follow."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from exchange.adoptions.models import Adoption, Readers, Stage
from exchange.discussion.models import Circulation, Comment, CommentState
from exchange.insights.models import NETWORK, OPEN, InsightMiss, InsightPart, InsightReader, InsightTally, Measure, Step
from exchange.kernel.remembered import is_one_of
from exchange.kernel.rows import rows_of
from exchange.meetings.models import Commitment, CommitmentState, MeetingRequest
from exchange.meetings.states import RequestState
from exchange.practices.models import Practice, PracticeState, Visibility
from exchange.relations.models import EventKind, Relation, RelationEvent, RelationEventPractice

_OPEN_TO_MEMBERS = (Visibility.PUBLIC, Visibility.MEMBERS)
_TALKED = (Circulation.PUBLIC, Circulation.MEMBERS)
_ALREADY = (Readers.PUBLIC, Readers.MEMBERS)
_MET = (RequestState.IN_PROGRESS, RequestState.HELD, RequestState.MINUTES_REVIEW, RequestState.CLOSED)
MISSES_KEPT = 2000


Row = dict[str, object]


class Key(NamedTuple):
    """Which counter."""

    scope: str
    measure: str
    first: str
    second: str


class Fact(NamedTuple):
    """A ministry came one step. `reach`: 0 only that ministry knows, 1 the owner too, 2 every member."""

    step: Step
    learner: UUID
    reach: int


class Change(NamedTuple):
    """A part of a practice that became another number; 0 for none."""

    practice_id: UUID
    key: Key
    before: int
    after: int


def recount(session: Session, practice_ids: Collection[UUID]) -> None:
    """Count these practices anew and move the sums by the differences; any number of times, in any order.

    Parts and sums are written in bulk: one by one they cost four fifths of the time.
    """
    wanted = {one: _contributions(session, one) for one in practice_ids}
    standing = _standing(session, wanted.keys())
    changes = [
        Change(one, key, standing[one][key], numbers[key])
        for one, numbers in wanted.items()
        for key in sorted(numbers.keys() | standing[one].keys())
        if numbers[key] != standing[one][key]
    ]
    _write_parts(session, changes)
    differences: Counter[Key] = Counter()
    for change in changes:
        differences[change.key] += change.after - change.before
    _move_sums(session, differences)


def _standing(session: Session, practice_ids: Collection[UUID]) -> dict[UUID, Counter[Key]]:
    found: dict[UUID, Counter[Key]] = {one: Counter() for one in practice_ids}
    columns = (InsightPart.practice_id, *_key_of(InsightPart), InsightPart.number)
    for row in session.execute(select(*columns).where(InsightPart.practice_id.in_(practice_ids))):
        found[row.practice_id][Key(row.scope, row.measure, row.first, row.second)] = row.number
    return found


def _write_parts(session: Session, changes: Collection[Change]) -> None:
    new: list[Row] = []
    other: list[Row] = []
    for change in changes:
        row = {"practice_id": change.practice_id, **change.key._asdict(), "number": change.after}
        (other if change.before else new).append(row)
    _write(session, InsightPart, new, other)
    gone = {change.practice_id for change in changes if not change.after}
    session.execute(delete(InsightPart).where(InsightPart.practice_id.in_(gone), InsightPart.number == 0))


def _move_sums(session: Session, differences: Mapping[Key, int]) -> None:
    """Add to the sums; one that comes to nothing goes. One writer at a time keeps them right (decision 0033)."""
    scopes = {key.scope for key in differences}
    columns = select(*_key_of(InsightTally), InsightTally.number).where(InsightTally.scope.in_(scopes))
    sums = {Key(*key): number for *key, number in session.execute(columns)}
    rows = {key: key._asdict() | {"number": sums.get(key, 0) + more} for key, more in differences.items() if more}
    new = [row for key, row in rows.items() if key not in sums]
    _write(session, InsightTally, new, [row for key, row in rows.items() if key in sums])
    session.execute(delete(InsightTally).where(InsightTally.scope.in_(scopes), InsightTally.number == 0))


def _write(session: Session, table: type[InsightPart | InsightTally], new: list[Row], other: list[Row]) -> None:
    if new:
        session.execute(insert(table), new)
    if other:
        session.execute(update(table), other)


def _key_of(table: type[InsightPart | InsightTally]) -> tuple[InstrumentedAttribute[str], ...]:
    return table.scope, table.measure, table.first, table.second


def _contributions(session: Session, practice_id: UUID) -> Counter[Key]:
    practice = session.get(Practice, practice_id)
    found: Counter[Key] = Counter()
    if practice is None or practice.state is not PracticeState.PUBLISHED:
        return found
    owner, is_open = practice.ministry_id, practice.visibility in _OPEN_TO_MEMBERS
    month = practice.valid_until.isoformat()[:7] if practice.valid_until else "none"
    for scope in _scopes(owner, owner, 2 if is_open else 1):
        found[Key(scope, Measure.VALID, month, "")] = 1
    _count_promises(session, practice_id, found)
    for fact in set(_facts(session, practice, is_open=is_open)):
        for scope in _scopes(fact.learner, owner, fact.reach):
            _count_fact(found, scope, fact, owner)
    return found


def _count_promises(session: Session, practice_id: UUID, found: Counter[Key]) -> None:
    """Commitments of meetings about the practice, for the two ministries: kept in time, kept late, open, dropped."""
    about = select(MeetingRequest.id).where(MeetingRequest.practice_id == practice_id)
    accepted = select(Commitment).where(Commitment.request_id.in_(about), Commitment.state != CommitmentState.PROPOSED)
    for promise in session.scalars(accepted):
        for scope in (promise.ministry_id, promise.other_ministry_id):
            found[Key(str(scope), Measure.PROMISE, _kept(promise), str(promise.ministry_id))] += 1


def _kept(promise: Commitment) -> str:
    if promise.state is CommitmentState.DONE and promise.closed_at:
        return "kept" if promise.closed_at.date() <= promise.due_on else "late"
    return "dropped" if promise.state is CommitmentState.DROPPED else f"{OPEN}{promise.due_on.isoformat()}"


def _count_fact(found: Counter[Key], scope: str, fact: Fact, owner: UUID) -> None:
    """A practice counts once per step and ministry, however often it happened and however widely it is known."""
    found[Key(scope, Measure.FUNNEL, fact.step, str(fact.learner))] = 1
    if fact.step in {Step.ASKED, Step.MET, Step.ADOPTING}:
        steps = (Step.ASKED, Step.MET, Step.ADOPTING)
        pair = sum(Key(scope, Measure.FUNNEL, step, str(fact.learner)) in found for step in steps)
        found[Key(scope, Measure.PAIR, str(fact.learner), str(owner))] = pair


def _scopes(learner: UUID, owner: UUID, reach: int) -> Iterator[str]:
    yield str(learner)
    if reach and owner != learner:
        yield str(owner)
    if reach == 2:  # noqa: PLR2004 - see Fact
        yield NETWORK


def _facts(session: Session, practice: Practice, *, is_open: bool) -> Iterator[Fact]:
    open_reach = 2 if is_open else 1
    readers = select(InsightReader.ministry_id).where(InsightReader.practice_id == practice.id)
    yield from (Fact(Step.READ, one, open_reach) for one in session.scalars(readers) if one != practice.ministry_id)
    yield from _asked(session, practice, open_reach)
    yield from _met(session, practice)
    yield from _agreed(session, practice, open_reach)
    yield from _adopted(session, practice, open_reach)


def _asked(session: Session, practice: Practice, open_reach: int) -> Iterator[Fact]:
    first = select(Comment.ministry_id, Comment.circulation).where(
        Comment.practice_id == practice.id,
        Comment.parent_id.is_(None),
        Comment.ministry_id != practice.ministry_id,
        Comment.state == CommentState.SHOWN,
    )
    for learner, circulation in session.execute(first.distinct()):
        yield Fact(Step.ASKED, learner, open_reach if circulation in _TALKED else 1)


def is_first_of_its_ministry(session: Session, comment_id: UUID) -> bool:
    """Whether this contribution may bring its ministry a step that it had not come, or let more readers know of one."""
    comment = session.get_one(Comment, comment_id)
    if comment.parent_id is not None:
        return False
    circles = _TALKED if comment.circulation in _TALKED else tuple(Circulation)
    mine = {"practice_id": comment.practice_id, "ministry_id": comment.ministry_id, "comment_id": comment.id}
    return rows_of(session, _earlier_words(circles), mine).first() is None


@cache
def _earlier_words(circles: tuple[Circulation, ...]) -> Select[UUID]:
    """Asked for each comment, so it is said once."""
    of_ministry = Comment.ministry_id == bindparam("ministry_id"), Comment.id != bindparam("comment_id")
    here = Comment.practice_id == bindparam("practice_id"), Comment.parent_id.is_(None), *of_ministry
    in_circles = is_one_of(Comment.circulation, circles)
    return select(Comment.id).where(*here, Comment.state == CommentState.SHOWN, in_circles).limit(1)


def _met(session: Session, practice: Practice) -> Iterator[Fact]:
    """A meeting is known to its two sides, whoever reads the practice."""
    asked = select(MeetingRequest.from_ministry_id, MeetingRequest.to_ministry_id).where(
        MeetingRequest.practice_id == practice.id, MeetingRequest.state.in_(_MET)
    )
    for one, other in session.execute(asked.distinct()):
        yield Fact(Step.MET, other if one == practice.ministry_id else one, 1)


def _agreed(session: Session, practice: Practice, open_reach: int) -> Iterator[Fact]:
    """Commitments of meetings about the practice, and agreements of a dossier that name it."""
    named = (
        select(Relation.first_ministry_id, Relation.second_ministry_id, RelationEvent.circle)
        .join(RelationEvent, RelationEvent.relation_id == Relation.id)
        .join(RelationEventPractice, RelationEventPractice.event_id == RelationEvent.id)
        .where(RelationEventPractice.practice_id == practice.id)
        .where(RelationEvent.kind.in_((EventKind.COMMITMENT, EventKind.AGREEMENT, EventKind.EXPERT_MISSION)))
        .where(RelationEvent.removed_at.is_(None))
    )
    promised = select(MeetingRequest.from_ministry_id, MeetingRequest.to_ministry_id).where(
        MeetingRequest.practice_id == practice.id,
        MeetingRequest.id.in_(select(Commitment.request_id).where(Commitment.state != CommitmentState.PROPOSED)),
    )
    for one, other in session.execute(promised.distinct()):
        yield Fact(Step.AGREED, other if one == practice.ministry_id else one, 1)
    for one, other, circle in session.execute(named):
        learner = other if one == practice.ministry_id else one
        yield Fact(Step.AGREED, learner, open_reach if circle == "as_practice" else 1)


def _adopted(session: Session, practice: Practice, open_reach: int) -> Iterator[Fact]:
    records = select(Adoption.ministry_id, Adoption.stage, Adoption.readers).where(Adoption.practice_id == practice.id)
    for learner, stage, readers in session.execute(records):
        reach = 0 if readers is Readers.MINISTRY else open_reach if readers in _ALREADY else 1
        if stage is not Stage.STOPPED:
            yield Fact(Step.ADOPTING, learner, reach)
        if stage is Stage.IN_FORCE:
            yield Fact(Step.IN_FORCE, learner, reach)


def note_reader(session: Session, practice_id: UUID, ministry_id: UUID, on: date) -> bool:
    """Note that a ministry opened a practice of another; whether that is new."""
    owner = session.scalar(select(Practice.ministry_id).where(Practice.id == practice_id))
    if owner in (None, ministry_id) or session.get(InsightReader, (practice_id, ministry_id)) is not None:
        return False
    session.add(InsightReader(practice_id=practice_id, ministry_id=ministry_id, first_on=on))
    session.flush()
    return True


def note_miss(session: Session, words: str, ministry_id: UUID, on: date) -> None:
    """Note that a ministry found nothing good for these words; the oldest are forgotten."""
    row = session.get(InsightMiss, (words, ministry_id))
    if row is None:
        session.add(InsightMiss(words=words, ministry_id=ministry_id, last_on=on))
    else:
        row.last_on = on
    session.flush()
    if (session.scalar(select(func.count()).select_from(InsightMiss)) or 0) > MISSES_KEPT:
        oldest = session.scalar(select(func.min(InsightMiss.last_on)))
        session.execute(delete(InsightMiss).where(InsightMiss.last_on == oldest))
