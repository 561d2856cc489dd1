"""The register of commitments, and what its people do with them."""

from uuid import UUID

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError
from exchange.meetings import service
from exchange.meetings.forms.record import CommitmentForm, StepOfCommitmentForm
from exchange.meetings.models import CommitmentState
from exchange.meetings.queries.page import RequestPage
from exchange.meetings.queries.register import Choice, Register, RegisterRow, find_row, register
from exchange.meetings.states import Command
from exchange.meetings.views import bp as meetings
from exchange.meetings.views.shown import Late, back_to, changed_page, page_of
from exchange.meetings.views.spreadsheet import register_file
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader

bp = Blueprint("commitments", __name__, url_prefix="/commitments")
UNPROCESSABLE, CONFLICT = 422, 409
Answer = BaseResponse | tuple[str, int]


@bp.get("/")
@signed_in
def index() -> str:
    """What the own ministry promised and was promised."""
    choice = _choice()
    return render_template(
        "commitments/index.html", found=_register(choice), choice=choice, form=StepOfCommitmentForm(formdata=None)
    )


@bp.get("/register.csv")
@signed_in
def spreadsheet() -> Response:
    """The same rows for a spreadsheet."""
    content = register_file(_register(_choice()).rows, current_reader().language.value)
    response = Response(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="commitments.csv"'
    return response


def _choice() -> Choice:
    return Choice(request.args.get("with", ""), only_open=request.args.get("show") != "all")


def _register(choice: Choice) -> Register:
    now, language = current_app.config["CLOCK"](), current_reader().language.value
    return register(reading(), actor=current_actor(), choice=choice, language=language, now=now)


@bp.get("/<uuid:commitment_id>")
@signed_in
def show(commitment_id: UUID) -> str:
    """One commitment, and the next step where the reader may take it."""
    return _page(_row(commitment_id), StepOfCommitmentForm(formdata=None))


@bp.post("/<uuid:commitment_id>")
@signed_in
def step(commitment_id: UUID) -> Answer:
    """Take it a step further."""
    row, form = _row(commitment_id), StepOfCommitmentForm()
    if not form.validate_on_submit() or form.state.data not in {state.value for state in CommitmentState}:
        return _page(row, form), UNPROCESSABLE
    try:
        with transaction() as session:
            _step(session, commitment_id, form)
    except InvalidError as error:
        add_faults(form, error)
        return _page(row, form), UNPROCESSABLE
    except ConflictError as error:
        return _page(_row(commitment_id), form, said(error.message)), CONFLICT
    flash(_("Kept. The other ministry is told."), "success")
    return redirect(url_for("commitments.show", commitment_id=commitment_id), code=303)


def _step(session: Session, commitment_id: UUID, form: StepOfCommitmentForm) -> None:
    step_taken = service.Step(
        CommitmentState(form.state.data or ""),
        form.effect.data or "",
        current_reader().language.value,
        (form.practice.data or "").strip().rpartition("/")[2],
    )
    service.step_commitment(
        session,
        actor=current_actor(),
        commitment_id=commitment_id,
        step=step_taken,
        version=form.seen_version,
        now=current_app.config["CLOCK"](),
    )


def _row(commitment_id: UUID) -> RegisterRow:
    now, language = current_app.config["CLOCK"](), current_reader().language.value
    row = find_row(reading(), actor=current_actor(), commitment_id=commitment_id, language=language, now=now)
    if row is None:
        raise NotFoundError
    return row


def _page(row: RegisterRow, form: StepOfCommitmentForm, changed: str = "") -> str:
    form.look_again(row.fact.version)
    return render_template("commitments/show.html", row=row, form=form, changed=changed)


@meetings.get("/<uuid:request_id>/commitment")
@signed_in
def commitment_form(request_id: UUID) -> str | BaseResponse:
    """Who does what, by when."""
    page = page_of(request_id)
    if Command.COMMIT not in page.commands:
        return redirect(url_for("meetings.show", request_id=request_id), code=303)
    return _commitment_page(page, _form(page, CommitmentForm(formdata=None)))


@meetings.post("/<uuid:request_id>/commitment")
@signed_in
def commit(request_id: UUID) -> Answer:
    """Write it down."""
    page = page_of(request_id)
    form = _form(page, CommitmentForm())
    if not form.validate_on_submit():
        return _commitment_page(page, form), UNPROCESSABLE
    try:
        with transaction() as session:
            _commit(session, form, request_id)
    except InvalidError as error:
        add_faults(form, error)
        return _commitment_page(page, form), UNPROCESSABLE
    except ConflictError as error:
        return changed_page(request_id, Late(error, (form.what.data or "",)))
    return back_to(request_id, _("Written down. Its ministry accepts it, or both do with the minutes."))


def _commit(session: Session, form: CommitmentForm, request_id: UUID) -> None:
    draft = service.CommitmentDraft(
        UUID(form.ministry.data), form.what.data or "", form.due_on.data, current_reader().language.value
    )
    now, key = current_app.config["CLOCK"](), form.key.data or ""
    service.propose_commitment(session, actor=current_actor(), request_id=request_id, draft=draft, key=key, now=now)


def _form(page: RequestPage, form: CommitmentForm) -> CommitmentForm:
    form.put_ministries([(str(side.ministry.id), f"{side.country}: {side.organisation}") for side in page.sides.both])
    return form


def _commitment_page(page: RequestPage, form: CommitmentForm) -> str:
    return render_template("meetings/commitment.html", page=page, form=form)
