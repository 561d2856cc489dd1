"""Where a practice went: who is adopting it, how far, with what result."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, aliased, joinedload

from exchange.accounts.queries import MinistryView
from exchange.kernel.actor import Actor
from exchange.kernel.languages import Language, sort_key
from exchange.kernel.remembered import remembered
from exchange.relations.models import EventKind, Part, Relation, RelationEvent, RelationEventPractice, Stage
from exchange.relations.policies import events_readable_by
from exchange.relations.queries.dossiers import canonical, sides_of
from exchange.relations.queries.entries import EventView, event_view, oldest_first

_SHOWN_RESULTS = 2
_ABOUT = "about_practice"


@dataclass(frozen=True)
class Adoption:
    """One ministry's way with the practice, as one reader may see it."""

    ministry: MinistryView
    steps: tuple[EventView, ...]  # one per stage, in the order of the stages
    results: tuple[EventView, ...]  # the latest first, at most two
    dossier: tuple[str, str]  # its address

    @property
    def current(self) -> Stage:
        """The furthest stage."""
        return self.steps[-1].stage or Stage.INTERESTED

    def step(self, stage: Stage) -> EventView | None:
        """When the stage was reached."""
        return next((step for step in self.steps if step.stage is stage), None)


def adoptions_of(session: Session, *, actor: Actor, practice_id: UUID, language: Language) -> tuple[Adoption, ...]:
    """Adoptions of a practice that the actor may know of, alphabetical by country in the reader's language."""
    relations, events = _steps_and_results(session, actor, practice_id)
    steps = [event for event in events if event.kind is EventKind.ADOPTION_STEP and practice_id in event.subject_ids]
    results = [event for event in events if event.kind is EventKind.RESULT]
    found = [adoption for relation in relations for adoption in _of(relation, steps, results, language)]
    return tuple(sorted(found, key=lambda adoption: sort_key(adoption.ministry.country_name(language), language)))


def _steps_and_results(
    session: Session, actor: Actor, practice_id: UUID
) -> tuple[tuple[Relation, ...], tuple[EventView, ...]]:
    """Those of every dossier that names the practice, with the dossiers, in one query."""
    rows = session.execute(_question(actor), {_ABOUT: practice_id}).unique().all()
    return tuple(dict.fromkeys(relation for _, relation in rows)), tuple(event_view(event) for event, _ in rows)


@remembered
def _question(actor: Actor) -> Select[RelationEvent, Relation]:
    naming = (
        select(RelationEvent.relation_id)
        .join(RelationEvent.practices)
        .where(RelationEventPractice.practice_id == bindparam(_ABOUT), RelationEventPractice.part == Part.SUBJECT)
        .correlate(None)
    )
    dossier = aliased(Relation)  # not the one inside the rule
    wanted = (
        select(RelationEvent, dossier)
        .join(dossier, dossier.id == RelationEvent.relation_id)
        .where(
            RelationEvent.kind.in_((EventKind.ADOPTION_STEP, EventKind.RESULT)), RelationEvent.relation_id.in_(naming)
        )
        .where(events_readable_by(actor))
        .options(joinedload(dossier.first_ministry), joinedload(dossier.second_ministry))
    )
    return oldest_first(wanted)


def _of(
    relation: Relation, steps: Sequence[EventView], results: Sequence[EventView], language: Language
) -> Iterator[Adoption]:
    sides = sides_of(relation, language)
    for side in sides:
        own = [step for step in steps if (step.relation_id, step.side_id) == (relation.id, side.id)]
        if own:
            yield Adoption(side, _stages(own), _results(own, results), canonical(sides[0].slug, sides[1].slug))


def _stages(steps: Sequence[EventView]) -> tuple[EventView, ...]:
    """The first entry of each stage."""
    first = {step.stage: step for step in reversed(steps) if step.stage}
    return tuple(first[stage] for stage in Stage if stage in first)


def _results(steps: Sequence[EventView], results: Sequence[EventView]) -> tuple[EventView, ...]:
    """Figures of what came of these steps: of the same side and the same practice of its own."""
    own = {(step.relation_id, step.side_id, step.adoption_id) for step in steps}
    of_these = [result for result in results if (result.relation_id, result.side_id, result.adoption_id) in own]
    return tuple(reversed(of_these[-_SHOWN_RESULTS:]))
