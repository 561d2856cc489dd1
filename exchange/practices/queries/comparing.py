"""Up to four practices side by side, each under the reader's right."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.practices import policies
from exchange.practices.models import Practice, PracticeText, Revision, RevisionTheme
from exchange.practices.queries.page import PracticePage, practice_page

MOST_COMPARED = 4
MOST_OFFERED = 30


def compared(session: Session, *, actor: Actor, slugs: Sequence[str], language: str) -> tuple[PracticePage, ...]:
    """Their pages, in the order asked for; at most four, each once.

    Raises:
        NotFoundError: one of them is absent, or not the actor's to read.
    """
    asked = list(dict.fromkeys(slugs))[:MOST_COMPARED]
    return tuple(practice_page(session, actor=actor, slug=slug, language=language) for slug in asked)


def beside(session: Session, *, actor: Actor, pages: Sequence[PracticePage], language: str) -> dict[str, str]:
    """Practices of the same themes that may be put beside these: address → title, at most thirty."""
    themes = {code for page in pages for code in page.themes}
    standing = {page.card.slug for page in pages}
    wanted = (
        select(Practice.slug, PracticeText.language, PracticeText.title)
        .join(Revision, Revision.id == Practice.published_revision_id)
        .join(PracticeText, PracticeText.revision_id == Revision.id)
        .where(policies.readable_by(actor), Practice.slug.not_in(standing))
        .order_by(Practice.slug)
        .limit(MOST_OFFERED * 4)
    )
    if themes:
        same = select(RevisionTheme.revision_id).where(RevisionTheme.code.in_(themes))
        wanted = wanted.where(Practice.published_revision_id.in_(same))
    found: dict[str, str] = {}
    for slug, spoken, title in session.execute(wanted):
        if slug not in found or spoken == language:
            found[slug] = title
    return dict(list(found.items())[:MOST_OFFERED])
