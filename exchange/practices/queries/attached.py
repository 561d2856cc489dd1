"""A file of a practice, under the right of the text that carries it."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from exchange.files.models import StoredFile
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.practices import policies
from exchange.practices.models import Practice, Revision, RevisionFile


def attached_file(session: Session, *, actor: Actor, slug: str, file_id: UUID) -> StoredFile:
    """A file of a cleared text that the actor may read, or of any text for those who see behind it.

    Raises:
        NotFoundError: alike for absent, of another practice, of a text that is not the actor's to read.
    """
    known = or_(policies.version_readable_by(actor), policies.desk_seen_by(actor))
    wanted = (
        select(StoredFile)
        .distinct()
        .join(RevisionFile, RevisionFile.file_id == StoredFile.id)
        .join(Revision, Revision.id == RevisionFile.revision_id)
        .join(Practice, Practice.id == Revision.practice_id)
        .where(StoredFile.id == file_id, Practice.slug == slug, known)
    )
    file = session.scalars(wanted).one_or_none()
    if file is None:
        raise NotFoundError
    return file
