"""Read the counters: of the network as every member may know it, or of one's own ministry."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.accounts.queries import MinistryView, ministries, ministry_by_slug
from exchange.adoptions.models import months_after
from exchange.insights.models import NETWORK, OPEN, InsightMiss, InsightReader, InsightTally, Measure, Step
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.languages import Language, sort_key

FEWEST = 3  # institutions behind a count; fewer are not shown
_MOST_MISSES = 10
_DUE_MONTHS = 2


@dataclass(frozen=True)
class Count:
    """A count and how many institutions stand behind it. `number` is None when they are too few."""

    number: int | None
    institutions: int


@dataclass(frozen=True)
class Freshness:
    """Practices by how their confirmation stands."""

    current: int
    due: int
    stale: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.current + self.due + self.stale


@dataclass(frozen=True)
class Promises:
    """What became of one ministry's commitments."""

    name: str
    kept: int
    late: int
    overdue: int
    open: int
    dropped: int


@dataclass(frozen=True)
class Insights:
    """Everything on the page."""

    ministry: MinistryView | None  # None: the network
    funnel: Mapping[Step, Count]
    countries: tuple[str, ...]  # codes of the matrix, in the reader's alphabetical order
    matrix: Mapping[tuple[str, str], int]  # (learner's country, teacher's country)
    freshness: Freshness
    misses: tuple[str, ...]
    promises: tuple[Promises, ...]  # of one ministry and its partners; the network knows of none

    @property
    def hides(self) -> bool:
        """Whether a count was left out because too few stand behind it."""
        return any(count.number is None and count.institutions for count in self.funnel.values())


def network(session: Session, *, actor: Actor, language: Language, today: date) -> Insights:
    """Counts over what every member may know; small ones are hidden.

    Raises:
        NotFoundError: nobody is signed in.
    """
    if not actor.is_signed_in:
        raise NotFoundError
    return _read(session, NETWORK, None, language, today)


def own(session: Session, *, actor: Actor, slug: str, language: Language, today: date) -> Insights:
    """Counts of one ministry, for those who belong to it: what it keeps with each partner is its own to know.

    Raises:
        NotFoundError: no such ministry, or the actor does not belong to it.
    """
    found = ministry_by_slug(session, slug)
    if not actor.belongs_to(found.id):
        raise NotFoundError
    return _read(session, str(found.id), found, language, today)


def _read(session: Session, scope: str, of: MinistryView | None, language: Language, today: date) -> Insights:
    rows: defaultdict[str, list[tuple[str, str, int]]] = defaultdict(list)
    wanted = select(InsightTally.measure, InsightTally.first, InsightTally.second, InsightTally.number)
    for measure, first, second, number in session.execute(wanted.where(InsightTally.scope == scope)):
        rows[measure].append((first, second, number))
    known = {str(one.id): one for one in ministries(session)}
    matrix = _matrix(rows[Measure.PAIR], known)
    codes = {code for pair in matrix for code in pair}
    names = {one.country: one.country_name(language) for one in known.values()}
    return Insights(
        ministry=of,
        funnel=_funnel(rows[Measure.FUNNEL], fewest=1 if of else FEWEST),
        countries=tuple(sorted(codes, key=lambda code: sort_key(names[code], language))),
        matrix=matrix,
        freshness=_freshness(rows[Measure.VALID], today),
        promises=_promises(rows[Measure.PROMISE], known, language, today),
        misses=_misses(session, of.id if of else None),
    )


def _funnel(rows: list[tuple[str, str, int]], fewest: int) -> dict[Step, Count]:
    found = {}
    for step in Step:
        numbers = [number for first, _learner, number in rows if first == step]
        enough = not numbers or len(numbers) >= fewest
        is_known = fewest == 1 or step is not Step.MET  # only its two sides know of a meeting: the network counts none
        found[step] = Count(sum(numbers) if enough and is_known else None, len(numbers))
    return found


def _matrix(rows: list[tuple[str, str, int]], known: Mapping[str, MinistryView]) -> dict[tuple[str, str], int]:
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for learner, teacher, number in rows:
        found[known[learner].country, known[teacher].country] += number
    return dict(found)


def _freshness(rows: list[tuple[str, str, int]], today: date) -> Freshness:
    now, soon = today.isoformat()[:7], months_after(today, _DUE_MONTHS).isoformat()[:7]
    stale = sum(number for month, _, number in rows if month == "none" or month < now)
    due = sum(number for month, _, number in rows if month != "none" and now <= month <= soon)
    return Freshness(sum(number for _, _, number in rows) - stale - due, due, stale)


def _promises(
    rows: list[tuple[str, str, int]], known: Mapping[str, MinistryView], language: Language, today: date
) -> tuple[Promises, ...]:
    """By ministry, in the alphabetical order of the countries' names."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for what, ministry_id, number in rows:
        due = what.removeprefix(OPEN)
        is_open = what.startswith(OPEN)
        found[ministry_id][what if not is_open else "overdue" if due < today.isoformat() else "open"] += number
    names = {one: known[one].country_name(language) for one in found}
    kinds = ("kept", "late", "overdue", "open", "dropped")
    return tuple(
        Promises(names[one], **{kind: found[one][kind] for kind in kinds})
        for one in sorted(found, key=lambda one: (sort_key(names[one], language), one))
    )


def _misses(session: Session, ministry_id: UUID | None) -> tuple[str, ...]:
    """Words without a good answer: a ministry's own, or those of at least three."""
    wanted = select(InsightMiss.words).order_by(func.max(InsightMiss.last_on).desc(), InsightMiss.words)
    wanted = wanted.group_by(InsightMiss.words).limit(_MOST_MISSES)
    if ministry_id is not None:
        return tuple(session.scalars(wanted.where(InsightMiss.ministry_id == ministry_id)))
    return tuple(session.scalars(wanted.having(func.count() >= FEWEST)))


def institutions_that_read(session: Session, practice_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How many other institutions opened each practice, where they are not too few: one or two could be guessed."""
    number = func.count()
    wanted = (
        select(InsightReader.practice_id, number)
        .where(InsightReader.practice_id.in_(practice_ids))
        .group_by(InsightReader.practice_id)
        .having(number >= FEWEST)
    )
    return {practice_id: int(count) for practice_id, count in session.execute(wanted)}
