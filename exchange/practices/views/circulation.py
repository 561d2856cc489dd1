"""Who may read what is published: the page where a ministry narrows it, and a clearing officer widens it."""

from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.practices import policies, service
from exchange.practices.forms import CIRCLED, CirculationForm
from exchange.practices.models import COSTS, Practice, PracticeState, Section, Visibility
from exchange.practices.queries import load_for_desk
from exchange.practices.service.circles import WHOLE, Circle
from exchange.practices.service.circulating import circle_asked, circle_now
from exchange.practices.views.blueprint import bp
from exchange.practices.views.choices import partner_ministries
from exchange.practices.views.words import own_title, section_title
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults

Answer = str | Response | tuple[str, int]
_PARTS = (*(section.value for section in CIRCLED), COSTS)


@bp.get("/<slug>/circulation")
@signed_in
def circulation(slug: str) -> str:
    """Who reads it today."""
    practice = _published(slug)
    return _page(practice, _form(practice))


@bp.post("/<slug>/circulation")
@signed_in
def change_circulation(slug: str) -> Answer:
    """Narrow at once; widen after the question."""
    practice = _published(slug)
    form = _form(practice)
    if not form.validate():
        return _page(practice, form), 422
    try:
        _change(practice, form)
    except InvalidError as error:
        add_faults(form, error)
        return _asked_page(slug, form), 422
    flash(_("The circle of readers is changed from now on."))
    return redirect(url_for(".circulation", slug=slug), code=303)


def _published(slug: str) -> Practice:
    practice = load_for_desk(reading(), actor=current_actor(), slug=slug)
    if practice.state is not PracticeState.PUBLISHED or not policies.can_withdraw(current_actor(), practice):
        raise NotFoundError
    return practice


def _form(practice: Practice) -> CirculationForm:
    now = circle_now(practice)
    shown = {f"circle_{part}": now.parts[part].value if part in now.parts else "" for part in _PARTS}
    form = CirculationForm(
        data={"visibility": now.visibility.value, "visible_to": [str(one) for one in now.partners]} | shown
    )
    form.visible_to.choices = partner_ministries(reading(), practice.ministry_id)
    return form


def _asked(practice: Practice, form: CirculationForm) -> Circle:
    """The circle as typed; parts that the page does not show keep theirs."""
    kept = {part: circle for part, circle in circle_now(practice).parts.items() if part not in _PARTS}
    typed = {part: form[f"circle_{part}"].data for part in _PARTS}
    parts = kept | {part: Visibility(word) for part, word in typed.items() if word}
    return circle_asked(practice, Visibility(form.visibility.data), _named(form), parts)


def _named(form: CirculationForm) -> tuple[UUID, ...]:
    return tuple(UUID(one) for one in form.visible_to.data or ())


def _change(practice: Practice, form: CirculationForm) -> None:
    wanted = _asked(practice, form)
    with transaction() as session:
        service.change_circulation(
            session,
            actor=current_actor(),
            slug=practice.slug,
            visibility=wanted.visibility,
            partners=_named(form),
            parts=wanted.parts,
            is_confirmed=bool(form.confirm.data),
            now=current_app.config["CLOCK"](),
        )


def _asked_page(slug: str, form: CirculationForm) -> str:
    """The page again, read anew after the refused transaction, with what more people would read."""
    practice = _published(slug)
    return _page(practice, form, gained=_asked(practice, form).gained_over(circle_now(practice)))


def _page(practice: Practice, form: CirculationForm, gained: tuple[str, ...] = ()) -> str:
    return render_template(
        "practices/circulation.html",
        slug=practice.slug,
        title=own_title(practice),
        form=form,
        gained=[_part(part) for part in gained],
        parts=[(form[f"circle_{part}"], _part(part)) for part in _PARTS],
        may_widen=policies.can_widen(current_actor(), practice),
    )


def _part(part: str) -> str:
    if part == WHOLE:
        return str(_("The practice"))
    return str(_("What it costs")) if part == COSTS else section_title(Section(part))
