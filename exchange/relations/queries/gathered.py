"""What happened on the exchange between two ministries, as entries of their dossier, under the reader's right."""

from uuid import UUID

from sqlalchemy.orm import Session

from exchange.adoptions.models import Readers
from exchange.adoptions.queries import AdoptionView, ResultView, StepView, adoptions_between
from exchange.kernel.actor import Actor
from exchange.kernel.catalogues import tongue
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_, Message
from exchange.kernel.translated import Translated
from exchange.relations.models import Basis, Circle, EventKind
from exchange.relations.queries.entries import EventView


def entries_on_the_exchange(
    session: Session, *, actor: Actor, pair: tuple[UUID, UUID], language: Language
) -> tuple[EventView, ...]:
    """Adoptions in either direction, step by step, with their results."""
    found = adoptions_between(session, actor=actor, pair=pair, language=language)
    return tuple(entry for adoption in found for entry in _of_adoption(adoption, language))


def _of_adoption(adoption: AdoptionView, language: Language) -> tuple[EventView, ...]:
    steps = tuple(_step(adoption, step, language) for step in adoption.steps)
    return steps + tuple(_result(adoption, result) for result in adoption.results)


def _step(adoption: AdoptionView, step: StepView, language: Language) -> EventView:
    return EventView(
        moment=step.moment,
        kind=EventKind.ADOPTION_STEP,
        title=step.title or _stage_title(adoption, step, language),
        side_id=adoption.ministry.id,
        text=step.text,
        basis=_basis(step),
        circle=_circle(adoption),
        sources=step.sources,
        stage=step.stage,
        changes=adoption.differences.changed if step.stage is adoption.stage else (),
        subject_ids=(adoption.practice_id,),
        adoption_id=adoption.own_practice_id,
        href=f"/adoptions/{adoption.id}",
    )


def _stage_title(adoption: AdoptionView, step: StepView, language: Language) -> Translated:
    words = tongue(language.value)
    stage = words.gettext(step.stage.label)
    if adoption.practice is None:
        return Translated({language.value: stage})
    said = words.say(Message(N_("%(stage)s: %(title)s"), {"stage": stage, "title": adoption.practice.title}))
    return Translated({language.value: said})


def _result(adoption: AdoptionView, result: ResultView) -> EventView:
    return EventView(
        moment=result.moment,
        kind=EventKind.RESULT,
        title=result.title,
        side_id=adoption.ministry.id,
        text=result.text,
        basis=_basis(result),
        circle=_circle(adoption),
        sources=result.sources,
        figure=result.figure,
        unit=result.unit,
        adoption_id=adoption.own_practice_id,
        href=f"/adoptions/{adoption.id}",
    )


def _basis(row: StepView | ResultView) -> Basis | None:
    if row.is_sample:
        return Basis.SAMPLE
    return Basis.PUBLIC_FACT if row.sources else None


def _circle(adoption: AdoptionView) -> Circle:
    is_open = adoption.readers in {Readers.PUBLIC, Readers.MEMBERS}
    return Circle.AS_PRACTICE if is_open else Circle.TWO_INSTITUTIONS
