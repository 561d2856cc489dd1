"""One practice as its page shows it, under the reader's right, section by section."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, String, bindparam, cast, literal, select, union_all
from sqlalchemy.orm import Session, joinedload, selectinload

from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.remembered import remembered
from exchange.kernel.translated import Translated
from exchange.practices import policies
from exchange.practices.models import (
    MinistryCondition,
    Practice,
    PracticeSection,
    PracticeText,
    Precondition,
    Revision,
    RevisionCode,
    RevisionState,
    RevisionTheme,
    Rows,
    Standing,
    TextState,
    Visibility,
)
from exchange.practices.queries.card import PracticeCard, best_text, card_of
from exchange.practices.queries.fit import Fit, fit
from exchange.practices.queries.parts import SectionView, costs_circle, visible_rows, visible_sections
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import taxonomy

_SLUG, _TEXT, _PRACTICE, _REVISION = "wanted_slug", "wanted_text", "of_practice", "of_revision"
_SECTIONS = select(PracticeSection).where(PracticeSection.text_id == bindparam(_TEXT))


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
    review_again_on: date | None
    may_judge: bool
    translator: Translated | None  # a post
    is_machine: bool
    published_at: datetime | None
    cleared_on: date | None
    versions: tuple[int, ...]  # cleared ones that the reader may open, newest first
    costs_circle: Visibility | None
    fit: Fit | None  # with the reader's own ministry; None for a visitor and for one's own practice
    permanent: int | None  # the number that a decree quotes
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
    practice, revision = open_version(session, actor=actor, slug=slug, version=version)
    text = best_text(revision, language)
    if exact and text.language != language:
        raise NotFoundError
    sections = session.scalars(_SECTIONS, {_TEXT: text.id}).all()
    return _page(actor, practice, revision, Written(text, sections), _marks(session, actor, practice, revision))


def open_version(session: Session, *, actor: Actor, slug: str, version: int | None = None) -> tuple[Practice, Revision]:
    """The practice and its cleared revision, the newest without a number.

    Raises:
        NotFoundError: none, or not the actor's to read.
    """
    practice = _published(session, actor, slug)
    return practice, _cleared(session, actor, practice, version)


@dataclass(frozen=True)
class Written:
    """A language version with its running texts."""

    text: PracticeText
    sections: Sequence[PracticeSection]


def _published(session: Session, actor: Actor, slug: str) -> Practice:
    """By one query; the names of partners by one more where a circle asks for them."""
    practice = session.scalars(_question(actor), {_SLUG: slug}).unique().one_or_none()
    if practice is None:
        raise NotFoundError
    if Visibility.PARTNERS in {practice.visibility, *practice.field_visibility.values()}:
        session.refresh(practice, ["partners"])
    return practice


@remembered
def _question(actor: Actor) -> Select[Practice]:
    published = joinedload(Practice.published_revision).joinedload(Revision.texts)
    wanted = select(Practice).where(Practice.slug == bindparam(_SLUG), policies.readable_by(actor))
    return wanted.options(joinedload(Practice.ministry), published)


def _cleared(session: Session, actor: Actor, practice: Practice, version: int | None) -> Revision:
    """The newest cleared text, or an older one that a decree may quote (docs/decisions/0043)."""
    published = practice.published_revision
    if published is None:
        raise NotFoundError
    if version in (None, published.number):
        return published
    is_known = policies.can_see_desk(actor, practice)
    is_open = Revision.state == RevisionState.CLEARED if is_known else policies.version_readable_by(actor)
    own = Practice.id == practice.id, Revision.practice_id == Practice.id
    wanted = select(Revision).where(*own, is_open, Revision.number == version)
    revision = session.scalars(wanted.options(selectinload(Revision.texts))).one_or_none()
    if revision is None:
        raise NotFoundError
    return revision


@dataclass(frozen=True)
class _Marks:
    """The codes of a revision, and which cleared versions the reader may open."""

    themes: tuple[str, ...]
    targets: tuple[str, ...]
    channels: tuple[str, ...]
    versions: tuple[int, ...]  # newest first
    needs: tuple[Precondition, ...]
    profile: dict[str, Standing]  # of the reader's own ministry


def _marks(session: Session, actor: Actor, practice: Practice, revision: Revision) -> _Marks:
    """Four short lists by one query."""
    asked = _marks_at_the_desk(actor) if policies.can_see_desk(actor, practice) else _marks_for_readers(actor)
    rows = session.execute(asked, {_PRACTICE: practice.id, _REVISION: revision.id})
    found: defaultdict[str, list[str]] = defaultdict(list)
    for kind, code, _position in sorted(rows, key=lambda row: row[2]):
        found[kind].append(code)
    versions = tuple(map(int, found["version"]))
    words = taxonomy(session)  # conditions are compared by the codes of today: one may have been retired since
    standing = {words.resolve(TermList.PRECONDITION, key): one for one in Standing for key in found[one.value]}
    needs = tuple(
        replace(row, key=words.resolve(TermList.PRECONDITION, row.key)) for row in revision.rows.preconditions
    )
    return _Marks(tuple(found["theme"]), tuple(found["target"]), tuple(found["channel"]), versions, needs, standing)


@remembered
def _marks_at_the_desk(actor: Actor) -> CompoundSelect[Any]:
    return _marks_question(actor, Revision.state == RevisionState.CLEARED)


@remembered
def _marks_for_readers(actor: Actor) -> CompoundSelect[Any]:
    return _marks_question(actor, policies.version_readable_by(actor))


def _marks_question(actor: Actor, is_open: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Themes and codes of a revision, the versions that may be opened, the profile of the reader's own ministry."""
    themes = select(literal("theme"), RevisionTheme.code, RevisionTheme.position)
    codes = select(RevisionCode.kind, RevisionCode.code, RevisionCode.position)
    numbers = select(literal("version"), cast(Revision.number, String), -Revision.number)
    own = actor.ministry_id if actor.belongs_to(actor.ministry_id) else None
    profile = select(cast(MinistryCondition.standing, String), MinistryCondition.key, literal(0))
    asked = (
        themes.where(RevisionTheme.revision_id == bindparam(_REVISION)),
        codes.where(RevisionCode.revision_id == bindparam(_REVISION)),
        numbers.where(Practice.id == bindparam(_PRACTICE), Revision.practice_id == Practice.id, is_open),
    )
    return union_all(*asked) if own is None else union_all(*asked, profile.where(MinistryCondition.ministry_id == own))


def _page(actor: Actor, practice: Practice, revision: Revision, written: Written, marks: _Marks) -> PracticePage:
    text = written.text
    return PracticePage(
        card=card_of(practice, text.language, revision),
        language=text.language,
        sections=visible_sections(actor, practice, revision, written.sections),
        rows=visible_rows(actor, practice, revision),
        themes=marks.themes,
        targets=marks.targets,
        channels=marks.channels,
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
        review_again_on=practice.review_again_on,
        translator=text.translator,
        is_machine=text.state is TextState.MACHINE,
        may_judge=policies.judging_ministry(actor, practice) is not None,
        published_at=practice.published_at,
        cleared_on=revision.cleared_at.date() if revision.cleared_at else None,
        versions=marks.versions,
        costs_circle=costs_circle(actor, practice),
        fit=_fit(actor, practice, fit(marks.needs, marks.profile)),
        permanent=practice.number,
        can_edit=policies.can_edit(actor, practice),
        can_withdraw=policies.can_withdraw(actor, practice),
    )


def _fit(actor: Actor, practice: Practice, found: Fit) -> Fit | None:
    is_own = actor.belongs_to(practice.ministry_id)
    return None if is_own or not actor.belongs_to(actor.ministry_id) or not found.total else found
