"""Remarks on a paragraph: a side says what it would change, and settles its remark when the text suits it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.meetings.events import MinutesRemarked
from exchange.meetings.models import MinutesRemark
from exchange.meetings.service.commands import Order, Outcome, remember, repeated, write_down
from exchange.meetings.service.minutes.finding import meeting_for, minutes_of, side_for
from exchange.meetings.states import Command

LONGEST_REMARK = 1_000


def remark(
    session: Session,
    *,
    actor: Actor,
    request_id: UUID,
    paragraph_id: UUID,
    text: str,
    language: str,
    key: str,
    now: datetime,
) -> Outcome:
    """Write a remark beside a paragraph; the text itself stays as it is.

    Raises:
        InvalidError: field `text`.
        ConflictError: the paragraph is not there any more.
    """
    order = Order(Command.REMARK, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = meeting_for(session, order, request_id)
    words = text.strip()
    if not words or len(words) > LONGEST_REMARK:
        fault = Message(N_("Write a remark of at most %(most)s characters."), {"most": LONGEST_REMARK})
        raise InvalidError({"text": fault})
    paragraph = next((one for one in minutes_of(session, request).paragraphs if one.id == paragraph_id), None)
    if paragraph is None:
        raise ConflictError(N_("This paragraph is not there any more."))
    side = side_for(order, request)
    paragraph.remarks.append(
        MinutesRemark(ministry_id=side, person_id=actor.person_id, text=words, language=language, made_at=now)
    )
    session.flush()
    write_down(session, order, request, paragraph=str(paragraph_id))
    emit(session, MinutesRemarked(request.id, actor.person_id, now))
    return remember(session, order, request.id)


def settle_remark(
    session: Session, *, actor: Actor, request_id: UUID, remark_id: UUID, key: str, now: datetime
) -> Outcome:
    """Say that a remark of the own side is dealt with.

    Raises:
        RefusedError: it is the other side's.
        ConflictError: it is not there.
    """
    order = Order(Command.REMARK, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = meeting_for(session, order, request_id)
    found = {one.id: one for paragraph in minutes_of(session, request).paragraphs for one in paragraph.remarks}
    if remark_id not in found:
        raise ConflictError(N_("This remark is not there any more."))
    if found[remark_id].ministry_id != side_for(order, request):
        raise RefusedError(N_("The side that made a remark says when it is settled."))
    found[remark_id].settled_at = found[remark_id].settled_at or now
    write_down(session, order, request, settled=str(remark_id))
    return remember(session, order, request.id)
