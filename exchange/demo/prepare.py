"""Fill an empty installation with the demonstration, step by step, so that progress can be shown."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import Flask

from exchange.accounts.service.ministries import import_ministries
from exchange.accounts.service.people import NewPerson, add_person
from exchange.demo import content
from exchange.demo.adoptions import open_records
from exchange.demo.drafts import write_drafts
from exchange.demo.figures import note_readers
from exchange.demo.following import follow_things, keep_searches
from exchange.demo.meetings import arrange_meetings
from exchange.demo.needs import post_needs
from exchange.demo.people import MINISTRIES, PLATFORM_EMAIL, PLATFORM_POST, POSTS
from exchange.demo.practices import import_all
from exchange.demo.questions import ask_questions
from exchange.demo.standing import show_standing
from exchange.discussion.service import import_comments
from exchange.jobs.registry import Jobs
from exchange.jobs.runner import Runner
from exchange.kernel.clock import Clock
from exchange.practices.jobs import keep_meaning, rebuild
from exchange.relations.service import import_dossier
from exchange.vocabulary.service import import_taxonomy
from exchange.web.db import db, transaction
from exchange.web.migrations import upgrade


@dataclass(frozen=True)
class Step:
    """One step of the preparation and what is said while it runs."""

    says: str
    run: Callable[[], None]


class Preparation:
    """The steps on one application."""

    def __init__(self, app: Flask, password: str, clock: Clock, jobs: Jobs) -> None:
        self._app = app
        self._password = password
        self._clock = clock
        self._jobs = jobs

    def steps(self) -> list[Step]:
        """What is done, in order."""
        steps = [
            Step("Making the database", lambda: upgrade(db.engine)),
            Step("Themes and lists", self._taxonomy),
            Step("Ministries and posts", self._people),
            Step(f"{len(content.practice_folders())} practices", self._practices),
            Step("What posts follow", self._following),
            Step("Discussion", self._comments),
            Step("Azerbaijan and Türkiye", self._dossier),
            Step("Questions", self._questions),
            Step("Adoptions", self._adoptions),
            Step("Drafts and meetings", self._meetings),
            Step("Figures", self._figures),
            Step("Search index", self._index),
        ]
        return [Step(step.says, self._inside(step.run)) for step in steps]

    def _inside(self, run: Callable[[], None]) -> Callable[[], None]:
        def inside() -> None:
            with self._app.app_context():
                run()

        return inside

    def _taxonomy(self) -> None:
        with transaction() as session:
            import_taxonomy(session)

    def _people(self) -> None:
        now = self._clock()
        with transaction() as session:
            ministries = {row.slug: row for row in import_ministries(session, content.MINISTRIES, now=now)}
            for new in demo_people({slug: row.id for slug, row in ministries.items()}, self._password):
                add_person(session, new, now=now)

    def _practices(self) -> None:
        import_all(self._clock())

    def _following(self) -> None:
        follow_things(self._clock())

    def _comments(self) -> None:
        with transaction() as session:
            import_comments(session, path=content.COMMENTS, now=self._clock())

    def _dossier(self) -> None:
        with transaction() as session:
            import_dossier(session, content.DOSSIER, self._clock())

    def _questions(self) -> None:
        ask_questions(self._clock())
        post_needs(self._clock())

    def _adoptions(self) -> None:
        open_records(self._clock())

    def _meetings(self) -> None:
        write_drafts(self._clock())
        arrange_meetings(self._clock())
        show_standing(self._clock())

    def _figures(self) -> None:
        note_readers(self._clock())

    def _index(self) -> None:
        """Build the index at once; the rows that ask for it are done thereby, other jobs run now."""
        rebuild()
        keep_meaning()
        Runner(transactions=transaction, handlers=self._jobs.handlers, clock=self._clock).run_open()
        keep_searches(self._clock())


def demo_people(ministries: dict[str, UUID], password: str) -> list[NewPerson]:
    """One account per role of each demonstration ministry, and the one that runs the platform."""
    people = [
        NewPerson(
            email=f"{post.name}@{ministry.host}",
            post=post.post,
            ministry_id=ministries[ministry.slug],
            roles=post.roles,
            language=ministry.language,
            password=password,
            is_sample=True,
        )
        for ministry in MINISTRIES
        for post in POSTS
    ]
    platform = NewPerson(PLATFORM_EMAIL, PLATFORM_POST, None, (), "en", password, runs_platform=True, is_sample=True)
    return [*people, platform]
