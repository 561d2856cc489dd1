"""Report a contribution to the administrator of the practice's ministry; hide one, with a reason that readers see."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.audit.service import Act, record
from exchange.discussion import policies
from exchange.discussion.events import CommentHidden, CommentReported
from exchange.discussion.models import Comment, CommentReport
from exchange.discussion.queries import stored_words
from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.practices.models import Practice

LONGEST_REASON = 500
_REASON = N_("Say why in one or two sentences.")
_TOO_LONG = N_("At most 500 characters. Shorten it.")
_NOT_YOURS = N_("The administrator of the ministry that owns the practice hides contributions.")
_NO_MINISTRY = N_("Only people who speak for a ministry can take part in a discussion.")


def report(session: Session, *, actor: Actor, comment_id: UUID, reason: str, now: datetime) -> None:
    """Ask the administrator of the practice's ministry to look at it. A second report of the same person is the first.

    Raises:
        NotFoundError: not readable, or without words.
        RefusedError: the actor speaks for no ministry.
        InvalidError: no reason, or more than 500 characters.
    """
    comment = stored_words(session, actor=actor, comment_id=comment_id)
    if actor.person_id is None or not policies.speaks(actor):
        raise RefusedError(_NO_MINISTRY)
    reason = _checked(reason)
    same = select(CommentReport.id).where(
        CommentReport.comment_id == comment.id, CommentReport.person_id == actor.person_id
    )
    if session.scalar(same) is None:
        session.add(CommentReport(comment_id=comment.id, person_id=actor.person_id, reason=reason, made_at=now))
        session.flush()
        emit(session, CommentReported(comment.id, comment.practice_id, actor.person_id, now))


def hide(session: Session, *, actor: Actor, comment_id: UUID, reason: str, now: datetime) -> Comment:
    """Take the words out of sight; the place, the post and the reason stay. Doing it twice changes nothing.

    Raises:
        NotFoundError: not readable, or without words.
        RefusedError: not an administrator of the practice's ministry or of the platform.
        InvalidError: no reason, or more than 500 characters.
    """
    comment = stored_words(session, actor=actor, comment_id=comment_id)
    practice = session.get_one(Practice, comment.practice_id)
    if actor.person_id is None or not policies.can_hide(actor, practice.ministry_id):
        raise RefusedError(_NOT_YOURS)
    comment.hide(_checked(reason), actor.person_id, now)
    facts: dict[str, str | int | bool | None] = {"practice": str(comment.practice_id)}
    act = Act("comment.hidden", "comment", comment.id, facts)
    record(session, actor=actor, act=act, now=now, ministry_id=practice.ministry_id)
    emit(session, CommentHidden(comment.id, comment.practice_id, now))
    return comment


def _checked(reason: str) -> str:
    reason = " ".join(reason.replace("\x00", "").split())
    if not reason:
        raise InvalidError({"reason": Message(_REASON)})
    if len(reason) > LONGEST_REASON:
        raise InvalidError({"reason": Message(_TOO_LONG)})
    return reason
