"""The participant's own answer to the invitation, and times that the own people suggested by mail."""

from uuid import UUID

from flask import current_app, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from exchange.meetings import service
from exchange.meetings.forms import AnswerForm
from exchange.meetings.models import PartStat
from exchange.meetings.views import bp
from exchange.meetings.views.shown import acted
from exchange.web.access import signed_in
from exchange.web.actor import current_actor


@bp.post("/<uuid:request_id>/answer")
@signed_in
def answer(request_id: UUID) -> Response | tuple[str, int]:
    """Say whether one will come."""
    says = _says(AnswerForm().answer.data or "")
    return acted(request_id, lambda session: _answer(session, request_id, says), _("Your answer is noted."))


def _says(text: str) -> PartStat:
    try:
        return PartStat(text)
    except ValueError:
        return PartStat.NEEDS_ACTION  # the service asks for an answer


def _answer(session: Session, request_id: UUID, says: PartStat) -> None:
    now = current_app.config["CLOCK"]()
    service.answer(session, actor=current_actor(), request_id=request_id, says=says, now=now)


@bp.post("/<uuid:request_id>/set-aside")
@signed_in
def set_aside(request_id: UUID) -> Response | tuple[str, int]:
    """Let a suggested time rest: the other side never hears of it."""
    word_id = _word_id(request.form.get("word", ""))
    return acted(
        request_id, lambda session: _set_aside(session, request_id, word_id), _("The suggestion was set aside.")
    )


def _word_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)  # nothing has it: the service answers as for one that is gone


def _set_aside(session: Session, request_id: UUID, word_id: UUID) -> None:
    now = current_app.config["CLOCK"]()
    service.set_aside(session, actor=current_actor(), request_id=request_id, word_id=word_id, now=now)
