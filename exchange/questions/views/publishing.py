"""Publish a question with its answer, without names."""

from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from exchange.kernel.languages import Language
from exchange.practices.models import Visibility
from exchange.questions import queries, service
from exchange.questions.forms import PublishForm
from exchange.questions.models import Circle
from exchange.questions.queries import QuestionPage
from exchange.questions.views.blueprint import CONFLICT, UNPROCESSABLE, bp
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader

Answer = Response | tuple[str, int]


@bp.get("/<uuid:question_id>/publish")
@signed_in
def publish(question_id: UUID) -> str:
    """Both texts with the names taken out, to be read once more before others do."""
    page = _page(question_id)
    return _drawn(page, PublishForm(formdata=None, data=_start(page)))


@bp.post("/<uuid:question_id>/publish")
@signed_in
def save(question_id: UUID) -> Answer:
    """Publish, or replace what was published."""
    page, form = _page(question_id), PublishForm()
    _put_circles(form, page)
    if not form.validate_on_submit():
        return _drawn(page, form), UNPROCESSABLE
    try:
        _publish(question_id, form)
    except InvalidError as error:
        add_faults(form, error)
        return _drawn(page, form), UNPROCESSABLE
    except ConflictError as error:
        form.form_errors.append(said(error.message))
        form.version.raw_data = [str(page.version)]
        return _drawn(page, form), CONFLICT
    flash(_("Others can read the question and its answer now. Nothing says who asked."))
    return redirect(url_for(".show", question_id=question_id), code=303)


def _page(question_id: UUID) -> QuestionPage:
    language = current_reader().language.value
    page = queries.question_page(reading(), actor=current_actor(), question_id=question_id, language=language)
    if page.whole is None:
        raise NotFoundError
    if page.suggested is None:
        raise RefusedError(service.NOT_YOURS if page.answered_at else service.NOT_ANSWERED)
    return page


def _start(page: QuestionPage) -> dict[str, object]:
    public, suggested = page.public, page.suggested
    if public is not None:
        words = {"question": public.question, "answer": public.answer, "language": public.language}
        return words | {"circle": public.circle.value, "is_linked": public.is_linked, "version": page.version}
    if suggested is None:
        raise NotFoundError
    words = {"question": suggested.question, "answer": suggested.answer, "language": suggested.language}
    return words | {"circle": Circle.MEMBERS.value, "is_linked": True, "version": page.version}


def _put_circles(form: PublishForm, page: QuestionPage) -> None:
    choices = [(Circle.MEMBERS.value, _("All ministries that read the practice"))]
    if page.practice.visibility == Visibility.PUBLIC:
        choices.append((Circle.PUBLIC.value, _("Readers who have not signed in too")))
    form.circle.choices = choices


def _publish(question_id: UUID, form: PublishForm) -> None:
    laid_out = service.laid_out(
        question=form.question.data or "",
        answer=form.answer.data or "",
        language=Language(form.language.data),
        circle=Circle(form.circle.data),
        is_linked=bool(form.is_linked.data),
    )
    with transaction() as session:
        service.publish(
            session,
            actor=current_actor(),
            question_id=question_id,
            form=laid_out,
            expected_version=form.version.data or 0,
            now=current_app.config["CLOCK"](),
        )


def _drawn(page: QuestionPage, form: PublishForm) -> str:
    _put_circles(form, page)
    return render_template("questions/publish.html", page=page, form=form)
