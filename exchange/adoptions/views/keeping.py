"""Write into the ledger: open a record, go a step on, state a figure, describe it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.adoptions import policies, queries, service
from exchange.adoptions.forms import BeginForm, DescribeForm, ResultForm, StepForm, put_readers
from exchange.adoptions.models import Readers, Stage, Unit
from exchange.adoptions.queries import AdoptionView
from exchange.adoptions.views.blueprint import bp
from exchange.adoptions.views.reading import today
from exchange.kernel.errors import ConflictError, InvalidError, RefusedError
from exchange.kernel.moments import Moment
from exchange.kernel.translated import Translated
from exchange.practices.queries import PracticeCard, brief, own_published
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader

UNPROCESSABLE, CONFLICT = 422, 409
_LONGEST_KEY = 64
Answer = Response | str | tuple[str, int]


@bp.get("/practices/<slug>/adopt")
@signed_in
def begin(slug: str) -> str:
    """The form that opens a record."""
    return _begin_page(_subject(slug), _begin_form(BeginForm(formdata=None, data={"moment": Moment(today())})))


@bp.post("/practices/<slug>/adopt")
@signed_in
def open_record(slug: str) -> Answer:
    """Open the record with its first step."""
    practice, form = _subject(slug), _begin_form(BeginForm())
    if not form.validate_on_submit():
        return _begin_page(practice, form), UNPROCESSABLE
    try:
        adoption_id = _opened(slug, form)
    except (InvalidError, ConflictError) as error:
        status = _told(form, error)
        return _begin_page(practice, form), status
    flash(_("Your ministry’s record is open. The steps that follow are entered there."))
    return redirect(url_for(".show", adoption_id=adoption_id), code=303)


def _opened(slug: str, form: BeginForm) -> UUID:
    with transaction() as session:
        return service.begin(
            session,
            actor=current_actor(),
            slug=slug,
            step=form.draft(),
            readers=Readers(form.readers.data),
            key=sent_key(form),
            now=_now(),
        ).id


@bp.get("/adoptions/<uuid:adoption_id>/step")
@signed_in
def step(adoption_id: UUID) -> str:
    """The form of the next step."""
    kept = _kept(adoption_id)
    return _page("step", kept, _stages(StepForm(formdata=None, data={"moment": Moment(today())}), kept))


@bp.post("/adoptions/<uuid:adoption_id>/step")
@signed_in
def take_step(adoption_id: UUID) -> Answer:
    """Go one step on."""
    kept = _kept(adoption_id)
    form = _stages(StepForm(), kept)
    if not form.validate_on_submit():
        return _page("step", kept, form), UNPROCESSABLE
    try:
        _step_on(adoption_id, form)
    except InvalidError as error:
        status = _told(form, error)
        return _page("step", kept, form), status
    flash(_("The step stands in the record."))
    return redirect(url_for(".show", adoption_id=adoption_id), code=303)


def _step_on(adoption_id: UUID, form: StepForm) -> None:
    sent: dict[str, Any] = {"step": form.draft(), "key": sent_key(form), "now": _now()}
    with transaction() as session:
        service.take_step(session, actor=current_actor(), adoption_id=adoption_id, **sent)


@bp.get("/adoptions/<uuid:adoption_id>/result")
@signed_in
def result(adoption_id: UUID) -> str:
    """The form of a figure."""
    kept = _kept(adoption_id)
    stated_by = kept.ministry.short_name(current_reader().language)
    return _page("result", kept, _units(ResultForm(formdata=None, data={"stated_by": stated_by})))


@bp.post("/adoptions/<uuid:adoption_id>/result")
@signed_in
def add_result(adoption_id: UUID) -> Answer:
    """State a figure with its source."""
    kept, form = _kept(adoption_id), _units(ResultForm())
    if not form.validate_on_submit():
        return _page("result", kept, form), UNPROCESSABLE
    try:
        _report(adoption_id, form)
    except InvalidError as error:
        status = _told(form, error)
        return _page("result", kept, form), status
    flash(_("The result stands in the record."))
    return redirect(url_for(".show", adoption_id=adoption_id), code=303)


def _report(adoption_id: UUID, form: ResultForm) -> None:
    sent: dict[str, Any] = {"result": form.draft(), "key": sent_key(form), "now": _now()}
    with transaction() as session:
        service.add_result(session, actor=current_actor(), adoption_id=adoption_id, **sent)


@bp.get("/adoptions/<uuid:adoption_id>/describe")
@signed_in
def describe(adoption_id: UUID) -> str:
    """The form of what was kept, changed and left."""
    kept = _kept(adoption_id)
    return _page("describe", kept, _described(DescribeForm(formdata=None, data=_typed(kept)), kept))


@bp.post("/adoptions/<uuid:adoption_id>/describe")
@signed_in
def save_description(adoption_id: UUID) -> Answer:
    """Keep what was said."""
    kept = _kept(adoption_id)
    form = _described(DescribeForm(), kept)
    if not form.validate_on_submit():
        return _page("describe", kept, form), UNPROCESSABLE
    try:
        _save_description(adoption_id, form)
    except (InvalidError, ConflictError) as error:
        status = _told(form, error)
        form.look_again(kept.version)
        return _page("describe", kept, form), status
    flash(_("The record is saved."))
    return redirect(url_for(".show", adoption_id=adoption_id), code=303)


def _save_description(adoption_id: UUID, form: DescribeForm) -> None:
    with transaction() as session:
        service.describe(
            session,
            actor=current_actor(),
            adoption_id=adoption_id,
            said=form.said(),
            expected_version=form.version.data or 0,
            now=_now(),
        )


def _told(form: StepForm | ResultForm | DescribeForm, error: InvalidError | ConflictError) -> int:
    """Put the refusal on the form; which status goes with it."""
    if isinstance(error, InvalidError):
        add_faults(form, error)
        return UNPROCESSABLE
    form.form_errors.append(said(error.message))
    return CONFLICT


def sent_key(form: StepForm | ResultForm) -> str:
    """The form's own key: sent twice, it is one entry."""
    return str(form.key.data or "")[:_LONGEST_KEY]


