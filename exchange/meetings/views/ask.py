"""Ask for a meeting: the form, a look at the times on both clocks, sending."""

from uuid import UUID

from flask import current_app, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.meetings import policies, service
from exchange.meetings.forms import RequestForm
from exchange.meetings.models import LENGTHS, Level, Openness
from exchange.meetings.queries.cards import Card, card
from exchange.meetings.queries.organizing import own_colleagues
from exchange.meetings.queries.sides import Sides, read_sides, with_calendars
from exchange.meetings.states import RequestState
from exchange.meetings.views import bp
from exchange.meetings.views.picker import grid_for, only_looks
from exchange.meetings.views.shown import back_to, page_of
from exchange.practices.queries import PracticeBrief, brief
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader
from exchange.web.slots import Slot, Subject, render_slot

UNPROCESSABLE = 422


@bp.get("/new")
@signed_in
def new() -> str | Response:
    """The form; without a practice, the way to find one."""
    slug = request.args.get("practice", "")
    if not slug:
        return render_template("meetings/choose.html")
    form = _form(slug)
    form.purpose.data = form.purpose.data or _words_of(request.args.get("question", ""))
    form.languages.data = form.languages.data or [current_reader().language.value]
    return _page(form)


@bp.post("/new")
@signed_in
def ask() -> tuple[str, int] | Response:
    """Send the request or keep it as a draft; `act=check` only shows its times on both clocks."""
    form = _form(request.form.get("practice") or request.args.get("practice", ""))
    act, is_valid = request.form.get("act"), form.validate_on_submit()
    if only_looks():
        form.forget_errors_but("slots")
    if only_looks() or not is_valid:
        return _page(form), UNPROCESSABLE
    try:
        with transaction() as session:
            outcome = _request(session, form, keep=act == "draft")
    except InvalidError as error:
        add_faults(form, error)
        return _page(form), UNPROCESSABLE
    return back_to(outcome.request_id, _said(act, outcome.request_id))


def _words_of(question: str) -> str:
    """What the question says that the meeting is about, if the reader may read it."""
    try:
        subject = Subject(question_id=UUID(question))
    except ValueError:
        return ""
    return str(render_slot(Slot.MEETING_PURPOSE, subject).unescape())


def _said(act: str | None, request_id: UUID) -> str:
    if act == "draft":
        return str(_("Kept as a draft. Only your ministry sees it."))
    if page_of(request_id).state is RequestState.AWAITING_CLEARANCE:
        return str(_("Your request waits for clearance in your ministry. It is sent as soon as it is cleared."))
    return str(_("Your request was sent. You will be told as soon as the other side answers."))


def _request(session: Session, form: RequestForm, *, keep: bool) -> service.Outcome:
    now, write = current_app.config["CLOCK"](), service.save_draft if keep else service.request_meeting
    return write(session, actor=current_actor(), draft=draft_of(form), key=form.key.data or "", now=now)


def _form(slug: str) -> RequestForm:
    form = RequestForm()
    form.practice.data = slug
    put_words(form)
    return form


def put_words(form: RequestForm) -> None:
    """The reader's clock, the words of the choices, and the colleagues who could come instead."""
    actor, reader = current_actor(), current_reader()
    form.slots.place = reader.place
    lengths = [(minutes, ngettext("%(num)s minute", "%(num)s minutes", minutes)) for minutes in LENGTHS]
    form.put_choices(
        [(level.value, _(level.label)) for level in Level],
        lengths,
        [(openness.value, _(openness.label)) for openness in Openness],
    )
    form.put_substitutes(_("Nobody named"), own_colleagues(reading(), actor=actor, language=reader.language.value))


def draft_of(form: RequestForm) -> service.RequestDraft:
    """What was written."""
    reader = current_reader()
    return service.RequestDraft(
        practice_slug=form.practice.data or "",
        purpose=form.purpose.data or "",
        offer=service.Offer(form.slots.starts, reader.place.zone, language=reader.language.value),
        languages=tuple(form.languages.data or ()),
        minutes=form.minutes.data,
        level=Level(form.level.data),
        topic=form.topic.data or "",
        outcome=form.outcome.data or "",
        openness=Openness(form.openness.data),
        substitute_id=UUID(form.substitute.data) if form.substitute.data else None,
    )


def _page(form: RequestForm) -> str:
    actor, reader = current_actor(), current_reader()
    practice = brief(reading(), actor=actor, slug=form.practice.data or "", language=reader.language.value)
    if not policies.can_request(actor, practice.ministry_id) or actor.ministry_id is None:
        raise NotFoundError
    sides = read_sides(reading(), (actor.ministry_id, practice.ministry_id), actor, reader.language.value)
    return _drawn(form, practice, sides)


def _drawn(form: RequestForm, practice: PracticeBrief, sides: Sides) -> str:
    sides = with_calendars(reading(), sides)
    return render_template(
        "meetings/new.html",
        grid=grid_for(form.slots, sides, minutes_of_form(form)),
        form=form,
        practice=practice,
        sides=sides,
        owner=sides.of(practice.ministry_id),
        cards=cards_of_form(form, sides),
        place=current_reader().place,
        now=current_app.config["CLOCK"](),
    )


def cards_of_form(form: RequestForm, sides: Sides) -> tuple[Card, ...]:
    """The times that can be read, on both clocks: once something was sent."""
    now = current_app.config["CLOCK"]()
    return tuple(card(sides, start, minutes_of_form(form), now) for start in sorted(set(form.slots.starts)))


def _minutes(form: RequestForm) -> int:
    chosen: int = form.minutes.data if form.minutes.data in LENGTHS else LENGTHS[2]
    return chosen


def minutes_of_form(form: RequestForm) -> int:
    """The chosen length, or an hour."""
    chosen: int = form.minutes.data if form.minutes.data in LENGTHS else LENGTHS[2]
    return chosen
