"""The twin rule for what leaves the page: attached files, exported folders, papers. They ask what the page asks."""

import io
from itertools import count
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.files.models import StoredFile
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import NotFoundError
from exchange.kernel.ids import new_id
from exchange.practices import policies, service
from exchange.practices.cli.exporting import export
from exchange.practices.models import Practice, Revision, RevisionFile, RevisionState, Section, Visibility
from exchange.practices.models.revision import LastCircle
from exchange.practices.queries import attached_file
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.practices import SAID, make_practice
from tests.support.browser import Browser
from tests.support.clock import START

CIRCLES = list(Visibility)


@pytest.fixture
def people(session: Session) -> dict[str, Person]:
    import_taxonomy(session)
    own, partner = make_ministry(session, "AZ"), make_ministry(session, "TR")
    return {
        "author": make_person(session, own, roles=[Role.PUBLISHER], email="author@az.example"),
        "partner": make_person(session, partner, email="partner@tr.example"),
        "stranger": make_person(session, make_ministry(session, "KZ"), email="stranger@kz.example"),
    }


def _practice(session: Session, people: dict[str, Person], circle: Visibility, **chosen: object) -> Practice:
    own, partner = (session.get_one(Ministry, people[who].ministry_id) for who in ("author", "partner"))
    named = [partner] if circle is Visibility.PARTNERS else []
    return make_practice(session, own, visibility=circle, partners=named, author=people["author"], **chosen)  # type: ignore[arg-type]


def _actors(people: dict[str, Person]) -> dict[str, Actor]:
    return {"nobody": Actor.nobody()} | {name: person.as_actor() for name, person in people.items()}


def _attach(session: Session, revision: Revision) -> StoredFile:
    file = StoredFile(id=new_id(), name="a.txt", media_type="text/plain", size_bytes=1, sha256="0", stored_at=START)
    session.add(file)
    session.flush()
    revision.files.append(RevisionFile(file_id=file.id))
    session.flush()
    return file


def _gets(session: Session, actor: Actor, practice: Practice, file: StoredFile) -> bool:
    try:
        return attached_file(session, actor=actor, slug=practice.slug, file_id=file.id) is file
    except NotFoundError:
        return False


@pytest.mark.parametrize("circle", CIRCLES)
@pytest.mark.parametrize("last", [None, *CIRCLES])
def test_a_file_is_had_by_whoever_reads_the_text_that_carries_it(
    session: Session, people: dict[str, Person], circle: Visibility, last: Visibility | None
) -> None:
    """I22. The published text, an older one in its last circle, a draft: the rule and the query agree."""
    practice = _practice(session, people, circle)
    old, now = practice.revisions[0], _revision(2, RevisionState.CLEARED)
    draft = _revision(3, RevisionState.DRAFT)
    practice.revisions += [now, draft]
    practice.published_revision = now
    if last:
        old.step_aside(LastCircle(last, [str(people["partner"].ministry_id)], {}))
    session.flush()
    files = {revision: _attach(session, revision) for revision in (old, now, draft)}
    for name, actor in _actors(people).items():
        desk = policies.can_see_desk(actor, practice)
        for revision in (old, now):
            expected = desk or policies.can_read_version(actor, practice, revision)
            assert _gets(session, actor, practice, files[revision]) == expected, (name, revision.number)
        assert _gets(session, actor, practice, files[draft]) == desk, name


def _revision(number: int, state: RevisionState) -> Revision:
    made = Revision(number=number, state=state, language="en", org=SAID, contact_role=SAID, saved_at=START)
    made.texts, made.themes, made.codes, made.files = [], [], [], []
    return made


def test_an_export_holds_what_its_reader_reads(
    app: Flask, session: Session, people: dict[str, Person], tmp_path: Path
) -> None:
    """For each reader the folders are the practices that the rule gives, and no part of a narrower circle."""
    sections = {Section.PROBLEM: "Few families.", Section.DIFFICULTIES: "Candidwords."}
    narrow = {"difficulties": "ministry"}
    made = [_practice(session, people, one, sections=sections, field_visibility=narrow) for one in CIRCLES]
    session.commit()
    for name, actor in _actors(people).items():
        out = _exported(app, people.get(name), tmp_path / name)
        expected = {one.slug for one in made if policies.can_read(actor, one)}
        assert {path.name for path in out.iterdir() if path.is_dir()} == expected, name
        written = "".join(path.read_text() for path in out.rglob("*") if path.is_file())
        assert ("Few families." in written) == bool(expected)
        assert ("Candidwords." in written) == (name == "author" and _has_whole(made)), name


def _has_whole(made: list[Practice]) -> bool:
    """Where all readers of a practice are of the ministry, no part has fewer."""
    return any(practice.circle_of("difficulties") is practice.visibility for practice in made)


def _exported(app: Flask, person: Person | None, folder: Path) -> Path:
    with app.app_context():
        done = CliRunner().invoke(export, [str(folder), *(["--as", person.email] if person else [])])
    assert done.exit_code == 0, done.output
    return folder


def test_narrowing_shows_in_papers_and_exports_at_the_next_request(
    app: Flask, session: Session, people: dict[str, Person], browser: Browser, tmp_path: Path
) -> None:
    """I4."""
    sections = {Section.PROBLEM: "Few families.", Section.DIFFICULTIES: "Candidwords."}
    practice = _practice(session, people, Visibility.PUBLIC, sections=sections)
    session.commit()
    folders = (tmp_path / str(number) for number in count())

    def seen() -> tuple[bool, bool, bool]:
        word = docx.Document(io.BytesIO(browser.raw(f"/practices/{practice.slug}.docx").get_data()))
        paper = "\n".join(paragraph.text for paragraph in word.paragraphs)
        file = browser.raw(f"/practices/{practice.slug}/v/1.json").get_data(as_text=True)
        out = _exported(app, None, next(folders))
        folder = "".join(path.read_text() for path in out.rglob("*.md"))
        return "Candidwords." in paper, "Candidwords." in file, "Candidwords." in folder

    assert seen() == (True, True, True)
    author = actor_for(people["author"])
    wanted = {"visibility": Visibility.PUBLIC, "partners": (), "parts": {"difficulties": Visibility.MINISTRY}}
    service.change_circulation(session, actor=author, slug=practice.slug, now=START, **wanted)  # type: ignore[arg-type]
    session.commit()
    assert seen() == (False, False, False)
    service.withdraw(session, actor=author, slug=practice.slug, reason="Old figures.", now=START)
    session.commit()
    assert browser.raw(f"/practices/{practice.slug}.docx").status_code == 404
    assert not [path for path in _exported(app, None, next(folders)).iterdir() if path.is_dir()]
