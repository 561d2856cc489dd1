"""Who reads a need, and who posts and closes it."""

from sqlalchemy import ColumnElement, and_, exists, false, or_

from exchange.kernel.actor import Actor
from exchange.needs.models import Need, NeedCircle, NeedPartner


def can_read(actor: Actor, need: Need) -> bool:
    """Its own ministry, the chosen partners, or every member. Needs `partners` loaded."""
    if not actor.is_signed_in:
        return False
    if actor.belongs_to(need.ministry_id) or need.circle is NeedCircle.MEMBERS:
        return True
    return any(actor.belongs_to(partner.ministry_id) for partner in need.partners)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """`can_read` as a condition of the database on Need."""
    if not actor.is_signed_in:
        return false()
    chosen = exists().where(NeedPartner.need_id == Need.id, NeedPartner.ministry_id.in_(actor.ministry_ids))
    return or_(
        Need.ministry_id.in_(actor.ministry_ids),
        Need.circle == NeedCircle.MEMBERS,
        and_(Need.circle == NeedCircle.PARTNERS, chosen),
    )


def can_post(actor: Actor) -> bool:
    """Everyone who speaks for a ministry."""
    return actor.is_signed_in and actor.belongs_to(actor.ministry_id)


def can_close(actor: Actor, need: Need) -> bool:
    """Everyone who speaks for the ministry whose need it is."""
    return can_post(actor) and actor.ministry_id == need.ministry_id
