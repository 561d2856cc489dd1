"""Who reads what of a dossier: the rule in Python and its twin in SQL."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from exchange.kernel.actor import Actor, Role
from exchange.kernel.remembered import remembered
from exchange.practices import policies as practices
from exchange.practices.models import Practice
from exchange.relations.models import Basis, Circle, Relation, RelationEvent, RelationEventPractice


def is_party(actor: Actor, relation: Relation) -> bool:
    """Whether the actor belongs to one of the two ministries."""
    return not actor.ministry_ids.isdisjoint(relation.parties)


def is_own_pair(actor: Actor, pair: Iterable[UUID]) -> bool:
    """Whether the actor belongs to one of two ministries."""
    return not actor.ministry_ids.isdisjoint(pair)


def can_enter(actor: Actor, pair: Iterable[UUID]) -> bool:
    """Who adds entries by hand: organizers and administrators of one of the two."""
    return not actor.ministries_with(Role.ORGANIZER, Role.ADMINISTRATOR).isdisjoint(pair)


def can_remove(actor: Actor, event: RelationEvent) -> bool:
    """Who takes an entry by hand out again: the ministry that entered it. What came by a file stays."""
    return event.entered_for is not None and can_enter(actor, (event.entered_for,))


def can_read_event(actor: Actor, event: RelationEvent, relation: Relation, named: Iterable[Practice]) -> bool:
    """Whether the actor may know of an entry. `named`: every practice that it names.

    What two institutions keep between themselves is theirs. A public fact stands in a public source, so one readable
    practice is enough to show it (the others stay unnamed). Any other entry needs every practice to be readable.
    """
    if event.removed_at is not None:
        return False
    if event.circle is Circle.TWO_INSTITUTIONS:
        return is_party(actor, relation)
    readable = [practices.can_read(actor, practice) for practice in named]
    if event.basis is Basis.PUBLIC_FACT:
        return any(readable) or not readable
    if not readable:
        return is_party(actor, relation)
    return actor.is_signed_in and all(readable)


@remembered
def events_readable_by(actor: Actor) -> ColumnElement[bool]:
    """The SQL twin of `can_read_event`, over RelationEvent."""
    readable = practices.names_readable(actor, RelationEventPractice.practice_id)
    names_any = _naming(true())
    names_readable = _naming(readable)
    names_hidden = _naming(~readable)
    party = _of_party(actor)
    signed_in = true() if actor.is_signed_in else false()
    fact = and_(RelationEvent.basis == Basis.PUBLIC_FACT, or_(~names_any, names_readable))
    other = and_(
        RelationEvent.basis != Basis.PUBLIC_FACT,
        or_(and_(~names_any, party), and_(signed_in, names_any, ~names_hidden)),
    )
    circles = or_(
        and_(RelationEvent.circle == Circle.TWO_INSTITUTIONS, party),
        and_(RelationEvent.circle == Circle.AS_PRACTICE, or_(fact, other)),
    )
    return and_(RelationEvent.removed_at.is_(None), circles)


def _naming(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Entries that name a practice of which this is true."""
    return RelationEvent.id.in_(select(RelationEventPractice.event_id).where(which).correlate(None))


def _of_party(actor: Actor) -> ColumnElement[bool]:
    """Entries of a dossier of the actor's ministry."""
    return RelationEvent.relation_id.in_(select(Relation.id).where(_own(actor)).correlate(None))


def _own(actor: Actor) -> ColumnElement[bool]:
    ministries = actor.ministry_ids
    return or_(Relation.first_ministry_id.in_(ministries), Relation.second_ministry_id.in_(ministries))
