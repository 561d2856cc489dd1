"""Who knows of an adoption and who keeps its record.

An adoption is never known to somebody who may not read the practice: its own ministry excepted, whose record it is.
"""

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from exchange.adoptions.models import Adoption, Readers
from exchange.kernel.actor import Actor, Role
from exchange.kernel.remembered import remembered
from exchange.practices import policies as practices
from exchange.practices.models import Practice

_CLEARERS = (Role.REVIEWER, Role.ADMINISTRATOR)


def can_read(actor: Actor, adoption: Adoption, practice: Practice) -> bool:
    """Whether the actor may know of the record. Needs `practice.partners` loaded."""
    if actor.belongs_to(adoption.ministry_id):
        return True
    if not practices.can_read(actor, practice):
        return False
    if adoption.readers is Readers.TWO:
        return actor.belongs_to(practice.ministry_id)
    if adoption.readers is Readers.MEMBERS:
        return actor.is_signed_in
    return adoption.readers is Readers.PUBLIC


@remembered
def readable_by(actor: Actor) -> ColumnElement[bool]:
    """`can_read` as a condition of the database on Adoption."""
    own = Adoption.ministry_id.in_(actor.ministry_ids)
    owned = select(Practice.id).where(Practice.id == Adoption.practice_id, Practice.ministry_id.in_(actor.ministry_ids))
    signed_in = true() if actor.is_signed_in else false()
    circle = or_(
        Adoption.readers == Readers.PUBLIC,
        and_(Adoption.readers == Readers.MEMBERS, signed_in),
        and_(Adoption.readers == Readers.TWO, owned.correlate(Adoption).exists()),
    )
    return or_(own, and_(practices.names_readable(actor, Adoption.practice_id), circle))


def can_begin(actor: Actor, practice: Practice) -> bool:
    """Everyone who speaks for another ministry and reads the practice. Needs `practice.partners` loaded."""
    speaks = actor.is_signed_in and actor.belongs_to(actor.ministry_id)
    return speaks and actor.ministry_id != practice.ministry_id and practices.can_read(actor, practice)


def can_keep(actor: Actor, adoption: Adoption) -> bool:
    """Whether the actor writes into the record: who speaks for the ministry whose record it is."""
    return actor.is_signed_in and actor.ministry_id == adoption.ministry_id and actor.belongs_to(adoption.ministry_id)


def may_choose(actor: Actor, readers: Readers) -> bool:
    """Beyond the two ministries it is a statement of the ministry: a clearing officer or administrator makes it."""
    if not readers.needs_clearance:
        return True
    return any(actor.holds(role, actor.ministry_id) for role in _CLEARERS)
