"""One practice as its page shows it, under the reader's right, section by section."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.translated import Translated
from exchange.practices import policies
from exchange.practices.models import (
    COSTS,
    Practice,
    PracticeSection,
    PracticeText,
    Revision,
    RevisionState,
    Rows,
    Section,
    Visibility,
)
from exchange.practices.queries.cards import PracticeCard, best_text, card_of
from exchange.practices.queries.loading import WHOLE_REVISION, find_readable


@dataclass(frozen=True)
class SectionView:
    """One running text. `circle` is set when fewer people read it than the practice."""

    key: Section
    html: str
    markdown: str
    circle: Visibility | None


@dataclass(frozen=True)
class PracticePage:
    """Everything on the page; rows of narrower circles that the reader may not see are not in it."""

    card: PracticeCard
    language: str  # of the text that is shown
    sections: tuple[SectionView, ...]
    rows: Rows
    themes: tuple[str, ...]
    targets: tuple[str, ...]
    channels: tuple[str, ...]
    level: str
    contact_role: Translated
    status: str
    started: str | None
    ended: str | None
    licence: str
    evidence_claim: int | None
    review_reason: Translated | None
    is_transferred: bool
    is_lasting: bool
    published_at: datetime | None
    cleared_on: date | None
    versions: tuple[int, ...]  # cleared ones that the reader may open, newest first
    costs_circle: Visibility | None
    can_edit: bool
    can_withdraw: bool

    def section(self, key: str) -> SectionView | None:
        """One section by its key, if the reader may see it and it was written."""
        return next((section for section in self.sections if section.key.value == key), None)

    @property
    def samples(self) -> tuple[str, ...]:
        """Keys whose values were invented for the demonstration."""
        return self.rows.samples


def practice_page(
    session: Session, *, actor: Actor, slug: str, language: str, version: int | None = None, exact: bool = False
) -> PracticePage:
    """The page of a published practice in one language.

    Args:
        version: a cleared revision by its number instead of the newest one.
        exact: only this language version, not the next best one.

    Raises:
        NotFoundError: no such practice, version or language, or the actor may not know of it.
    """
    practice = find_readable(session, actor=actor, slug=slug)
    versions = _readable_versions(session, actor, practice)
    if version is not None and version not in versions:
        raise NotFoundError
    revision = _cleared(session, practice, version)
    text = best_text(revision, language)
    if exact and text.language != language:
        raise NotFoundError
    return _page(actor, practice, revision, text, versions)


def _cleared(session: Session, practice: Practice, version: int | None) -> Revision:
    wanted = select(Revision).where(Revision.practice_id == practice.id, Revision.state == RevisionState.CLEARED)
    if version is None:
        wanted = wanted.where(Revision.id == practice.published_revision_id)
    else:
        wanted = wanted.where(Revision.number == version)
    revision = session.scalars(wanted.options(*WHOLE_REVISION)).one_or_none()
    if revision is None:
        raise NotFoundError
    return revision


def _readable_versions(session: Session, actor: Actor, practice: Practice) -> tuple[int, ...]:
    """Numbers of cleared texts, newest first; old ones are for the ministry's own desk (trust.md section 3)."""
    cleared = select(Revision.number).where(
        Revision.practice_id == practice.id, Revision.state == RevisionState.CLEARED
    )
    if not policies.can_see_desk(actor, practice):
        cleared = cleared.where(Revision.id == practice.published_revision_id)
    return tuple(session.scalars(cleared.order_by(Revision.number.desc())))


def _page(
    actor: Actor, practice: Practice, revision: Revision, text: PracticeText, versions: tuple[int, ...]
) -> PracticePage:
    return PracticePage(
        card=card_of(practice, text.language, revision),
        language=text.language,
        sections=visible_sections(actor, practice, text),
        rows=visible_rows(actor, practice, revision.rows),
        themes=tuple(theme.code for theme in revision.themes),
        targets=tuple(code.code for code in revision.codes if code.kind == "target"),
        channels=tuple(code.code for code in revision.codes if code.kind == "channel"),
        level=revision.level,
        contact_role=revision.contact_role,
        status=revision.status,
        started=revision.started,
        ended=revision.ended,
        licence=revision.licence,
        evidence_claim=revision.evidence_claim,
        review_reason=practice.review_reason,
        is_transferred=practice.is_transferred,
        is_lasting=practice.is_lasting,
        published_at=practice.published_at,
        cleared_on=revision.cleared_at.date() if revision.cleared_at else None,
        versions=versions,
        costs_circle=_costs_circle(actor, practice),
        can_edit=policies.can_edit(actor, practice),
        can_withdraw=policies.can_withdraw(actor, practice),
    )


def visible_sections(actor: Actor, practice: Practice, text: PracticeText) -> tuple[SectionView, ...]:
    """The sections that the reader may see, in the order of the page."""
    by_key = {section.key: section for section in text.sections}
    return tuple(
        _section(practice, by_key[key])
        for key in Section
        if key in by_key and policies.can_read_section(actor, practice, key)
    )


def _section(practice: Practice, section: PracticeSection) -> SectionView:
    circle = practice.circle_of(section.key)
    return SectionView(
        section.key, section.html, section.markdown, circle if circle is not practice.visibility else None
    )


def visible_rows(actor: Actor, practice: Practice, rows: Rows) -> Rows:
    """The rows that the reader may see; costs may have a circle of their own, and leave no trace outside it."""
    if not policies.can_read(actor, practice):
        return Rows()
    if policies.can_read_section(actor, practice, COSTS):
        return rows
    samples = tuple(key for key in rows.samples if key != COSTS)
    return replace(rows, costs=(), notes=Translated(), samples=samples)


def _costs_circle(actor: Actor, practice: Practice) -> Visibility | None:
    circle = practice.circle_of(COSTS)
    is_own = circle is not practice.visibility and policies.can_read_section(actor, practice, COSTS)
    return circle if is_own else None