def _now() -> datetime:
    now: datetime = current_app.config["CLOCK"]()
    return now


def _subject(slug: str) -> PracticeCard:
    """The practice that is to be adopted; its own ministry is told why it cannot."""
    card = brief(reading(), actor=current_actor(), slug=slug, language=current_reader().language.value)
    actor = current_actor()
    if actor.ministry_id is None or card.ministry_id == actor.ministry_id:
        raise RefusedError(_("A practice is adopted by another ministry than its own."))
    return card


def _kept(adoption_id: UUID) -> AdoptionView:
    """The record, for those who write into it."""
    language = current_reader().language
    found = queries.adoption(reading(), actor=current_actor(), adoption_id=adoption_id, language=language)
    if not found.can_keep:
        raise RefusedError(_("Only the ministry whose record this is may write into it."))
    return found


def _begin_form(form: BeginForm) -> BeginForm:
    form.put_stages([(stage.value, _(stage.label)) for stage in Stage if stage is not Stage.STOPPED])
    put_readers(form, _readers(Readers.TWO))
    return form


def _stages(form: StepForm, kept: AdoptionView) -> StepForm:
    form.put_stages([(stage.value, _(stage.label)) for stage in Stage])
    if request.method == "GET":
        form.stage.data = next((stage for stage in Stage if stage.rank > kept.stage.rank), kept.stage).value
    return form


def _units(form: ResultForm) -> ResultForm:
    form.put_units([(unit.value, _(unit.label)) for unit in Unit])
    return form


def _described(form: DescribeForm, kept: AdoptionView) -> DescribeForm:
    own = own_published(reading(), actor=current_actor(), language=current_reader().language.value)
    form.own_practice.choices = [("", _("None yet")), *((card.slug, card.title) for card in own)]
    put_readers(form, _readers(kept.readers))
    return form


def _readers(standing: Readers) -> list[tuple[str, str]]:
    """Those that the actor may choose, and the one that stands."""
    allowed = (one for one in Readers if one is standing or policies.may_choose(current_actor(), one))
    return [(one.value, _(one.label)) for one in allowed]


def _typed(kept: AdoptionView) -> dict[str, object]:
    differences = kept.differences
    return {
        "version": kept.version,
        "kept": _text(differences.kept),
        "changed": _text(differences.changed),
        "left": _text(differences.left),
        "own_practice": kept.own_practice.slug if kept.own_practice else "",
        "readers": kept.readers.value,
    }


def _text(points: tuple[Translated, ...]) -> str:
    return "\n".join(point.text_for(current_reader().language) for point in points)


def _begin_page(practice: PracticeCard, form: BeginForm) -> str:
    return render_template("adoptions/begin.html", practice=practice, form=form)


def _page(name: str, kept: AdoptionView, form: StepForm | ResultForm | DescribeForm) -> str:
    return render_template(f"adoptions/{name}.html", adoption=kept, form=form)
