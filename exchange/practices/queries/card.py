"""One practice as a list shows it: the value, and how it is made from what was read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Row

from exchange.kernel.errors import NotFoundError
from exchange.kernel.translated import Translated
from exchange.practices.models import Practice, PracticeText, Revision, TextState
from exchange.practices.models.practice import DUE_WITHIN


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


class Summed(Protocol):
    """What a card needs of a language version."""

    @property
    def language(self) -> str: ...  # noqa: D102 - the names say it
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def summary(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> TextState: ...  # noqa: D102
    @property
    def behind_by(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class _Text:
    language: str
    title: str
    summary: str
    state: TextState
    behind_by: int


def card_of(practice: Practice, language: str, shown: Revision | None = None) -> PracticeCard:
    """The card of the published revision, or of another cleared one. Needs the ministry and that one's texts loaded."""
    revision = shown or practice.published_revision
    if revision is None:
        raise NotFoundError
    named = practice.ministry.short_names or practice.ministry.names
    return _card(practice, named, _Version(revision.number, revision.language, revision.org, revision.texts), language)


def card_of_row(row: Row[Any], language: str) -> PracticeCard:
    """The card of one row of `cards`: columns of the practice under their names, its texts as nested rows."""
    texts = [_Text(code, title, summary, TextState(state), behind) for code, title, summary, state, behind in row.texts]
    version = _Version(row.revision, row.language, row.org, texts)
    return _card(row, row.short_names or row.names, version, language)


@dataclass(frozen=True, slots=True)
class _Version:
    number: int
    language: str
    org: Translated
    texts: Sequence[Summed]


def _card(practice: Practice | Row[Any], ministry: Translated, version: _Version, language: str) -> PracticeCard:
    official = next(text for text in version.texts if text.language == version.language)
    by_language = {text.language: text for text in version.texts}
    text = by_language.get(language) or by_language.get("en") or official
    return PracticeCard(
        id=practice.id,
        slug=practice.slug,
        title=text.title,
        title_language=text.language,
        original_title=official.title,
        summary=text.summary,
        summary_language=text.language,
        ministry_id=practice.ministry_id,
        ministry_name=ministry,
        country=practice.country,
        org=version.org,
        revision=version.number,
        language=version.language,
        evidence=practice.review_level,
        evidence_on=practice.review_date,
        confirmed_on=practice.confirmed_on,
        valid_until=practice.valid_until,
        tongues=_tongues(version.texts, version.language),
        visibility=practice.visibility.value,
        is_sample=practice.is_sample,
        archived_at=practice.archived_at,
    )


def best_text(revision: Revision, language: str) -> PracticeText:
    """The version in the reader's language, else English, else the official one."""
    by_language = {text.language: text for text in revision.texts}
    return by_language.get(language) or by_language.get("en") or by_language[revision.language]


def _tongues(texts: Iterable[Summed], official: str) -> tuple[TongueView, ...]:
    """The language versions, the official one first, the rest in a fixed order."""
    order = ["az", "tr", "en", "ru"]
    ordered = sorted(texts, key=lambda text: (text.language != official, order.index(text.language)))
    return tuple(TongueView(text.language, text.state, text.behind_by) for text in ordered)
