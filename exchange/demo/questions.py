"""Sample questions, so that their states can be seen: two wait, one is answered, one is published. All invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.demo.people import actor_behind
from exchange.discussion import service as discussion
from exchange.discussion.models import Circulation, Comment
from exchange.kernel.actor import Actor
from exchange.kernel.languages import Language
from exchange.questions import service
from exchange.questions.models import Circle, Question
from exchange.web.db import transaction


@dataclass(frozen=True)
class _Sample:
    """One private question, when it was asked, and its answer if there is one."""

    by: str
    practice: str
    language: Language
    text: str
    days_ago: int
    answered_by: str = ""
    answer_language: Language = Language.TR
    answer: str = ""


_SAMPLES = (
    _Sample(
        by="official@kz.example",
        practice="az-dost-centres",
        language=Language.RU,
        text="Образец вопроса: сколько сотрудников нужно одному центру в первый год и кто их обучает?",
        days_ago=2,
    ),
    _Sample(
        by="official@az.example",
        practice="tr-koruyucu-aile",
        language=Language.AZ,
        text="Nümunə sual: bir himayədar ailəyə ən çoxu neçə uşaq verilir və qardaş-bacılar üçün istisna varmı?",
        days_ago=3,
    ),
    _Sample(
        by="official@tr.example",
        practice="az-day-care-centres",
        language=Language.TR,
        text="Örnek soru: Azerbaycan’da gündüzlü merkeze başlayan bir çocuk için ilk görüşmeyi kim yapıyor?",
        days_ago=9,
        answered_by="publisher@az.example",
        answer_language=Language.AZ,
        answer="Nümunə cavab: ilk görüşü sosial işçi və psixoloq birlikdə aparır; nəticəyə bir həftədən sonra baxılır.",
    ),
    _Sample(
        by="official@az.example",
        practice="tr-koruyucu-aile",
        language=Language.AZ,
        text="Nümunə sual: ailə ilə uşaq arasında uyğunluq alınmasa, Azərbaycan tərəfi hansı addımı nəzərə almalıdır?",
        days_ago=20,
        answered_by="publisher@tr.example",
        answer="Örnek yanıt: önce iki hafta içinde ev ziyareti yapılır, sonra kurul yerleştirmeyi yeniden inceler.",
    ),
)
_PUBLISHED = (
    "Örnek soru: aile ile çocuk arasında uyum sağlanamazsa hangi adımlar atılıyor?",
    _SAMPLES[3].answer,
)


def ask_questions(now: datetime) -> None:
    """The samples of the discussion become questions; four private ones are asked through the real service."""
    with transaction() as session:
        service.take_up_samples(session)
    asked = [_ask(sample, now) for sample in _SAMPLES]
    _publish(asked[-1], now)


def _ask(sample: _Sample, now: datetime) -> UUID:
    at = now - timedelta(days=sample.days_ago)
    body, actor = discussion.lay_out(sample.text, sample.language), actor_behind(sample.by)
    draft = service.Draft(sample.practice, body, Circulation.PRIVATE, f"demo:{sample.practice}:{sample.days_ago}")
    with transaction() as session:
        question = service.ask(session, actor=actor, draft=draft, now=at)
        session.get_one(Comment, question.id).is_sample = True  # dossiers and lists mark it
    if sample.answer:
        _answer(sample, question, at + timedelta(days=2))
    return question.id


def _answer(sample: _Sample, question: Question, at: datetime) -> None:
    body, actor = discussion.lay_out(sample.answer, sample.answer_language), actor_behind(sample.answered_by)
    with transaction() as session:
        discussion.answer(
            session,
            actor=actor,
            slug=sample.practice,
            comment_id=question.id,
            body=body,
            key=f"demo:answer:{sample.practice}",
            now=at,
        )


def _publish(question_id: UUID, now: datetime) -> None:
    form = service.laid_out(
        question=_PUBLISHED[0],
        answer=_PUBLISHED[1],
        language=Language.TR,
        circle=Circle.PUBLIC,
        is_linked=True,
    )
    actor = actor_behind("reviewer@tr.example")
    with transaction() as session:
        _publish_in(session, actor, question_id, form, now - timedelta(days=12))


def _publish_in(session: Session, actor: Actor, question_id: UUID, form: service.PublicForm, at: datetime) -> None:
    version = session.get_one(Question, question_id).version
    service.publish(session, actor=actor, question_id=question_id, form=form, expected_version=version, now=at)
