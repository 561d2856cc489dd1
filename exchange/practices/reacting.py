"""What follows from a fact about a practice, in the same transaction: an audit row, index work, notices."""

from collections.abc import Callable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from exchange.accounts.events import DeskHandedOver
from exchange.accounts.queries import PersonView, people_with, recipient
from exchange.audit.service import Act, record
from exchange.jobs.outbox import enqueue
from exchange.kernel.actor import Role
from exchange.kernel.errors import NotFoundError
from exchange.kernel.events import EventBus
from exchange.notifications.notice import Notice
from exchange.notifications.service import notify
from exchange.practices import mail
from exchange.practices.events import (
    CirculationChanged,
    EvidenceJudged,
    PracticeArchived,
    PracticeConfirmed,
    PracticeDrafted,
    PracticeEvent,
    PracticePassedOn,
    PracticePublished,
    PracticeRefused,
    PracticeSaved,
    PracticeSentBack,
    PracticeSentForClearance,
    PracticeTakenBack,
    PracticeWithdrawn,
    VersionClosed,
)
from exchange.practices.models import Practice, PracticeState, Revision, RevisionCode, RevisionTheme
from exchange.search.withholding import index_job
from exchange.vocabulary.events import TermMoved
from exchange.vocabulary.models import TermList

_ACTIONS: dict[type[PracticeEvent], str] = {
    PracticeDrafted: "practice.drafted",
    PracticeSaved: "practice.saved",
    PracticeSentForClearance: "practice.sent_for_clearance",
    PracticeTakenBack: "practice.taken_back",
    PracticePassedOn: "practice.passed_on",
    PracticeConfirmed: "practice.confirmed",
    PracticeArchived: "practice.archived",
    PracticeSentBack: "practice.sent_back",
    PracticeRefused: "practice.refused",
    PracticePublished: "practice.published",
    PracticeWithdrawn: "practice.withdrawn",
    CirculationChanged: "practice.circulation_changed",
    EvidenceJudged: "practice.evidence_judged",
    VersionClosed: "practice.version_closed",
}
_CHANGES_THE_INDEX = (
    PracticePublished,
    PracticeWithdrawn,
    PracticeConfirmed,
    PracticeArchived,
    CirculationChanged,
    EvidenceJudged,
)
_TAKES_NOTHING = (PracticeConfirmed, PracticeArchived, EvidenceJudged)  # from no reader: text and circles stay
Compose = Callable[[PersonView, Practice, Revision, str], Notice]


def subscribe(bus: EventBus) -> None:
    """Listen to every fact about practices."""
    for kind in _ACTIONS:
        bus.subscribe(kind, write_audit)
    for changing in _CHANGES_THE_INDEX:
        bus.subscribe(changing, ask_for_indexing)
    bus.subscribe(PracticeSentForClearance, tell_clearing_officers)
    bus.subscribe(PracticePassedOn, tell_clearing_officers)
    bus.subscribe(PracticeSentBack, lambda session, event: tell_author(session, event, mail.sent_back))
    bus.subscribe(PracticeRefused, lambda session, event: tell_author(session, event, mail.refused))
    bus.subscribe(PracticePublished, lambda session, event: tell_author(session, event, mail.published))
    bus.subscribe(DeskHandedOver, take_over)
    bus.subscribe(TermMoved, count_anew)
    bus.subscribe(EvidenceJudged, lambda session, event: tell_author(session, event, mail.judged))


def take_over(session: Session, event: DeskHandedOver) -> None:
    """The leaver's practices and drafts are the successor's; who wrote what stays, so four eyes stay four."""
    of_leaver = (Practice.created_by == event.person_id, Practice.ministry_id == event.ministry_id)
    titles = [practice.slug for practice in session.scalars(select(Practice).where(*of_leaver))]
    session.execute(update(Practice).where(*of_leaver).values(created_by=event.successor_id))
    act = Act("desk.handed_over", "person", event.person_id, {"to": str(event.successor_id), "practices": len(titles)})
    record(session, actor=event.actor, act=act, now=event.at, ministry_id=event.ministry_id)
    notice = mail.handed_over(recipient(session, event.successor_id), len(titles), event.at)
    notify(session, person_id=event.successor_id, notice=notice, now=event.at)


def write_audit(session: Session, event: PracticeEvent) -> None:
    """One row per fact, with the revision's number and, at clearance, the hash of the cleared text."""
    facts: dict[str, str | int | bool | None] = {"revision": _number(session, event)}
    for name in ("content_hash", "document_number", "before", "after", "level"):
        if hasattr(event, name):
            facts[name] = getattr(event, name)
    act = Act(_ACTIONS[type(event)], "practice", event.practice_id, facts)
    record(session, actor=event.actor, act=act, now=event.at, ministry_id=event.ministry_id)


def ask_for_indexing(session: Session, event: PracticeEvent) -> None:
    """Let the indexer write this practice anew."""
    enqueue(session, index_job(event.practice_id, only_adds=isinstance(event, _TAKES_NOTHING)), now=event.at)


def count_anew(session: Session, event: TermMoved) -> None:
    """Let the indexer write every practice that carries the term: its facets name the successor."""
    with_theme = select(RevisionTheme.revision_id).where(RevisionTheme.code.in_(event.codes))
    with_code = select(RevisionCode.revision_id).where(
        RevisionCode.kind == event.kind.value, RevisionCode.code.in_(event.codes)
    )
    carrying = with_theme if event.kind is TermList.THEME else with_code
    published = select(Practice.id).where(
        Practice.state == PracticeState.PUBLISHED, Practice.published_revision_id.in_(carrying)
    )
    for practice_id in session.scalars(published.order_by(Practice.id)).all():
        enqueue(session, index_job(practice_id, only_adds=True), now=event.at)


def tell_clearing_officers(session: Session, event: PracticeSentForClearance | PracticePassedOn) -> None:
    """Those who may clear it, or read it as its editor; never one who wrote it or has cleared it."""
    practice, revision = _both(session, event)
    hands = revision.hands | {practice.created_by, revision.cleared_by}
    for person in people_with(session, event.ministry_id, Role.REVIEWER):
        if person.id not in hands:
            compose = mail.passed_on if isinstance(event, PracticePassedOn) else mail.sent_for_clearance
            notice = compose(person, practice, revision, _title(revision))
            notify(session, person_id=person.id, notice=notice, now=event.at)


def tell_author(session: Session, event: PracticeEvent, compose: Compose) -> None:
    """The author, unless the author acted or has left."""
    practice, revision = _both(session, event)
    if practice.created_by is None or practice.created_by == event.actor.person_id:
        return
    try:
        author = recipient(session, practice.created_by)
    except NotFoundError:
        return
    notify(session, person_id=author.id, notice=compose(author, practice, revision, _title(revision)), now=event.at)


def _both(session: Session, event: PracticeEvent) -> tuple[Practice, Revision]:
    return session.get_one(Practice, event.practice_id), session.get_one(Revision, event.revision_id)


def _number(session: Session, event: PracticeEvent) -> int | None:
    revision = session.get(Revision, event.revision_id) if event.revision_id else None
    return revision.number if revision else None


def _title(revision: Revision) -> str:
    return next((text.title for text in revision.texts if text.language == revision.language), "")
