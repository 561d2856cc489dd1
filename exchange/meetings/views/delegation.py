"""Who comes for the own side, and what the meeting is called: small changes of a meeting that stands."""

from uuid import UUID

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from exchange.kernel.errors import ConflictError, InvalidError
from exchange.kernel.languages import Language
from exchange.kernel.messages import Message
from exchange.meetings import service
from exchange.meetings.forms import StepForm, TitleForm
from exchange.meetings.models import PartRole, pairs_of
from exchange.meetings.queries.guests import company_of
from exchange.meetings.queries.organizing import Candidate, candidates, seat_value
from exchange.meetings.queries.page import RequestPage, readable
from exchange.meetings.states import Command
from exchange.meetings.views import bp
from exchange.meetings.views.shown import Late, back_to, changed_page, order_of, page_of, title_of
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader

UNPROCESSABLE = 422
Answer = Response | tuple[str, int]


@bp.get("/<uuid:request_id>/people")
@signed_in
def people_form(request_id: UUID) -> str | Response:
    """Everyone of the own ministry with the part they take."""
    page = page_of(request_id)
    if not _may(page):
        return redirect(url_for("meetings.show", request_id=request_id), code=303)
    return _people_page(page)


@bp.post("/<uuid:request_id>/people")
@signed_in
def people(request_id: UUID) -> Answer:
    """Let exactly these people come."""
    page, form = page_of(request_id), StepForm()
    if page.meeting is None or page.meeting.my_own is None:
        return changed_page(request_id, Late(ConflictError(Message(""))))
    order = order_of(form, request_id) | {"side": page.meeting.my_own.ministry.id, "version": form.seen_version}
    try:
        with transaction() as session:
            service.seat_delegation(session, seats=_seats(), pairs=_pairs(), **order)
    except InvalidError as error:
        return _people_page(page, fault=said(next(iter(error.fields.values())))), UNPROCESSABLE
    except ConflictError as error:
        return changed_page(request_id, Late(error))
    return back_to(request_id, _("The delegation was changed. Those concerned are told; every other answer stays."))


def _seats() -> dict[UUID, PartRole]:
    known = {role.value for role in service.SEATS}
    return {
        person_id: PartRole(value.partition(":")[0])
        for person_id, value in _chosen().items()
        if value.partition(":")[0] in known
    }


def _pairs() -> dict[UUID, str]:
    """Between which languages each interpreter works; which pairs there are is the service's matter."""
    return {person_id: value.partition(":")[2] for person_id, value in _chosen().items() if ":" in value}


def _chosen() -> dict[UUID, str]:
    """What was chosen for each person, as it came."""
    seats = {name.removeprefix("seat-"): value for name, value in request.form.items() if name.startswith("seat-")}
    return {UUID(person): value for person, value in seats.items() if _is_id(person)}


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _people_page(page: RequestPage, fault: str = "") -> str:
    return render_template(
        "meetings/people.html",
        page=page,
        form=_form(page),
        rows=_candidates(page),
        roles=_roles(page),
        chosen=_chosen() if fault else {},
        hints=_hints(page),
        fault=fault,
    )


def _roles(page: RequestPage) -> list[tuple[str, str]]:
    """Every part that a person can take; an interpreter's with the two languages."""
    plain = [(role.value, str(_(role.label))) for role in service.SEATS if role is not PartRole.INTERPRETER]
    word, names = str(_(PartRole.INTERPRETER.label)), {one.value: one.own_name for one in Language}
    pairs = [(pair, " – ".join(names[code] for code in pair.split("-"))) for pair in pairs_of(page.languages)]
    return [*plain, *((seat_value(PartRole.INTERPRETER, pair), f"{word}, {words}") for pair, words in pairs)]


def _hints(page: RequestPage) -> tuple[Message, ...]:
    found = readable(reading(), actor=current_actor(), request_id=page.id)
    return company_of(reading(), request=found, sides=page.sides).hints


def _form(page: RequestPage) -> StepForm:
    form = StepForm(formdata=None)
    form.look_again(page.version)
    return form


def _candidates(page: RequestPage) -> tuple[Candidate, ...]:
    if page.meeting is None or page.meeting.my_own is None:
        return ()
    found = readable(reading(), actor=current_actor(), request_id=page.id)
    language, side = current_reader().language.value, page.meeting.my_own.ministry.id
    return candidates(reading(), request=found, side=side, language=language)


def _may(page: RequestPage) -> bool:
    return Command.UPDATE in page.commands and page.meeting is not None and page.meeting.my_own is not None


@bp.get("/<uuid:request_id>/title")
@signed_in
def title_form(request_id: UUID) -> str | Response:
    """The title as it is."""
    page = page_of(request_id)
    if not _may(page):
        return redirect(url_for("meetings.show", request_id=request_id), code=303)
    form = TitleForm(formdata=None)
    form.look_again(page.version)
    form.title.data = title_of(page)
    return _title_page(page, form)


@bp.post("/<uuid:request_id>/title")
@signed_in
def retitle(request_id: UUID) -> Answer:
    """Give it another one."""
    form, page = TitleForm(), page_of(request_id)
    if not form.validate_on_submit():
        return _title_page(page, form), UNPROCESSABLE
    try:
        with transaction() as session:
            _retitle(session, form, request_id)
    except InvalidError as error:
        add_faults(form, error)
        return _title_page(page, form), UNPROCESSABLE
    except ConflictError as error:
        return changed_page(request_id, Late(error, (form.title.data or "",)))
    return back_to(request_id, _("The title was changed in every calendar. Answers stay."))


def _retitle(session: Session, form: TitleForm, request_id: UUID) -> None:
    service.retitle(
        session,
        actor=current_actor(),
        request_id=request_id,
        title=form.title.data or "",
        language=current_reader().language.value,
        version=form.seen_version,
        key=form.key.data or "",
        now=current_app.config["CLOCK"](),
    )


def _title_page(page: RequestPage, form: TitleForm) -> str:
    return render_template("meetings/title.html", page=page, form=form)
