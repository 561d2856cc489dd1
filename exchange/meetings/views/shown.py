"""Draw a request's page: as it is, or with what the reader typed when a command did not go through."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from exchange.kernel.errors import ConflictError, InvalidError
from exchange.kernel.languages import Language
from exchange.meetings.forms import KeyedForm, OfferForm
from exchange.meetings.queries.agenda import agenda
from exchange.meetings.queries.guests import Company, company_of
from exchange.meetings.queries.page import RequestPage, readable, request_page
from exchange.meetings.queries.record import minutes_view
from exchange.meetings.queries.register import of_meeting
from exchange.meetings.states import OVER, UNSENT, Command
from exchange.meetings.views.picker import grid_for
from exchange.papers.pdf import why_no_pdf
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said
from exchange.web.reader import current_reader

CONFLICT = 409
NAMES = {language.value: language.own_name for language in Language}


def page_of(request_id: UUID) -> RequestPage:
    """The page's facts for this reader, as they are now."""
    now = current_app.config["CLOCK"]()
    language = current_reader().language.value
    return request_page(reading(), actor=current_actor(), request_id=request_id, language=language, now=now)


@dataclass(frozen=True)
class Late:
    """A command that came too late: what changed, and what was typed if no form on the page can hold it."""

    error: ConflictError
    kept: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What changed."""
        return said(self.error.message)


def shown(request_id: UUID, *, form: OfferForm | None = None, late: Late | None = None) -> str:
    """The draft before it is sent, the negotiation while a time is looked for, the meeting once there is one."""
    page = page_of(request_id)
    form = form or OfferForm(formdata=None)
    form.slots.place = current_reader().place
    form.look_again(page.version)
    grid = (
        grid_for(form.slots, page.sides, page.minutes, request_id=page.id) if Command.COUNTER in page.commands else None
    )
    return render_template(
        _template(page),
        page=page,
        form=form,
        late=late,
        grid=grid,
        place=current_reader().place,
        names=NAMES,
        **_of_meeting(page),
    )


def _of_meeting(page: RequestPage) -> dict[str, Any]:
    """Agenda and commitments of a meeting or a follow-up, and the minutes once it took place."""
    if page.meeting is None and page.follows_id is None:
        return {"points": (), "commitments": ()}
    actor, language, now = current_actor(), current_reader().language.value, current_app.config["CLOCK"]()
    record = None
    request = readable(reading(), actor=actor, request_id=page.id)
    company = company_of(reading(), request=request, sides=page.sides) if page.meeting else Company()
    if page.state in OVER:
        record = minutes_view(reading(), actor=actor, request=request, sides=page.sides, commands=page.commands)
    rows = of_meeting(reading(), actor=actor, request_id=page.id, sides=page.sides, language=language, now=now)
    points = agenda(
        reading(),
        actor=actor,
        request_id=page.id,
        sides=page.sides,
        language=language,
        known=page.subject.practice,
    )
    return {"record": record, "commitments": rows, "points": points, "company": company} | _papers(page)


def _papers(page: RequestPage) -> dict[str, Any]:
    """In which languages the agenda and the minutes can be had: those of the two sides, and the reader's."""
    spoken = [side.ministry.own_language for side in page.sides.both]
    known = [code for code in (*spoken, current_reader().language.value) if code in NAMES]
    return {"paper_languages": list(dict.fromkeys(known)), "has_pdf": not why_no_pdf()}


def _template(page: RequestPage) -> str:
    if page.meeting is not None:
        return "meetings/meeting.html"
    return "meetings/draft.html" if page.state in UNSENT else "meetings/negotiation.html"


def changed_page(request_id: UUID, late: Late, form: OfferForm | None = None) -> tuple[str, int]:
    """What changed in the meantime, with everything that was typed: 409."""
    return shown(request_id, form=form, late=late), CONFLICT


def back_to(request_id: UUID, sentence: str) -> Response:
    """The page again, saying what was done."""
    flash(sentence, "success")
    return redirect(url_for("meetings.show", request_id=request_id), code=303)


def acted(
    request_id: UUID, call: Callable[[Session], object], said_then: str, *kept: str
) -> Response | tuple[str, int]:
    """Give a command in one transaction, then show the page: with what was done, or with what stands against it."""
    try:
        with transaction() as session:
            call(session)
    except InvalidError as error:
        return changed_page(request_id, Late(ConflictError(next(iter(error.fields.values()))), kept))
    except ConflictError as error:
        return changed_page(request_id, Late(error, kept))
    return back_to(request_id, said_then)


def order_of(form: KeyedForm, request_id: UUID) -> dict[str, Any]:
    """What every command is given: who, which request, the form's own key, now."""
    now = current_app.config["CLOCK"]()
    return {"actor": current_actor(), "request_id": request_id, "key": form.key.data or "", "now": now}


def title_of(page: RequestPage) -> str:
    """The title in words, also where the practice is no longer shown."""
    return page.subject.title or str(_("Meeting about a practice that is no longer shown"))
