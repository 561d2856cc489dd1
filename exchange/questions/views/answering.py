"""Answer a question, or write more in its thread."""

from uuid import UUID

from flask import current_app, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.discussion import service as discussion
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from exchange.kernel.languages import Language
from exchange.questions import queries
from exchange.questions.forms import AnswerForm, fresh_key
from exchange.questions.queries import QuestionPage
from exchange.questions.views.blueprint import CONFLICT, LONGEST_KEY, UNPROCESSABLE, bp
from exchange.questions.views.reading import question_page
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said
from exchange.web.reader import current_reader


@bp.post("/<uuid:question_id>/answer")
@signed_in
def answer(question_id: UUID) -> Response | tuple[str, int]:
    """Add it; the same form sent twice adds one."""
    page, form = _page(question_id), AnswerForm()
    if not form.validate_on_submit():
        return question_page(question_id, form), UNPROCESSABLE
    try:
        _send(page, form)
    except (InvalidError, RefusedError, ConflictError) as error:
        reasons = error.fields.values() if isinstance(error, InvalidError) else (error.message,)
        form.text.errors = [said(reason) for reason in reasons]
        if isinstance(error, ConflictError):
            form.key.data = fresh_key()
        return question_page(question_id, form), CONFLICT if isinstance(error, ConflictError) else UNPROCESSABLE
    flash(_("Your answer is on the page.") if page.can_answer else _("Your words are on the page."))
    return redirect(url_for(".show", question_id=question_id), code=303)


def _page(question_id: UUID) -> QuestionPage:
    language = current_reader().language.value
    page = queries.question_page(reading(), actor=current_actor(), question_id=question_id, language=language)
    if page.whole is None:
        raise NotFoundError
    return page


def _send(page: QuestionPage, form: AnswerForm) -> None:
    body = discussion.lay_out(form.text.data or "", Language(form.language.data))
    with transaction() as session:
        discussion.answer(
            session,
            actor=current_actor(),
            slug=page.practice.slug,
            comment_id=page.id,
            body=body,
            key=(form.key.data or fresh_key())[:LONGEST_KEY],
            now=current_app.config["CLOCK"](),
        )
