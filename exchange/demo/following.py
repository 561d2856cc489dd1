"""What the posts of the demonstration follow and which searches they keep, so that their pages are not empty."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.alerts.service import Wanted, save_search
from exchange.demo.people import actor_behind
from exchange.kernel.actor import Actor
from exchange.notifications.models import Pace
from exchange.notifications.service import follow
from exchange.practices.models import Practice
from exchange.web.db import transaction

FOLLOWED = {
    "official@az.example": ("practice:tr-koruyucu-aile", "practice:tr-sonim", "theme:cp.foster", "country:TR"),
    "publisher@az.example": ("theme:cp.alt", "practice:tr-koruyucu-aile", "ministry:tr-family-social-services"),
    "organizer@az.example": ("country:TR", "country:KZ"),
    "official@tr.example": ("practice:az-foster-family-model", "practice:az-dost-centres", "theme:cp.foster"),
    "publisher@tr.example": ("ministry:az-labour-social-protection", "practice:az-day-care-centres"),
    "official@kz.example": ("practice:az-dost-centres", "practice:tr-temporary-foster-care"),
    "official@ge.example": ("practice:md-residential-care-reform", "theme:cp.alt"),
    "official@md.example": ("practice:ge-ending-large-institutions", "country:GE"),
}
SEARCHES: dict[str, tuple[tuple[str, dict[str, list[str]]], ...]] = {
    "official@az.example": (("koruyucu aile", {}), ("uşaq evi", {"country": ["TR"]})),
    "publisher@az.example": (("sosial reyestr", {}),),
    "official@tr.example": (("koruyucu aile eğitimi", {"country": ["AZ", "KZ"]}), ("DOST", {})),
    "official@kz.example": (("приёмная семья", {}),),
    "official@ge.example": (("deinstitutionalisation", {}),),
    "official@md.example": (("foster care", {"theme": ["cp.foster"]}),),
}
_BEGAN = timedelta(days=30)


def follow_things(now: datetime) -> None:
    """Each post by its own rights; a thing that is not there is left out."""
    for email, topics in FOLLOWED.items():
        actor = actor_behind(email)
        with transaction() as session:
            for topic in filter(None, (_topic(session, one) for one in topics)):
                follow(session, actor=actor, topic=topic, pace=Pace.DAILY, now=now - _BEGAN)


def keep_searches(now: datetime) -> None:
    """After everything was published: what is there already is no news for them."""
    for email, searches in SEARCHES.items():
        _save(actor_behind(email), searches, now - _BEGAN)


def _save(actor: Actor, searches: tuple[tuple[str, dict[str, list[str]]], ...], at: datetime) -> None:
    with transaction() as session:
        for words, filters in searches:
            save_search(session, actor=actor, wanted=Wanted(words, filters), pace=Pace.WEEKLY, now=at)


def _topic(session: Session, written: str) -> str | None:
    """Practices and ministries are followed by their id, not by their address."""
    kind, _, name = written.partition(":")
    asked = {
        "practice": select(Practice.id).where(Practice.slug == name),
        "ministry": select(Ministry.id).where(Ministry.slug == name),
    }
    if kind not in asked:
        return written
    found = session.scalar(asked[kind])
    return f"{kind}:{found}" if found else None
