"""One question: whole for those who read its words, the published form for others."""

from uuid import UUID

from flask import current_app, render_template

from exchange.questions import queries
from exchange.questions.forms import AnswerForm
from exchange.questions.views.blueprint import bp
from exchange.web.access import public
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader


@bp.get("/<uuid:question_id>")
@public
def show(question_id: UUID) -> str:
    """The page of a question."""
    return question_page(question_id, AnswerForm(formdata=None))


def question_page(question_id: UUID, form: AnswerForm) -> str:
    """The page with the form under it."""
    reader = current_reader()
    page = queries.question_page(
        reading(), actor=current_actor(), question_id=question_id, language=reader.language.value
    )
    today = page.owner.place("en").local(current_app.config["CLOCK"]()).date()
    return render_template(
        "questions/show.html", page=page, form=form, is_late=bool(page.due_on and page.due_on < today)
    )
