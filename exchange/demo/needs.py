"""Sample needs, so that the board and its matches show something.

All invented. The pages mark them; a mark in the words themselves would be matched like every other word.
"""

from datetime import datetime, timedelta

from exchange.demo.people import actor_behind
from exchange.needs.models import NeedCircle
from exchange.needs.service import NeedDraft, post_need
from exchange.web.db import transaction

_NEEDS = (
    (
        "official@az.example",
        NeedDraft(
            title="Bacı-qardaşların eyni himayədar ailədə qalması",
            text="Bacı və qardaşları ayırmadan yerləşdirməyin şərtlərini öyrənmək istəyirik.",
            language="az",
            circle=NeedCircle.MEMBERS,
        ),
        9,
    ),
    (
        "official@kz.example",
        NeedDraft(
            title="Выплата назначается без заявления",
            text="Как государство само находит семьи, которым положена помощь, и что делать с ошибками в данных.",
            language="ru",
            circle=NeedCircle.PARTNERS,
            partners=("az-labour-social-protection", "tr-family-social-services"),
        ),
        4,
    ),
)


def post_needs(now: datetime) -> None:
    """Two needs: one for every member, one for two partners."""
    for at, (email, draft, days) in enumerate(_NEEDS):
        made_at = now - timedelta(days=days)
        with transaction() as session:
            need = post_need(session, actor=actor_behind(email), draft=draft, key=f"sample-{at}", now=made_at)
            need.is_sample = True
