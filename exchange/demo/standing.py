"""What ministries have in place, a part with fewer readers, and a file: invented for the demonstration, marked so."""

from datetime import datetime

from sqlalchemy import select

from exchange.demo.people import actor_behind
from exchange.files.access import current_files
from exchange.files.service import Upload
from exchange.kernel.translated import Translated
from exchange.practices import service
from exchange.practices.models import Attachment, Practice, Section, Standing, Visibility
from exchange.web.db import reading, transaction

_PROFILES = {
    "admin@az.example": {
        "legal_base": Standing.IN_PLACE,
        "national_id": Standing.IN_PLACE,
        "social_registry": Standing.IN_PLACE,
        "case_management": Standing.IN_PLACE,
        "trained_families": Standing.PARTLY,
        "political_sponsor": Standing.IN_PLACE,
        "social_worker_ratio": Standing.MISSING,
    },
    "admin@tr.example": {"legal_base": Standing.IN_PLACE, "national_id": Standing.IN_PLACE},
}
_NARROWED = "tr-koruyucu-aile"
_QUESTIONS = """Nümunə. Valideyn üçün suallar.
1. Uşağa gündəlik qayğıda ən çox nə çətinlik yaradır?
2. Hansı məsləhətə ehtiyacınız var?
"""


def show_standing(now: datetime) -> None:
    """Two profiles, one narrowed part, one file at Azerbaijan's draft."""
    for email, profile in _PROFILES.items():
        actor = actor_behind(email)
        if actor.ministry_id is not None:
            with transaction() as session:
                service.write_conditions(session, actor=actor, ministry_id=actor.ministry_id, standing=profile)
    _narrow(now)
    _attach(now)


def _narrow(now: datetime) -> None:
    """What did not work is for signed-in partners, as the ministry decided."""
    actor = actor_behind("reviewer@tr.example")
    with transaction() as session:
        service.change_circulation(
            session,
            actor=actor,
            slug=_NARROWED,
            visibility=Visibility.PUBLIC,
            partners=[],
            parts={Section.DIFFICULTIES.value: Visibility.MEMBERS},
            now=now,
        )


def _attach(now: datetime) -> None:
    actor = actor_behind("publisher@az.example")
    slug = reading().scalar(select(Practice.slug).where(Practice.created_by == actor.person_id, Practice.is_sample))
    if slug is None:
        return
    received = current_files().receive(Upload("nümunə-suallar.txt", _QUESTIONS.encode()))
    row = Attachment("manual", Translated({"az": "Nümunə: valideyn üçün suallar"}), "", "az", "CC BY 4.0")
    with transaction() as session:
        service.attach(session, actor=actor, slug=slug, received=received, row=row, now=now)
