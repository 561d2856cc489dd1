"""Practices in lists: one value per practice, in the reader's language, under the reader's right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, defer, joinedload

from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.translated import Translated
from exchange.practices import policies
from exchange.practices.models import Practice, PracticeText, Revision, RevisionTheme, TextState
from exchange.vocabulary.queries import taxonomy

MOST_LISTED = 30
DUE_WITHIN = timedelta(days=60)


@dataclass(frozen=True)
class TongueView:
    """One language version and how it stands."""

    language: str
    state: TextState
    behind_by: int = 0


@dataclass(frozen=True)
class PracticeCard:
    """What a list shows of a practice."""

    id: UUID
    slug: str
    title: str
    title_language: str
    original_title: str
    summary: str
    summary_language: str
    ministry_id: UUID
    ministry_name: Translated
    country: str
    org: Translated
    revision: int
    language: str
    evidence: int | None
    evidence_on: date | None
    confirmed_on: date | None
    valid_until: date | None
    tongues: tuple[TongueView, ...]
    visibility: str
    is_sample: bool
    archived_at: datetime | None = None

    def freshness(self, today: date) -> str:
        """ok, due (within sixty days of its end) or stale."""
        if self.archived_at or self.valid_until is None or self.valid_until < today:
            return "stale"
        return "due" if self.valid_until - today <= DUE_WITHIN else "ok"


PracticeBrief = PracticeCard


def brief(
    session: Session, *, actor: Actor, language: str, slug: str | None = None, practice_id: UUID | None = None
) -> PracticeCard:
    """One practice as a card.

    Raises:
        NotFoundError: there is none, or the actor may not know of it.
    """
    wanted = _readable(actor).where(Practice.slug == slug if slug else Practice.id == practice_id)
    cards = _cards(session, wanted, language)
    if not cards:
        raise NotFoundError
    return cards[0]


def briefs(session: Session, *, actor: Actor, ids: Iterable[UUID], language: str) -> dict[UUID, PracticeCard]:
    """Cards of those among the practices that the actor may read; the rule is asked of the database for each."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {card.id: card for card in _cards(session, _readable(actor).where(Practice.id.in_(wanted)), language)}


def briefs_by_slug(session: Session, *, actor: Actor, slugs: Sequence[str], language: str) -> tuple[PracticeCard, ...]:
    """Cards of those among the addresses that the actor may read, in their order."""
    if not slugs:
        return ()
    cards = _cards(session, _readable(actor).where(Practice.slug.in_(slugs)), language)
    return tuple(sorted(cards, key=lambda card: slugs.index(card.slug)))


def own_published(session: Session, *, actor: Actor, language: str) -> tuple[PracticeCard, ...]:
    """What the ministry that the actor speaks for shows to others, by address."""
    return _cards(
        session, _readable(actor).where(Practice.ministry_id == actor.ministry_id).order_by(Practice.slug), language
    )


def practices_in(
    session: Session,
    *,
    actor: Actor,
    language: str,
    ministry_id: UUID | None = None,
    country: str = "",
    themes: Sequence[str] = (),
    limit: int = MOST_LISTED,
) -> tuple[PracticeCard, ...]:
    """Readable practices of a ministry, a country or any of some themes, the last confirmed first."""
    wanted = _readable(actor).order_by(Practice.confirmed_on.desc(), Practice.slug).limit(limit)
    if ministry_id is not None:
        wanted = wanted.where(Practice.ministry_id == ministry_id)
    if country:
        wanted = wanted.where(Practice.country == country)
    if themes:
        of_theme = select(RevisionTheme.revision_id).where(RevisionTheme.code.in_(themes))
        wanted = wanted.where(Practice.published_revision_id.in_(of_theme))
    ids = [row.id for row in session.execute(wanted.with_only_columns(Practice.id))]
    found = briefs(session, actor=actor, ids=ids, language=language)
    return tuple(found[one] for one in ids if one in found)


