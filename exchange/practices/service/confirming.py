"""Say that a published text still holds, so that it stays fresh for its readers."""

from datetime import datetime

from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.practices import policies
from exchange.practices.events import PracticeConfirmed
from exchange.practices.models import Practice, PracticeState
from exchange.practices.queries.loading import load_for_desk
from exchange.practices.service.clearing import VALID_FOR


def confirm(session: Session, *, actor: Actor, slug: str, now: datetime) -> Practice:
    """Valid for two more years from today. Confirming twice a day changes nothing more.

    Raises:
        RefusedError: it is not published, or the actor neither wrote nor clears for the ministry.
    """
    practice = load_for_desk(session, actor=actor, slug=slug)
    if practice.state is not PracticeState.PUBLISHED or not policies.can_withdraw(actor, practice):
        raise RefusedError(Message(N_("The author and the ministry’s clearing officers confirm a published practice.")))
    if practice.confirmed_on == now.date():
        return practice
    practice.confirm(now.date(), now.date() + VALID_FOR)
    session.flush()
    revision_id = practice.published_revision_id
    emit(session, PracticeConfirmed(practice.id, revision_id, practice.ministry_id, actor, now))
    return practice
