"""Questions for tests, asked and answered by the real services."""

from typing import Any

from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.discussion import service as discussion
from exchange.discussion.models import Circulation, Comment
from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.practices.models import Practice
from exchange.questions import service
from exchange.questions.models import Circle, Question
from tests.factories.accounts import actor_for
from tests.support.clock import START


def words(text: str, language: Language = Language.EN) -> discussion.Body:
    """A text as `lay_out` gives it back, without the child process."""
    return discussion.Body(text, f"<p>{text}</p>", language)


def make_question(session: Session, practice: Practice, asker: Person, **chosen: Any) -> Question:
    """Private to two institutions unless `circle` says otherwise; `text`, `at` and `key` may be chosen."""
    draft = service.Draft(
        practice.slug,
        words(chosen.get("text", "How many children may one foster family take?")),
        chosen.get("circle", Circulation.PRIVATE),
        chosen.get("key", str(new_id())),
    )
    return service.ask(session, actor=actor_for(asker), draft=draft, now=chosen.get("at", START))


def make_answer(session: Session, question: Question, author: Person, text: str = "At most three.") -> Comment:
    """An answer in the question's thread."""
    return discussion.answer(
        session,
        actor=actor_for(author),
        slug=session.get_one(Practice, question.practice_id).slug,
        comment_id=question.id,
        body=words(text),
        key=str(new_id()),
        now=START,
    )


def make_published(session: Session, question: Question, clearer: Person, **chosen: Any) -> Question:
    """Published to all members and linked unless chosen otherwise."""
    form = service.PublicForm(
        language="en",
        circle=chosen.get("circle", Circle.MEMBERS),
        is_linked=chosen.get("is_linked", True),
        question=("How many children?", "<p>How many children?</p>"),
        answer=("At most three.", "<p>At most three.</p>"),
    )
    return service.publish(
        session,
        actor=actor_for(clearer),
        question_id=question.id,
        form=form,
        expected_version=question.version,
        now=START,
    )