def recently_confirmed(session: Session, *, actor: Actor, language: str, limit: int = 4) -> tuple[PracticeCard, ...]:
    """The practices confirmed last, at most `limit`."""
    wanted = _readable(actor).order_by(Practice.confirmed_on.desc(), Practice.slug).limit(limit)
    return _cards(session, wanted, language)


def theme_counts(session: Session, *, actor: Actor) -> dict[str, int]:
    """How many readable practices each theme has; a wider theme counts those of its narrower ones once."""
    words = taxonomy(session)
    rows = session.execute(
        select(Practice.id, RevisionTheme.code)
        .join(RevisionTheme, RevisionTheme.revision_id == Practice.published_revision_id)
        .where(policies.readable_by(actor))
    )
    found: dict[str, set[UUID]] = {}
    for practice_id, code in rows:
        for wider in words.with_wider(code):
            found.setdefault(wider, set()).add(practice_id)
    return {code: len(ids) for code, ids in found.items()}


def country_counts(session: Session, *, actor: Actor) -> dict[str, int]:
    """How many readable practices each country has."""
    rows = session.execute(
        select(Practice.country, func.count()).where(policies.readable_by(actor)).group_by(Practice.country)
    )
    return {str(country): int(number) for country, number in rows}


@dataclass(frozen=True)
class Totals:
    """How much there is to read."""

    practices: int
    countries: int


def practice_totals(session: Session, *, actor: Actor) -> Totals:
    """Readable practices and the countries that they come from."""
    counts = country_counts(session, actor=actor)
    return Totals(sum(counts.values()), len(counts))


def _readable(actor: Actor) -> Select[Practice]:
    return select(Practice).where(policies.readable_by(actor))


def _cards(session: Session, wanted: Select[Practice], language: str) -> tuple[PracticeCard, ...]:
    """One query however many there are; the rows of a revision are heavy, and no card shows them."""
    published = joinedload(Practice.published_revision).options(joinedload(Revision.texts), defer(Revision.rows_json))
    loaded = wanted.options(joinedload(Practice.ministry), published)
    return tuple(card_of(practice, language) for practice in session.scalars(loaded).unique())


def card_of(practice: Practice, language: str, shown: Revision | None = None) -> PracticeCard:
    """The card of the published revision, or of another cleared one. Needs the ministry and that one's texts loaded."""
    revision = shown or practice.published_revision
    if revision is None:
        raise NotFoundError
    text, official = best_text(revision, language), official_text(revision)
    return PracticeCard(
        id=practice.id,
        slug=practice.slug,
        title=text.title,
        title_language=text.language,
        original_title=official.title,
        summary=text.summary,
        summary_language=text.language,
        ministry_id=practice.ministry_id,
        ministry_name=practice.ministry.short_names or practice.ministry.names,
        country=practice.country,
        org=revision.org,
        revision=revision.number,
        language=revision.language,
        evidence=practice.review_level,
        evidence_on=practice.review_date,
        confirmed_on=practice.confirmed_on,
        valid_until=practice.valid_until,
        tongues=tongues_of(revision),
        visibility=practice.visibility.value,
        is_sample=practice.is_sample,
        archived_at=practice.archived_at,
    )


def best_text(revision: Revision, language: str) -> PracticeText:
    """The version in the reader's language, else English, else the official one."""
    by_language = {text.language: text for text in revision.texts}
    return by_language.get(language) or by_language.get("en") or official_text(revision)


def official_text(revision: Revision) -> PracticeText:
    """The official version."""
    return next(text for text in revision.texts if text.language == revision.language)


def tongues_of(revision: Revision) -> tuple[TongueView, ...]:
    """The language versions, the official one first, the rest in a fixed order."""
    order = ["az", "tr", "en", "ru"]
    texts = sorted(revision.texts, key=lambda text: (text.language != revision.language, order.index(text.language)))
    return tuple(TongueView(text.language, text.state, text.behind_by) for text in texts)
