"""What happened on the exchange between two ministries, as entries of their dossier, under the reader's right."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.adoptions.models import Readers
from exchange.adoptions.queries import AdoptionView, ResultView, StepView, adoptions_between
from exchange.discussion.models import Circulation, Comment
from exchange.kernel.actor import Actor
from exchange.kernel.catalogues import tongue
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_, Message
from exchange.kernel.moments import Moment
from exchange.kernel.translated import Translated
from exchange.meetings.models import CommitmentState as PromiseState
from exchange.meetings.queries import CommitmentFact, MeetingFact, commitments_between, meetings_between
from exchange.meetings.states import RequestState
from exchange.questions.models import Question
from exchange.questions.policies import whole_read_by
from exchange.questions.queries.lists import first_words
from exchange.relations.models import Basis, Circle, CommitmentState, EventKind
from exchange.relations.queries.entries import EventView

_MOST_QUESTIONS = 200
_TOOK_PLACE = {RequestState.HELD, RequestState.MINUTES_REVIEW, RequestState.CLOSED}
_PROMISES = {
    PromiseState.ACCEPTED: CommitmentState.ACCEPTED,
    PromiseState.IN_PROGRESS: CommitmentState.IN_PROGRESS,
    PromiseState.DONE: CommitmentState.DONE,
    PromiseState.DROPPED: CommitmentState.DROPPED,
}


def entries_on_the_exchange(
    session: Session, *, actor: Actor, pair: tuple[UUID, UUID], language: Language
) -> tuple[EventView, ...]:
    """Adoptions in either direction, step by step, with their results; questions and their answers."""
    found = adoptions_between(session, actor=actor, pair=pair, language=language)
    adopted = tuple(entry for adoption in found for entry in _of_adoption(adoption, language))
    return adopted + _questions(session, actor, pair) + _meetings(session, actor, pair, language)


def _meetings(session: Session, actor: Actor, pair: tuple[UUID, UUID], language: Language) -> tuple[EventView, ...]:
    """Meetings and requests, and what was promised in them."""
    if actor.ministry_ids.isdisjoint(pair):  # a meeting is known to its sides
        return ()
    first, second = pair
    met = meetings_between(session, actor=actor, first=first, second=second, language=language.value)
    promised = commitments_between(session, actor=actor, first=first, second=second)
    return tuple(_meeting(one, language) for one in met) + tuple(
        _promise(one) for one in promised if one.state is not PromiseState.PROPOSED
    )


def _meeting(fact: MeetingFact, language: Language) -> EventView:
    took_place = fact.state in _TOOK_PLACE
    words = tongue(language.value)
    label = words.gettext(fact.state.label)
    title = fact.title or words.gettext(N_("Meeting"))
    return EventView(
        moment=Moment((fact.starts_at or fact.made_at).date()),
        kind=EventKind.MEETING_HELD if took_place else EventKind.MEETING_REQUEST,
        title=Translated({fact.title_language if fact.title else language.value: title}),
        side_id=None if fact.starts_at else fact.from_ministry_id,
        text=Translated({language.value: label}),
        basis=Basis.SAMPLE if fact.is_sample else None,
        circle=Circle.TWO_INSTITUTIONS,
        subject_ids=(fact.practice_id,),
        href=f"/meetings/{fact.id}",
    )


def _promise(fact: CommitmentFact) -> EventView:
    return EventView(
        moment=Moment((fact.accepted_at or fact.made_at).date()),
        kind=EventKind.COMMITMENT,
        title=Translated({fact.language: fact.what}),
        side_id=fact.ministry_id,
        text=Translated({fact.effect_language: fact.effect}),
        basis=Basis.SAMPLE if fact.is_sample else None,
        circle=Circle.TWO_INSTITUTIONS,
        commitment_state=_PROMISES[fact.state],
        due_on=fact.due_on,
        done_on=fact.closed_at.date() if fact.closed_at else None,
        href=f"/meetings/{fact.request_id}",
    )


def _questions(session: Session, actor: Actor, pair: tuple[UUID, UUID]) -> tuple[EventView, ...]:
    """Those of which the reader knows who asked: the words stay on their own page."""
    if actor.ministry_ids.isdisjoint(pair):  # who asked is known to the two only
        return ()
    asked = (
        select(Question, Comment)
        .join(Comment, Comment.id == Question.id)
        .where(whole_read_by(actor), Question.asked_by.in_(pair), Question.asked_of.in_(pair))
        .order_by(Question.asked_at)
        .limit(_MOST_QUESTIONS)
    )
    return tuple(_question(*row) for row in session.execute(asked))


def _question(question: Question, asked: Comment) -> EventView:
    is_private = asked.circulation is Circulation.PRIVATE
    return EventView(
        moment=Moment(question.asked_at.date()),
        kind=EventKind.QUESTION,
        title=Translated({asked.language: first_words(asked.html)}),
        side_id=question.asked_by,
        basis=Basis.SAMPLE if asked.is_sample else None,
        circle=Circle.TWO_INSTITUTIONS if is_private else Circle.AS_PRACTICE,
        subject_ids=(question.practice_id,),
        href=f"/questions/{question.id}",
    )


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
