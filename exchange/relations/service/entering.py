"""Enter by hand what happened outside of the exchange, with the paper in which it stands."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from exchange.accounts.queries import MinistryView, two_ministries
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, NotFoundError, RefusedError
from exchange.kernel.ids import new_id
from exchange.kernel.messages import N_, Message
from exchange.kernel.moments import Moment
from exchange.kernel.translated import Translated
from exchange.relations.models import Basis, Circle, EventDetail, EventKind, Relation, RelationEvent
from exchange.relations.policies import can_enter, is_own_pair

BY_HAND = (
    EventKind.AGREEMENT,
    EventKind.DECLARATION,
    EventKind.VISIT,
    EventKind.EXPERT_MISSION,
    EventKind.TRAINING,
    EventKind.MEETING_HELD,
)
_NOT_YOU = N_("Organizers and administrators of the two ministries add entries.")


@dataclass(frozen=True)
class EntryDraft:
    """An entry as typed."""

    kind: EventKind
    moment: Moment
    titles: Translated
    text: Translated
    side: str  # slug of a ministry, or empty for both
    source: str
    is_open: bool  # for whoever reads; else for the two only


def add_entry(
    session: Session, *, actor: Actor, pair: tuple[str, str], draft: EntryDraft, key: str, now: datetime
) -> None:
    """Add an entry; the same form sent twice adds one.

    Raises:
        NotFoundError: one of the two does not exist, or the actor belongs to neither.
        RefusedError: the actor belongs to one of them but does not organize.
        InvalidError: no source, no title, a day to come; one sentence per field.
    """
    sides = two_ministries(session, pair)
    ids = [side.id for side in sides]
    if not is_own_pair(actor, ids):
        raise NotFoundError
    if not can_enter(actor, ids):
        raise RefusedError(_NOT_YOU)
    _check(draft, now.date())
    relation = _relation(session, sides, now)
    if any(event.key == key for event in relation.events):
        return
    event = _event(actor, relation, sides, draft, key, now)
    relation.events.append(event)
    session.flush()
    record(session, actor=actor, act=Act("dossier.entry_added", "relation_event", event.id), now=now)


def _check(draft: EntryDraft, today: date) -> None:
    faults: dict[str, Message | str] = {}
    if not draft.titles:
        faults["title_en"] = N_("Give it a title in at least one language.")
    if not draft.source.strip():
        faults["source"] = N_("Say where it stands: an address, or the title and date of a paper.")
    if draft.moment.on > today:
        faults["moment"] = N_("This day has not come yet. Enter what has happened.")
    if draft.kind not in BY_HAND:
        faults["kind"] = N_("Choose one from the list.")
    if faults:
        raise InvalidError(faults)


def _relation(session: Session, sides: tuple[MinistryView, MinistryView], now: datetime) -> Relation:
    first, second = sorted(side.id for side in sides)
    same = Relation.first_ministry_id == first, Relation.second_ministry_id == second
    events = selectinload(Relation.events)
    standing = session.scalars(select(Relation).where(*same).options(events)).one_or_none()
    if standing is not None:
        return standing
    slug = "--".join(sorted(side.slug[:30] for side in sides))
    relation = Relation(
        id=new_id(),
        slug=slug,
        first_ministry_id=first,
        second_ministry_id=second,
        title=Translated(),
        summary=Translated(),
        created_at=now,
        events=[],
    )
    session.add(relation)
    return relation


def _event(
    actor: Actor,
    relation: Relation,
    sides: tuple[MinistryView, MinistryView],
    draft: EntryDraft,
    key: str,
    now: datetime,
) -> RelationEvent:
    is_fact = draft.is_open and draft.source.strip().startswith(("https://", "http://"))
    own = next((side.id for side in sides if side.id in actor.ministry_ids), None)
    return RelationEvent(
        id=new_id(),
        key=key,
        position=len(relation.events),
        happened_on=draft.moment.on,
        precision=draft.moment.precision,
        kind=draft.kind,
        basis=Basis.PUBLIC_FACT if is_fact else Basis.STATED,
        circle=Circle.AS_PRACTICE if is_fact else Circle.TWO_INSTITUTIONS,
        side_ministry_id=next((side.id for side in sides if side.slug == draft.side), None),
        title=draft.titles,
        text=draft.text,
        source_link=draft.source.strip(),
        entered_by=actor.person_id,
        entered_for=own,
        entered_at=now,
        detail=EventDetail(),
        practices=[],
    )
