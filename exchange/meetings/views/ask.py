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
from exchange.meetings.models import LENGTHS, Level
from exchange.meetings.queries.cards import Card, card
from exchange.meetings.queries.sides import Sides, read_sides
from exchange.meetings.views import bp
from exchange.meetings.views.shown import back_to
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
    """Send the request; `act=check` only shows its times on both clocks."""
    form = _form(request.form.get("practice") or request.args.get("practice", ""))
    is_valid, only_check = form.validate_on_submit(), request.form.get("act") == "check"
    if only_check:
        form.forget_errors_but("slots")
    if only_check or not is_valid:
        return _page(form), UNPROCESSABLE
    try:
        with transaction() as session:
            outcome = _request(session, form)
    except InvalidError as error:
        add_faults(form, error)
        return _page(form), UNPROCESSABLE
    return back_to(outcome.request_id, _("Your request was sent. You will be told as soon as the other side answers."))


def _words_of(question: str) -> str:
    """What the question says that the meeting is about, if the reader may read it."""
    try:
        subject = Subject(question_id=UUID(question))
    except ValueError:
        return ""
    return str(render_slot(Slot.MEETING_PURPOSE, subject).unescape())


def _request(session: Session, form: RequestForm) -> service.Outcome:
    now = current_app.config["CLOCK"]()
    return service.request_meeting(session, actor=current_actor(), draft=_draft(form), key=form.key.data or "", now=now)


def _form(slug: str) -> RequestForm:
    form = RequestForm()
    form.slots.place = current_reader().place
    form.practice.data = slug
    lengths = [(minutes, ngettext("%(num)s minute", "%(num)s minutes", minutes)) for minutes in LENGTHS]
    form.put_choices([(level.value, _(level.label)) for level in Level], lengths)
    return form


def _draft(form: RequestForm) -> service.RequestDraft:
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
    )


def _page(form: RequestForm) -> str:
    actor, reader = current_actor(), current_reader()
    practice = brief(reading(), actor=actor, slug=form.practice.data or "", language=reader.language.value)
    if not policies.can_request(actor, practice.ministry_id) or actor.ministry_id is None:
        raise NotFoundError
    sides = read_sides(reading(), (actor.ministry_id, practice.ministry_id), actor, reader.language.value)
    return _drawn(form, practice, sides)


def _drawn(form: RequestForm, practice: PracticeBrief, sides: Sides) -> str:
    return render_template(
        "meetings/new.html",
        form=form,
        practice=practice,
        sides=sides,
        owner=sides.of(practice.ministry_id),
        cards=_cards(form, sides),
        place=current_reader().place,
        now=current_app.config["CLOCK"](),
    )


def _cards(form: RequestForm, sides: Sides) -> tuple[Card, ...]:
    """The times that can be read, on both clocks: once something was sent."""
    minutes = form.minutes.data if form.minutes.data in LENGTHS else LENGTHS[1]
    now = current_app.config["CLOCK"]()
    return tuple(card(sides, start, minutes, now) for start in sorted(set(form.slots.starts)))
