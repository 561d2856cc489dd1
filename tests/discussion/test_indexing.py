"""What is said is found, and costs the indexer no more than what was said."""

from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.discussion import service
from exchange.discussion.models import Comment
from exchange.jobs.outbox import Job, enqueue
from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.practices import jobs
from exchange.practices.models import PracticeState, Visibility
from exchange.search.access import index_of
from exchange.search.nearness import Entry
from exchange.search.port import Change, Put
from exchange.search.withholding import index_job
from exchange.web.db import reading
from tests.discussion.samples import a_practice
from tests.factories.accounts import make_ministry, make_person
from tests.support.clock import START

Jobs = Callable[[], int]


class Scene:
    """A practice that is found, and an official of another ministry who speaks about it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.practice = a_practice(session, make_ministry(session, "AZ"), Visibility.PUBLIC)
        self.asker = make_person(session, make_ministry(session, "TR"), email="official@tr.example").as_actor()
        enqueue(session, index_job(self.practice.id), now=START)

    def says(self, *, is_public: bool) -> Comment:
        return service.write(
            self.session,
            actor=self.asker,
            slug=self.practice.slug,
            body=service.Body("Soru", "<p>Soru</p>", Language.TR),
            key=str(new_id()),
            now=START,
            is_public=is_public,
        )


@pytest.fixture
def scene(session: Session, run_jobs: Jobs) -> Scene:
    made = Scene(session)
    run_jobs()
    return made


@pytest.mark.parametrize("is_public", [False, True])
def test_the_index_holds_what_a_rebuild_would(app: Flask, scene: Scene, run_jobs: Jobs, *, is_public: bool) -> None:
    """A public contribution counts for the order of practices, so they are written anew; another is added alone."""
    before = index_of(app).entries()
    comment = scene.says(is_public=is_public)
    run_jobs()
    after = index_of(app).entries()
    assert {entry.key for entry in after} - {entry.key for entry in before} == {f"discussion:{comment.id}"}
    assert bool(before - after) is is_public
    assert after == _rebuilt(app)


def test_one_that_was_taken_back_before_it_was_indexed_is_not_found(
    app: Flask, session: Session, scene: Scene, run_jobs: Jobs
) -> None:
    before = index_of(app).entries()
    comment = scene.says(is_public=False)
    service.withdraw(session, actor=scene.asker, comment_id=comment.id, now=START)
    run_jobs()
    assert index_of(app).entries() == before == _rebuilt(app)


def test_a_withdrawn_practice_keeps_nothing_that_is_added_late(app: Flask, session: Session, scene: Scene) -> None:
    """The row of a contribution that was made before, run after: it reads what is true now."""
    comment = scene.says(is_public=False)
    session.commit()
    late: Sequence[Job] = [index_job(scene.practice.id, added=f"discussion:{comment.id}")]
    assert [type(one) for one in _changes(app, late)] == [Put]
    scene.practice.state = PracticeState.WITHDRAWN
    session.commit()
    assert _changes(app, late) == []


def _changes(app: Flask, asked: Sequence[Job]) -> list[Change]:
    with app.app_context():
        return list(jobs.changes(reading(), [job.payload for job in asked]))


def _rebuilt(app: Flask) -> frozenset[Entry]:
    with app.app_context():
        jobs.rebuild()
    return index_of(app).entries()
