"""What a person follows with its names, saved searches, whom a secret belongs to, the newest practices for a feed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from exchange.accounts.queries import actor_of, ministries_by_id
from exchange.alerts.models import FeedSecret, SavedSearch
from exchange.kernel.actor import Actor
from exchange.kernel.countries import country_name
from exchange.notifications.models import Pace
from exchange.practices.models import Practice, RevisionTheme
from exchange.practices.policies import readable_by
from exchange.practices.queries import PracticeBrief, briefs
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import taxonomy

_FEED_SIZE = 50
FOLLOWED = ("practice", "theme", "ministry", "country")


@dataclass(frozen=True)
class Followed:
    """A thing that a person follows."""

    topic: str
    kind: str
    name: str
    name_language: str
    path: str
    pace: Pace


@dataclass(frozen=True)
class Saved:
    """A saved search with its pace."""

    id: UUID
    words: str
    filters: Mapping[str, Sequence[str]]
    pace: Pace


def followed(session: Session, *, actor: Actor, paces: Mapping[str, Pace], language: str) -> tuple[Followed, ...]:
    """What the person follows, with names; a practice that may no longer be read is left out."""
    keys = {topic: topic.partition(":")[::2] for topic in paces}
    ids = {topic: UUID(key) for topic, (kind, key) in keys.items() if kind in ("practice", "ministry")}
    practices = briefs(
        session, actor=actor, ids=[ids[one] for one in ids if one.startswith("practice")], language=language
    )
    ministries = ministries_by_id(session, (ids[topic] for topic in ids if topic.startswith("ministry")))
    found = []
    for topic, (kind, key) in keys.items():
        if kind == "practice" and ids[topic] in practices:
            card = practices[ids[topic]]
            found.append(
                Followed(topic, kind, card.title, card.title_language, f"/practices/{card.slug}", paces[topic])
            )
        elif kind == "ministry" and ids[topic] in ministries:
            one = ministries[ids[topic]]
            path = f"/search?ministry={one.slug}"
            found.append(Followed(topic, kind, one.short_name(language), "", path, paces[topic]))
        elif kind == "theme":
            name = taxonomy(session).label(TermList.THEME, key, language)
            found.append(Followed(topic, kind, name, "", f"/search?theme={key}", paces[topic]))
        elif kind == "country":
            found.append(Followed(topic, kind, country_name(key, language), "", f"/search?country={key}", paces[topic]))
    return tuple(found)


def saved_searches(session: Session, *, actor: Actor, paces: Mapping[str, Pace]) -> tuple[Saved, ...]:
    """The person's saved searches, oldest first."""
    mine = select(SavedSearch).where(SavedSearch.person_id == actor.person_id).order_by(SavedSearch.made_at)
    return tuple(
        Saved(row.id, row.words, row.filters, paces.get(row.topic, Pace.DAILY)) for row in session.scalars(mine)
    )


def all_searches(session: Session) -> list[SavedSearch]:
    """Everybody's, for the job that looks for matches."""
    return list(session.scalars(select(SavedSearch).order_by(SavedSearch.person_id, SavedSearch.made_at)))


def has_feed(session: Session, *, actor: Actor) -> bool:
    """Whether the person has a feed."""
    return actor.person_id is not None and session.get(FeedSecret, actor.person_id) is not None


def reader_of(session: Session, token_hash: str) -> Actor:
    """Whose feed it is, with the rights of this moment; nobody for an unknown secret or a closed account."""
    row = session.scalar(select(FeedSecret).where(FeedSecret.token_hash == token_hash))
    return actor_of(session, row.person_id) if row else Actor.nobody()


@dataclass(frozen=True)
class FeedItem:
    """A practice in a feed."""

    card: PracticeBrief
    at: datetime


def newest(
    session: Session, *, actor: Actor, language: str, theme: str = "", country: str = ""
) -> tuple[FeedItem, ...]:
    """The practices that were published last, at most fifty, of a theme or a country where one is named."""
    wanted = select(Practice.id, Practice.published_at).where(readable_by(actor))
    if country:
        wanted = wanted.where(Practice.country == country)
    if theme:
        wanted = wanted.where(_has_theme(session, theme))
    return _items(session, actor, wanted.order_by(Practice.published_at.desc(), Practice.id), language)


def _items(
    session: Session, actor: Actor, wanted: Select[UUID, datetime | None], language: str
) -> tuple[FeedItem, ...]:
    rows = [(identifier, at) for identifier, at in session.execute(wanted.limit(_FEED_SIZE))]
    cards = briefs(session, actor=actor, ids=[identifier for identifier, _ in rows], language=language)
    return tuple(FeedItem(cards[one], at) for one, at in rows if one in cards and at is not None)


def _has_theme(session: Session, theme: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a condition
    words = taxonomy(session)
    codes = words.codes_under(TermList.THEME, words.resolve(TermList.THEME, theme))
    with_theme = select(RevisionTheme.revision_id).where(RevisionTheme.code.in_(codes))
    return Practice.published_revision_id.in_(with_theme)
