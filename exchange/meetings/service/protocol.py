"""What a side says about the head of its delegation: rank, and forms of address."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, RefusedError
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_, Message
from exchange.kernel.translated import Translated
from exchange.meetings import policies
from exchange.meetings.models import Delegation, Level
from exchange.meetings.service.commands import Order, Outcome, find_for, move, remember, repeated, write_down
from exchange.meetings.states import Command

LONGEST_ADDRESS = 120


def set_protocol(
    session: Session,
    *,
    actor: Actor,
    request_id: UUID,
    rank: Level | None,
    address: Mapping[str, str],
    version: int,
    key: str,
    now: datetime,
) -> Outcome:
    """Keep the rank of the own head and how the person is addressed in each language; both sides read it.

    Raises:
        NotFoundError, RefusedError, ConflictError: as for every command.
        InvalidError: the language of a form of address that is too long.
    """
    order = Order(Command.UPDATE, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    side = policies.side_of(actor, request)
    if side is None:
        raise RefusedError(N_("Each ministry names its own delegation."))
    words = _checked(address)
    move(session, order, request, expected_version=version)
    row = session.get(Delegation, (request.id, side)) or Delegation(request_id=request.id, ministry_id=side)
    row.head_rank, row.address = rank, words
    session.add(row)
    session.flush()
    write_down(session, order, request, rank=rank.value if rank else None)
    return remember(session, order, request.id)


def _checked(address: Mapping[str, str]) -> Translated:
    words = {language.value: " ".join(address.get(language.value, "").split()) for language in Language}
    too_long = [code for code, text in words.items() if len(text) > LONGEST_ADDRESS]
    if too_long:
        fault = Message(N_("A form of address has at most %(most)s characters."), {"most": LONGEST_ADDRESS})
        raise InvalidError(dict.fromkeys(too_long, fault))
    return Translated(words)
