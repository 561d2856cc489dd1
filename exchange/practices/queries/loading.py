"""Practices as tables, loaded under the reader's right. Absent and forbidden raise the same error."""

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from exchange.files.models import StoredFile
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.remembered import remembered
from exchange.practices import policies
from exchange.practices.models import Practice, PracticeText, Revision, RevisionFile

WHOLE_TEXTS = selectinload(Revision.texts).joinedload(PracticeText.sections)
WHOLE_REVISION = (
    WHOLE_TEXTS,
    selectinload(Revision.themes),
    selectinload(Revision.codes),
    selectinload(Revision.files),
)
_SLUG = "wanted_slug"
FILES_WITH_WORDS = selectinload(Revision.files).joinedload(RevisionFile.file).undefer(StoredFile.words)


def find_readable(session: Session, *, actor: Actor, slug: str) -> Practice:
    """The published practice of this address, with its texts.

    Raises:
        NotFoundError: there is none, or the actor may not know of it.
    """
    wanted = select(Practice).where(Practice.slug == slug, policies.readable_by(actor))
    return _one(session, wanted.options(joinedload(Practice.published_revision).options(WHOLE_TEXTS)))


def find_known(session: Session, *, actor: Actor, slug: str) -> Practice:
    """The published practice of this address without its texts, for what is done about it. Has `partners` loaded.

    Raises:
        NotFoundError: there is none, or the actor may not know of it.
    """
    practice = session.scalars(_known_to(actor), {_SLUG: slug}).unique().one_or_none()
    if practice is None:
        raise NotFoundError
    return practice


@remembered
def _known_to(actor: Actor) -> Select[Practice]:
    wanted = select(Practice).where(Practice.slug == bindparam(_SLUG), policies.readable_by(actor))
    return wanted.options(joinedload(Practice.partners))


def load_for_desk(session: Session, *, actor: Actor, slug: str) -> Practice:
    """The practice with all its revisions, for its author and the ministry's clearing officers.

    Raises:
        NotFoundError: there is none, or the actor may not see behind the published text.
    """
    wanted = select(Practice).where(Practice.slug == slug, policies.desk_seen_by(actor))
    revisions = selectinload(Practice.revisions)
    return _one(session, wanted.options(*(revisions.options(option) for option in WHOLE_REVISION)))


def _one(session: Session, wanted: Select[Practice]) -> Practice:
    whole = wanted.options(joinedload(Practice.ministry), joinedload(Practice.partners))
    practice = session.scalars(whole.options(joinedload(Practice.published_revision))).unique().one_or_none()
    if practice is None:
        raise NotFoundError
    return practice
