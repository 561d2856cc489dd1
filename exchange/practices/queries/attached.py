"""A file of a practice, under the right of the text that carries it."""

from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from exchange.files.models import StoredFile
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.practices import policies
from exchange.practices.models import Practice, Revision, RevisionFile


def attached_file(session: Session, *, actor: Actor, slug: str, file_id: UUID) -> StoredFile:
    """A file of the published text, or of any text for those who see behind it.

    Raises:
        NotFoundError: alike for absent, of another practice, of an older text, and not the actor's.
    """
    published = and_(policies.readable_by(actor), Revision.id == Practice.published_revision_id)
    wanted = (
        select(StoredFile)
        .distinct()
        .join(RevisionFile, RevisionFile.file_id == StoredFile.id)
        .join(Revision, Revision.id == RevisionFile.revision_id)
        .join(Practice, Practice.id == Revision.practice_id)
        .where(StoredFile.id == file_id, Practice.slug == slug, or_(published, policies.desk_seen_by(actor)))
    )
    file = session.scalars(wanted).one_or_none()
    if file is None:
        raise NotFoundError
    return file
