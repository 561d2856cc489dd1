"""Pictures of running texts: who may see one follows from the text that shows it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, joinedload

from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.practices import policies
from exchange.practices.models import Practice, PracticeSection, PracticeText, Revision, RevisionState, TextPicture


@dataclass(frozen=True)
class PictureView:
    """A picture without its bytes."""

    id: UUID
    width: int
    height: int
    made_at: datetime


def picture_of(session: Session, *, actor: Actor, picture_id: UUID) -> tuple[str, bytes]:
    """Media type and bytes of a picture.

    The ministry's own desk sees every picture; a reader sees one that stands in a cleared text, in a part that this
    reader may read now: narrowing a part takes its pictures along at the next request (trust.md I4).

    Raises:
        NotFoundError: alike for none and not the actor's to see.
    """
    wanted = select(TextPicture.practice_id, TextPicture.media_type, TextPicture.content)
    found = session.execute(wanted.where(TextPicture.id == picture_id)).one_or_none()
    if found is None or not _may_see(session, actor, found.practice_id, picture_id):
        raise NotFoundError
    return found.media_type, found.content


def _may_see(session: Session, actor: Actor, practice_id: UUID, picture_id: UUID) -> bool:
    if session.scalar(select(Practice.id).where(Practice.id == practice_id, policies.desk_seen_by(actor))):
        return True
    wanted = select(Practice).where(Practice.id == practice_id, policies.readable_by(actor))
    practice = session.scalars(wanted.options(joinedload(Practice.partners))).unique().one_or_none()
    if practice is None:
        return False
    showing = (
        select(Revision, PracticeSection.key)
        .join(PracticeText, PracticeText.revision_id == Revision.id)
        .join(PracticeSection, PracticeSection.text_id == PracticeText.id)
        .where(Revision.practice_id == practice_id, Revision.state == RevisionState.CLEARED)
        .where(PracticeSection.html.contains(str(picture_id)))
        .options(defer(Revision.rows_json))
    )
    found = session.execute(showing).all()
    return any(policies.can_read_version(actor, practice, revision, key) for revision, key in found)


def pictures_of(session: Session, practice_id: UUID) -> tuple[PictureView, ...]:
    """The pictures of a practice, newest first; the caller has asked for the right to its desk."""
    wanted = select(TextPicture.id, TextPicture.width, TextPicture.height, TextPicture.made_at)
    rows = session.execute(wanted.where(TextPicture.practice_id == practice_id).order_by(TextPicture.id.desc()))
    return tuple(PictureView(*row) for row in rows)
