"""Make briefings in the background; forget old ones."""

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import Flask

from exchange.jobs.runner import Task
from exchange.kernel.clock import Clock
from exchange.kernel.errors import NotFoundError
from exchange.relations.models import Briefing, BriefingState
from exchange.relations.papers.making import make_pages
from exchange.relations.service.briefing import forget_old_briefings
from exchange.relations.service.taking_out import forget_removed
from exchange.web.db import reading, transaction


def briefing_maker(app: Flask) -> Callable[[Sequence[Task]], None]:
    """A handler that makes the pages as its reader would see them."""

    def run(tasks: Sequence[Task]) -> None:
        for task in tasks:
            with app.test_request_context():
                make(UUID(str(task.payload["briefing_id"])))

    return run


def make(briefing_id: UUID) -> None:
    """Make one; seconds of work outside of any writing transaction. A second time does nothing."""
    briefing = reading().get(Briefing, briefing_id)
    if briefing is None or briefing.state is not BriefingState.WAITING:
        return
    session = reading()
    try:
        make_pages(session, briefing)
    except NotFoundError:  # the person left, or may know nothing of it any more
        briefing.state = BriefingState.FAILED
    names = ("state", "pdf", "word", "content_hash", "pages")
    made = {name: getattr(briefing, name) for name in names}
    session.rollback()
    with transaction() as writing:
        row = writing.get(Briefing, briefing_id)
        for name, value in made.items() if row is not None else ():
            setattr(row, name, value)


def tidy(clock: Clock) -> None:
    """Throw away pages older than a week, and what was taken out of a dossier a month ago."""
    with transaction() as session:
        forget_old_briefings(session, now=clock())
        forget_removed(session, now=clock())
