"""Write minutes together: two editors of different paragraphs both succeed, of the same one the second is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError
from exchange.kernel.messages import N_, Message
from exchange.meetings.models import MeetingRequest, Minutes, MinutesParagraph, MinutesState
from exchange.meetings.queries.record import languages_of
from exchange.meetings.service.commands import Order, Outcome, remember, repeated, write_down
from exchange.meetings.service.minutes.finding import meeting_for
from exchange.meetings.states import Command

MOST_PARAGRAPHS = 60
LONGEST_PARAGRAPH = 4_000


@dataclass(frozen=True)
class Written:
    """One paragraph as an editor left it. Both texts empty: it goes."""

    id: UUID | None  # None: a new one
    version: int
    from_text: str
    to_text: str
    in_communique: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of it."""
        return not self.from_text.strip() and not self.to_text.strip()


@dataclass(frozen=True)
class Clash:
    """A paragraph that somebody else changed meanwhile: as it stands now."""

    paragraph_id: UUID
    version: int
    from_text: str
    to_text: str


class ClashError(ConflictError):
    """Some paragraphs changed meanwhile; nothing was written."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        self.clashes = tuple(clashes)
        super().__init__(N_("Somebody changed the same paragraphs while you were writing."))


def write_minutes(
    session: Session, *, actor: Actor, request_id: UUID, paragraphs: Sequence[Written], key: str, now: datetime
) -> Outcome:
    """Keep the paragraphs in this order. A change while a version is under review makes the next version.

    Raises:
        NotFoundError, RefusedError, ConflictError: as for every command.
        ClashError: a paragraph changed since this editor read it; all others are untouched too.
        InvalidError: field `paragraphs`: too many, too long, or one language missing.
    """
    order = Order(Command.WRITE_MINUTES, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = meeting_for(session, order, request_id)
    _check(paragraphs)
    minutes = session.get(Minutes, request.id, populate_existing=True) or _begin(session, request, now)
    if _write(session, minutes, paragraphs):
        if minutes.state is MinutesState.REVIEW:
            minutes.number += 1
        write_down(session, order, request, minutes=minutes.number, paragraphs=len(minutes.paragraphs))
    return remember(session, order, request.id)


def _begin(session: Session, request: MeetingRequest, now: datetime) -> Minutes:
    first, second = languages_of(session, request)
    minutes = Minutes(request_id=request.id, from_language=first, to_language=second, made_at=now)
    session.add(minutes)
    session.flush()
    return minutes


def _check(paragraphs: Sequence[Written]) -> None:
    kept = [one for one in paragraphs if not one.is_empty]
    if len(kept) > MOST_PARAGRAPHS:
        raise _wrong(N_("Minutes have at most %(most)s paragraphs."), MOST_PARAGRAPHS)
    if any(len(text) > LONGEST_PARAGRAPH for one in kept for text in (one.from_text, one.to_text)):
        raise _wrong(N_("A paragraph has at most %(most)s characters. Divide it."), LONGEST_PARAGRAPH)


def _wrong(text: str, most: int) -> InvalidError:
    return InvalidError({"paragraphs": Message(text, {"most": most})})


def _write(session: Session, minutes: Minutes, paragraphs: Sequence[Written]) -> bool:
    """Whether anything changed. What an editor did not touch is left as others wrote it meanwhile."""
    known = {paragraph.id: paragraph for paragraph in minutes.paragraphs}
    changed = [one for one in paragraphs if one.id in known and _differs(one, known[one.id])]
    clashes = [_clash(known[one.id]) for one in changed if one.id and not _replace(session, one)]
    if clashes:
        raise ClashError(clashes)
    fresh = [one for one in paragraphs if one.id is None and not one.is_empty]
    position = max((paragraph.position for paragraph in minutes.paragraphs), default=0)
    for number, one in enumerate(fresh, start=position + 1):
        minutes.paragraphs.append(_paragraph(one, number))
    session.flush()
    session.expire(minutes, ["paragraphs"])
    return bool(changed or fresh)


def _differs(one: Written, stored: MinutesParagraph) -> bool:
    """Compared with what the editor read; an older copy without changes of its own is no edit."""
    if one.version != stored.version and (one.from_text, one.to_text) == (stored.from_text, stored.to_text):
        return False
    texts = (one.from_text.strip(), one.to_text.strip(), one.in_communique)
    return texts != (stored.from_text, stored.to_text, stored.in_communique)


def _replace(session: Session, one: Written) -> bool:
    """Write one paragraph if it still has the version that the editor read: one guarded UPDATE decides."""
    guarded = (
        update(MinutesParagraph)
        .where(MinutesParagraph.id == one.id, MinutesParagraph.version == one.version)
        .values(
            from_text=one.from_text.strip(),
            to_text=one.to_text.strip(),
            in_communique=one.in_communique,
            version=MinutesParagraph.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    return session.connection().execute(guarded).rowcount == 1


def _clash(stored: MinutesParagraph) -> Clash:
    return Clash(stored.id, stored.version, stored.from_text, stored.to_text)


def _paragraph(one: Written, position: int) -> MinutesParagraph:
    return MinutesParagraph(
        position=position,
        from_text=one.from_text.strip(),
        to_text=one.to_text.strip(),
        in_communique=one.in_communique,
    )
