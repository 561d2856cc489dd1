"""Ask for news after 6, 12 and 24 months, once each."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.adoptions.events import NewsAsked
from exchange.adoptions.models import PROMPTS, Adoption, Stage, months_after
from exchange.kernel.actor import Actor
from exchange.kernel.events import emit


def ask_for_news(session: Session, *, now: datetime) -> int:
    """Ask every ministry whose term has come; how many were asked.

    Where two terms have come, only the later one is asked for. Nobody is asked about what was stopped.
    """
    waiting = select(Adoption).where(Adoption.stage != Stage.STOPPED, Adoption.prompted_months < PROMPTS[-1])
    asked = 0
    for adoption in session.scalars(waiting.order_by(Adoption.created_at, Adoption.id)).all():
        months = _due(adoption, now.date())
        if months:
            adoption.prompt(months, now)
            facts = (adoption.id, adoption.practice_id, adoption.ministry_id, Actor.nobody(), now)
            emit(session, NewsAsked(*facts, months=months))
            asked += 1
    return asked


def _due(adoption: Adoption, today: date) -> int:
    opened = adoption.created_at.date()
    due = [months for months in PROMPTS if months_after(opened, months) <= today]
    return due[-1] if due and due[-1] > adoption.prompted_months else 0
