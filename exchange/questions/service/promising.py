"""Within how many days a ministry answers, and what happens when the day has passed."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.accounts.queries import ministries_by_id
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.questions import policies
from exchange.questions.events import QuestionOverdue
from exchange.questions.models import Question, QuestionState

MOST_DAYS = 60
ONLY_ADMINISTRATOR = N_("The administrator of your ministry says within how many days it answers.")
_IN_RANGE = N_("Write a number of working days from 1 to 60.")


def promise(session: Session, *, actor: Actor, days: int, now: datetime) -> Ministry:
    """Say within how many working days the actor's ministry answers; questions asked before keep their day.

    Raises:
        RefusedError: not the ministry's administrator.
        InvalidError: not from 1 to 60.
    """
    if not policies.can_promise(actor):
        raise RefusedError(ONLY_ADMINISTRATOR)
    if not 1 <= days <= MOST_DAYS:
        raise InvalidError({"days": Message(_IN_RANGE)})
    own = session.get_one(Ministry, actor.ministry_id)
    own.promised_days = days
    facts: dict[str, str | int | bool | None] = {"days": days}
    record(session, actor=actor, act=Act("ministry.promised", "ministry", own.id, facts), now=now)
    return own


def remind(session: Session, *, now: datetime) -> int:
    """State once for each open question that its day has passed on its ministry's calendar. Returns how many."""
    waiting = select(Question).where(Question.state == QuestionState.ASKED, Question.reminded_at.is_(None))
    questions = session.scalars(waiting.order_by(Question.asked_at)).all()
    owners = ministries_by_id(session, {question.asked_of for question in questions})
    late = [one for one in questions if one.due_on < owners[one.asked_of].place("en").local(now).date()]
    for question in late:
        question.remind(now)
        emit(session, QuestionOverdue(question.id, now))
    return len(late)
