"""Sample readers: which ministry of the demonstration has opened which practice, so that the figures show something."""

from datetime import datetime

from sqlalchemy import select

from exchange.accounts.models import Ministry
from exchange.demo.people import MINISTRIES
from exchange.insights.jobs import recount_all
from exchange.insights.service import note_reader
from exchange.practices.models import Practice, PracticeState
from exchange.web.db import reading, transaction

_STRIDE = 3  # each ministry has opened every third practice, begun at its own place: invented, and no statement


def note_readers(now: datetime) -> None:
    """Note them, then count every practice."""
    session = reading()
    slugs = [ministry.slug for ministry in MINISTRIES]
    ministries = session.scalars(select(Ministry.id).where(Ministry.slug.in_(slugs)).order_by(Ministry.slug)).all()
    published = select(Practice.id).where(Practice.state == PracticeState.PUBLISHED).order_by(Practice.slug)
    practices = session.scalars(published).all()
    with transaction() as writing:
        for at, ministry_id in enumerate(ministries):
            for practice_id in practices[at % _STRIDE :: _STRIDE]:
                note_reader(writing, practice_id, ministry_id, now.date())
    recount_all(practices)
