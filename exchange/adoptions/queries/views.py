"""Adoptions as values, cut to what the actor may know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload

from exchange.accounts.queries import MinistryView, ministry_view
from exchange.adoptions.models import Adoption, AdoptionResult, AdoptionStep, Differences, Readers, Stage, Unit
from exchange.adoptions.policies import can_keep, readable_by
from exchange.kernel.actor import Actor
from exchange.kernel.documents import Source
from exchange.kernel.moments import Moment
from exchange.kernel.translated import Translated
from exchange.practices.models import Practice
from exchange.practices.queries import PracticeCard, briefs

Row = TypeVar("Row", AdoptionStep, AdoptionResult)


@dataclass(frozen=True)
class StepView:
    """One dated step."""

    id: UUID
    stage: Stage
    moment: Moment
    title: Translated  # empty: the stage names it
    text: Translated
    act_title: str
    act_number: str
    sources: tuple[Source, ...]
    post: Translated
    entered_at: datetime
    is_sample: bool


@dataclass(frozen=True)
class ResultView:
    """One figure with where it comes from."""

    id: UUID
    moment: Moment
    figure: float
    unit: Unit
    title: Translated
    text: Translated
    sources: tuple[Source, ...]
    method: str
    stated_by: str
    post: Translated
    entered_at: datetime
    is_sample: bool


@dataclass(frozen=True)
class AdoptionView:
    """One ministry's way with a practice, as one reader may see it."""

    id: UUID
    practice_id: UUID
    practice: PracticeCard | None  # None: the reader may not read it (any more)
    own_practice_id: UUID | None
    own_practice: PracticeCard | None  # None: there is none, or the reader may not read it
    ministry: MinistryView
    owner_id: UUID
    revision: int
    readers: Readers
    stage: Stage
    began_on: date
    steps: tuple[StepView, ...]  # oldest first
    results: tuple[ResultView, ...]  # oldest first
    differences: Differences
    next_report_on: date | None
    is_prompt_open: bool
    is_sample: bool
    can_keep: bool
    version: int

    def step(self, stage: Stage) -> StepView | None:
        """When the stage was reached first."""
        return next((step for step in self.steps if step.stage is stage), None)


def load(session: Session, actor: Actor, language: str, *conditions: ColumnElement[bool]) -> tuple[AdoptionView, ...]:
    """Those under the conditions that the actor may know of, by two queries however many there are."""
    return views(session, actor, language, whole(select(Adoption).where(readable_by(actor), *conditions)))


def views(session: Session, actor: Actor, language: str, wanted: Select[Adoption]) -> tuple[AdoptionView, ...]:
    """What a `whole` question finds, with the practices that the actor may read."""
    rows = session.scalars(wanted).unique().all()
    named = (one for row in rows for one in (row.practice_id, row.own_practice_id) if one is not None)
    cards = briefs(session, actor=actor, ids=dict.fromkeys(named), language=language)
    return tuple(view(row, cards, actor) for row in rows)


def whole(wanted: Select[Adoption]) -> Select[Adoption]:
    """With everything that `view` needs, oldest first."""
    owner = joinedload(Adoption.practice).load_only(Practice.id, Practice.ministry_id)
    rows = (joinedload(Adoption.steps), joinedload(Adoption.results), joinedload(Adoption.ministry), owner)
    return wanted.options(*rows).order_by(Adoption.began_on, Adoption.id)


def view(row: Adoption, cards: Mapping[UUID, PracticeCard], actor: Actor) -> AdoptionView:
    """The row as a value, with the practices among `cards`."""
    return AdoptionView(
        id=row.id,
        practice_id=row.practice_id,
        practice=cards.get(row.practice_id),
        own_practice_id=row.own_practice_id,
        own_practice=cards.get(row.own_practice_id) if row.own_practice_id else None,
        ministry=ministry_view(row.ministry),
        owner_id=row.practice.ministry_id,
        revision=row.revision,
        readers=row.readers,
        stage=row.stage,
        began_on=row.began_on,
        steps=tuple(map(step_view, _in_order(row.steps))),
        results=tuple(map(result_view, _in_order(row.results))),
        differences=row.differences,
        next_report_on=row.next_report_on,
        is_prompt_open=row.is_prompt_open,
        is_sample=row.is_sample,
        can_keep=can_keep(actor, row),
        version=row.version,
    )


def _in_order(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.happened_on, row.position, row.entered_at))


def step_view(row: AdoptionStep) -> StepView:
    """The row as a value."""
    return StepView(
        id=row.id,
        stage=row.stage,
        moment=Moment(row.happened_on, row.until, row.precision),
        title=row.title,
        text=row.text,
        act_title=row.act_title,
        act_number=row.act_number,
        sources=row.sources,
        post=row.post,
        entered_at=row.entered_at,
        is_sample=row.is_sample,
    )


def result_view(row: AdoptionResult) -> ResultView:
    """The row as a value."""
    return ResultView(
        id=row.id,
        moment=Moment(row.happened_on, row.until, row.precision),
        figure=row.figure,
        unit=row.unit,
        title=row.title,
        text=row.text,
        sources=row.sources,
        method=row.method,
        stated_by=row.stated_by,
        post=row.post,
        entered_at=row.entered_at,
        is_sample=row.is_sample,
    )
