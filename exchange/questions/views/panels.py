"""What questions put into the pages of others: the key beside a practice, what was answered, tasks, a purpose."""

from uuid import UUID

from flask import current_app, g, render_template
from markupsafe import Markup, escape

from exchange.kernel.errors import NotFoundError
from exchange.questions import queries
from exchange.questions.queries import Beside, QuestionRow
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader
from exchange.web.slots import Subject

_NOTHING = Markup()


def ask_key(subject: Subject) -> Markup:
    """Beside a practice: ask its post privately. For people of another ministry."""
    actor = current_actor()
    if subject.ministry_id is None or not actor.belongs_to(actor.ministry_id):
        return _NOTHING
    if actor.ministry_id == subject.ministry_id:
        return _NOTHING
    days = _beside(subject).promised_days
    return _drawn("questions/panels/ask_key.html", slug=subject.practice_slug, days=days)


def answered(subject: Subject) -> Markup:
    """Under a practice: questions that its ministry answered for all its readers."""
    if subject.practice_id is None or subject.ministry_id is None:
        return _NOTHING
    found = _beside(subject).answered
    return _drawn("questions/panels/answered.html", questions=found) if found else _NOTHING


def _beside(subject: Subject) -> Beside:
    """Read once per request, for both places."""
    known: dict[UUID, Beside] = g.setdefault("questions_beside", {})
    if subject.practice_id is None or subject.ministry_id is None:
        raise NotFoundError
    if subject.practice_id not in known:
        known[subject.practice_id] = queries.beside(
            reading(), actor=current_actor(), practice_id=subject.practice_id, ministry_id=subject.ministry_id
        )
    return known[subject.practice_id]


def desk_tasks(_subject: Subject) -> Markup:
    """On the desk: questions that wait for the reader's post."""
    rows = _waiting()
    today = current_reader().place.local(current_app.config["CLOCK"]()).date()
    return _drawn("questions/panels/desk_tasks.html", rows=rows, today=today) if rows else _NOTHING


def purpose(subject: Subject) -> Markup:
    """The words of a question as the purpose of a meeting about it, for those who read them."""
    if subject.question_id is None:
        return _NOTHING
    try:
        return escape(queries.question_text(reading(), actor=current_actor(), question_id=subject.question_id))
    except NotFoundError:
        return _NOTHING


def _waiting() -> tuple[QuestionRow, ...]:
    return queries.to_answer(reading(), actor=current_actor(), language=current_reader().language.value)


def _drawn(template: str, **values: object) -> Markup:
    return Markup(render_template(template, **values))  # noqa: S704 - a rendered template
