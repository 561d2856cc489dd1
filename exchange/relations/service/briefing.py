"""Ask for a briefing, and give it out."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from exchange.accounts.queries import two_ministries
from exchange.audit.service import Act, record
from exchange.jobs.outbox import Job, enqueue
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError, RefusedError
from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_
from exchange.relations.models import Briefing, BriefingState
from exchange.relations.policies import is_own_pair

BRIEF = "relations.briefing"
KEPT = timedelta(days=7)


def ask_for_briefing(
    session: Session,
    *,
    actor: Actor,
    pair: tuple[str, str],
    language: Language,
    meeting_id: UUID | None,
    now: datetime,
) -> Briefing:
    """Let the pages be made; the person's earlier ones about the same pair are thrown away.

    Raises:
        NotFoundError: one of the two does not exist.
        RefusedError: the actor speaks for neither of the two.
    """
    one, other = two_ministries(session, pair)
    if actor.person_id is None or actor.ministry_id is None or not is_own_pair(actor, (one.id, other.id)):
        raise RefusedError(N_("A briefing is made for one of the two ministries."))
    own_id = actor.ministry_id if actor.ministry_id in {one.id, other.id} else one.id
    partner_id = other.id if own_id == one.id else one.id
    earlier = Briefing.person_id == actor.person_id, Briefing.partner_ministry_id == partner_id
    session.execute(delete(Briefing).where(*earlier))
    briefing = Briefing(
        id=new_id(),
        person_id=actor.person_id,
        own_ministry_id=own_id,
        partner_ministry_id=partner_id,
        meeting_id=meeting_id,
        language=language.value,
        state=BriefingState.WAITING,
        made_at=now,
    )
    session.add(briefing)
    session.flush()
    record(session, actor=actor, act=Act("briefing.asked", "briefing", briefing.id), now=now)
    enqueue(session, Job(BRIEF, f"briefing:{briefing.id}", {"briefing_id": str(briefing.id)}), now=now)
    return briefing


def own_briefing(session: Session, *, actor: Actor, pair: tuple[str, str], whole: bool = False) -> Briefing | None:
    """The pages that the actor asked for about the pair, while the actor still belongs to the ministry.

    Raises:
        NotFoundError: one of the two does not exist, or the actor belongs to neither.
    """
    ids = {side.id for side in two_ministries(session, pair)}
    if not is_own_pair(actor, ids):
        raise NotFoundError
    wanted = select(Briefing).where(
        Briefing.person_id == actor.person_id,
        Briefing.own_ministry_id.in_(ids & actor.ministry_ids),
        Briefing.partner_ministry_id.in_(ids),
    )
    options = (undefer(Briefing.pdf), undefer(Briefing.word)) if whole else ()
    return session.scalars(wanted.options(*options).order_by(Briefing.made_at.desc()).limit(1)).one_or_none()


def forget_old_briefings(session: Session, *, now: datetime) -> None:
    """Pages are thrown away after a week."""
    session.execute(delete(Briefing).where(Briefing.made_at < now - KEPT))
