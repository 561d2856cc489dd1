"""What a clearing officer has looked at: kept while the text is read, over hours and visits."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import RefusedError
from exchange.practices import policies
from exchange.practices.models import Check
from exchange.practices.queries.loading import load_for_desk
from exchange.practices.service.clearing import NOT_YOURS


def keep_checks(
    session: Session, *, actor: Actor, slug: str, shown: Collection[str], checked: Mapping[str, str]
) -> None:
    """Of the fields that were shown, these have been looked at: field → mark of its words. Others stay as they are.

    Raises:
        NotFoundError: no such practice, or the actor may not know of it.
        RefusedError: the text does not wait for this actor.
    """
    practice = load_for_desk(session, actor=actor, slug=slug)
    revision = practice.revisions[-1]
    if actor.person_id is None or not policies.can_decide(actor, practice, revision):
        raise RefusedError(NOT_YOURS)
    own = Check.revision_id == revision.id, Check.person_id == actor.person_id
    session.execute(delete(Check).where(*own, Check.part.in_(shown)))
    for part in sorted(set(shown) & checked.keys()):
        session.add(Check(revision_id=revision.id, person_id=actor.person_id, part=part, mark=checked[part]))
    session.flush()
