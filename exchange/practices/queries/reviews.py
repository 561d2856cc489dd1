"""How the evidence of a practice stands: its judgements, and what each level asks for."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.kernel.actor import Actor
from exchange.kernel.translated import Translated
from exchange.practices import policies
from exchange.practices.models import EvidenceReview, Rows, Section
from exchange.practices.models.evidence_rules import Demand, Grounds, demands, highest
from exchange.practices.queries.card import PracticeCard, card_of
from exchange.practices.queries.loading import find_readable

MOST_REVIEWS = 20


@dataclass(frozen=True)
class ReviewView:
    """One judgement: by which institution, when, on which version."""

    level: int
    reason: str
    revision_number: int
    institution: Translated
    country: str
    judged_at: datetime
    again_on: date


@dataclass(frozen=True)
class EvidenceView:
    """The page about evidence."""

    card: PracticeCard
    claim: int | None
    demands: tuple[Demand, ...]
    supported: int  # the highest level that the text allows
    reviews: tuple[ReviewView, ...]
    awards: tuple[Translated, ...]
    is_transferred: bool
    is_lasting: bool
    may_judge: bool


def evidence_of(session: Session, *, actor: Actor, slug: str, language: str) -> EvidenceView:
    """How solid the published text is.

    Raises:
        NotFoundError: none, or not the actor's to read.
    """
    practice = find_readable(session, actor=actor, slug=slug)
    revision = practice.published_revision
    card = card_of(practice, language)
    rows, texts = (revision.rows, revision.texts) if revision else (Rows(), [])
    has_view = any(
        one.key is Section.USER_FEEDBACK and policies.can_read_section(actor, practice, one.key)
        for text in texts
        for one in text.sections
    )
    grounds = Grounds(rows, has_view, practice.is_transferred, practice.is_lasting)
    return EvidenceView(
        card=card,
        claim=revision.evidence_claim if revision else None,
        demands=demands(grounds),
        supported=highest(grounds),
        reviews=_reviews(session, practice.id),
        awards=rows.awards,
        is_transferred=practice.is_transferred,
        is_lasting=practice.is_lasting,
        may_judge=policies.judging_ministry(actor, practice) is not None,
    )


def _reviews(session: Session, practice_id: UUID) -> tuple[ReviewView, ...]:
    """The newest first."""
    wanted = (
        select(EvidenceReview, Ministry)
        .join(Ministry, Ministry.id == EvidenceReview.ministry_id)
        .where(EvidenceReview.practice_id == practice_id)
        .order_by(EvidenceReview.judged_at.desc())
        .limit(MOST_REVIEWS)
    )
    return tuple(
        ReviewView(
            row.level,
            row.reason,
            row.revision_number,
            ministry.short_names or ministry.names,
            ministry.country,
            row.judged_at,
            row.again_on,
        )
        for row, ministry in session.execute(wanted)
    )
