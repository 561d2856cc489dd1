"""After the text is frozen: an addendum that one side proposes and the other accepts, sealed to what was before."""

from datetime import datetime
from hashlib import sha256
from json import dumps
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_
from exchange.meetings.events import AddendumAccepted, AddendumProposed
from exchange.meetings.models import Minutes, MinutesAddendum
from exchange.meetings.service.commands import Order, Outcome, remember, repeated, write_down
from exchange.meetings.service.minutes.finding import meeting_for, minutes_of, side_for
from exchange.meetings.service.minutes.writing import LONGEST_PARAGRAPH
from exchange.meetings.states import Command


def add_addendum(
    session: Session, *, actor: Actor, request_id: UUID, from_text: str, to_text: str, key: str, now: datetime
) -> Outcome:
    """Propose words to be added to approved minutes, in both languages.

    Raises:
        InvalidError: field `from_text` or `to_text`.
        ConflictError: an earlier addendum still waits for its answer.
    """
    order = Order(Command.ADD_ADDENDUM, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = meeting_for(session, order, request_id)
    minutes = minutes_of(session, request)
    _check({"from_text": from_text, "to_text": to_text})
    if any(one.accepted_at is None for one in minutes.addenda):
        raise ConflictError(N_("An earlier addendum still waits for the other side."))
    minutes.addenda.append(
        MinutesAddendum(
            number=len(minutes.addenda) + 1,
            from_text=from_text.strip(),
            to_text=to_text.strip(),
            ministry_id=side_for(order, request),
            person_id=actor.person_id,
            made_at=now,
        )
    )
    session.flush()
    write_down(session, order, request, addendum=len(minutes.addenda))
    emit(session, AddendumProposed(request.id, actor.person_id, now))
    return remember(session, order, request.id)


def accept_addendum(
    session: Session, *, actor: Actor, request_id: UUID, number: int, key: str, now: datetime
) -> Outcome:
    """Take the other side's addendum into the record.

    Raises:
        RefusedError: it is the own side's.
    """
    order = Order(Command.ADD_ADDENDUM, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = meeting_for(session, order, request_id)
    minutes = minutes_of(session, request)
    found = next((one for one in minutes.addenda if one.number == number), None)
    if found is None:
        raise ConflictError(N_("This addendum is not there any more."))
    if found.ministry_id == side_for(order, request):
        raise RefusedError(N_("The other side accepts an addendum."))
    if found.accepted_at is None:
        found.accepted_at, found.seal = now, addendum_seal(minutes, found)
        write_down(session, order, request, addendum=number, seal=found.seal)
        emit(session, AddendumAccepted(request.id, actor.person_id, now))
    return remember(session, order, request.id)


def addendum_seal(minutes: Minutes, addendum: MinutesAddendum) -> str:
    """SHA-256 over the seal before it and its own text."""
    before = next((one.seal for one in minutes.addenda if one.number == addendum.number - 1), minutes.seal)
    content = [before, addendum.number, addendum.from_text, addendum.to_text]
    return sha256(dumps(content, ensure_ascii=False).encode()).hexdigest()


def _check(texts: dict[str, str]) -> None:
    faults = {
        name: N_("Write it in both languages.")
        for name, text in texts.items()
        if not text.strip() or len(text) > LONGEST_PARAGRAPH
    }
    if faults:
        raise InvalidError(faults)
