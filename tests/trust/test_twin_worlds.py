"""What somebody may not know of changes no byte of any answer to them (trust.md I2).

One installation with a real index is asked, filled with private things of two ministries, and asked again.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.app import create_app, deps_of
from exchange.discussion.models import Circulation
from exchange.files.models import StoredFile
from exchange.jobs.runner import Runner
from exchange.kernel.actor import Role
from exchange.kernel.base import Base
from exchange.kernel.events import attach_bus
from exchange.kernel.settings import Settings
from exchange.kernel.translated import Translated
from exchange.meetings.models import CommitmentState
from exchange.needs.models import Need, NeedCircle, NeedPartner
from exchange.papers.pdf import why_no_pdf
from exchange.practices.jobs import rebuild
from exchange.practices.models import Practice, PracticeState, RevisionState, Section, Visibility
from exchange.relations.models import Basis, Briefing, Circle, EventKind, Relation, RelationFile
from exchange.relations.service.briefing import BRIEF
from exchange.vocabulary.service import import_taxonomy
from exchange.web.db import transaction
from tests.conftest import TEST_KEY
from tests.factories.accounts import make_ministry, make_person
from tests.factories.adoptions import make_adoption, make_result
from tests.factories.discussion import make_comment
from tests.factories.meetings import THURSDAY, Talk, approve, make_reviewed, make_scheduled, promise
from tests.factories.practices import make_practice
from tests.factories.questions import make_answer, make_question
from tests.factories.relations import make_event, make_relation
from tests.support.clock import START, FixedClock
from tests.support.signing import session_of
from tests.trust.probe import Answer, Prober

WORDS = (
    "foster care", "fostr care", "care", "families", "family", "famly", "home visits", "siblings", "sibling",
    "guardian",
    "guardianship", "ailə", "aile", "himayədar", "koruyucu aile", "дети", "семья", '"foster care"', "care -home",
    "foster OR guardian", "secretword", "secretwrd", "secretw", "pilot", "budget", "embargo", "crisis centre", "centre",
    "center", "few families", "zzzz", "",
)  # fmt: skip
THEMES = ("cp", "cp.foster", "cp.alt", "fs", "fs.visit")
TEXT = {Section.PROBLEM: "Few families take siblings.", Section.SOLUTION: "Home visits before and after foster care."}
SECRET = {
    Section.PROBLEM: "Secretword: few families, foster care, siblings, crisis centre, budget, embargo.",
    Section.SOLUTION: "Foster care home visits and guardianship, foster care, foster care.",
}


@pytest.fixture
def installation(tmp_path: Path, another_database: str, clock: FixedClock) -> Iterator[Flask]:
    """An application with its index on disk."""
    settings = Settings(
        data=str(tmp_path),
        database_url=another_database,
        secret_key=TEST_KEY,
        mail_url="memory://",
        log_level="error",
    )
    app = create_app(settings, clock=clock)
    app.testing = True
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
        Base.metadata.create_all(engine)
    yield app
    engine.dispose()


@pytest.fixture
def writing(installation: Flask) -> Iterator[Session]:
    with installation.app_context():
        engine = installation.extensions["sqlalchemy"].engine
    with Session(engine, expire_on_commit=False) as session:
        attach_bus(session, deps_of(installation).bus)
        yield session


def _public_half(session: Session, own: Ministry, partner: Ministry, third: Ministry) -> list[Practice]:
    found = []
    for number, ministry in enumerate((own, partner, third) * 4):
        found.append(
            make_practice(
                session,
                ministry,
                visibility=Visibility.PUBLIC if number % 2 else Visibility.MEMBERS,
                texts={"en": f"Foster care for siblings {number}", "az": f"Himayədar ailə {number}"},
                sections=TEXT,
                themes=("cp.foster", "fs.visit") if number % 3 else ("cp.alt",),
                slug=f"twin-{number}",
            )
        )
    return found


def _private_half(session: Session, own: Ministry, partner: Ministry, practices: list[Practice]) -> None:
    author, asker = make_person(session, own, roles=list(Role)), make_person(session, partner, roles=list(Role))
    for number in range(9):
        practice = make_practice(
            session,
            own,
            visibility=Visibility.PARTNERS if number % 3 else Visibility.MINISTRY,
            partners=[partner] if number % 3 else [],
            texts={"en": f"Foster care guardianship secretword {number}", "tr": f"Koruyucu aile {number}"},
            sections=SECRET,
            themes=("cp.foster", "cp.alt", "fs.visit"),
            author=author,
        )
        if number > 5:
            practice.state, practice.published_revision = PracticeState.DRAFT, None
            practice.revisions[0].state = RevisionState.DRAFT
    _private_talk(session, own, partner, author, asker, practices[0])


def _private_talk(
    session: Session, own: Ministry, partner: Ministry, author: Person, asker: Person, practice: Practice
) -> None:
    first, second = sorted((own.id, partner.id))
    words = {"circulation": Circulation.PRIVATE, "between_first": first, "between_second": second}
    make_comment(session, practice, author, text="Secretword between us.", **words)
    question = make_question(session, practice, asker, text="Secretword: how many siblings in foster care?")
    make_answer(session, question, author, "Secretword: few families.")
    make_scheduled(session, Talk(partner, own, practice, asker, asker, author, author), starts=(THURSDAY,))
    _private_dossier(session, own, partner, asker)
    need = {"person_id": asker.id, "post": asker.post, "language": "en", "key": "k", "made_at": START}
    chosen = [NeedPartner(ministry_id=own.id)]
    circle = NeedCircle.PARTNERS
    session.add(Need(ministry_id=partner.id, title="Secretword", text="", circle=circle, partners=chosen, **need))
    make_result(session, make_adoption(session, practice, partner), figure=4321)
    held = make_reviewed(session, Talk(partner, own, practice, asker, asker, author, author))
    for person in (asker, author):
        approve(session, held, person, publishes=False)
    promise(session, held, author, side=own.id).state = CommitmentState.IN_PROGRESS


def _public_dossiers(session: Session, own: Ministry, partner: Ministry, third: Ministry) -> None:
    """What every reader of the two dossiers sees before and after."""
    for one, other in ((own, partner), (own, third)):
        relation = make_relation(session, one, other)
        make_event(session, relation, kind=EventKind.AGREEMENT)
        make_event(session, relation, kind=EventKind.TRAINING, happened_on=date(2025, 6, 1))


def _private_dossier(session: Session, own: Ministry, partner: Ministry, asker: Person) -> None:
    """Entries and a paper of the two, in a dossier of which others know the public part."""
    first, second = sorted((own.id, partner.id))
    relation = session.scalars(select(Relation).where(Relation.first_ministry_id == first)).all()
    same = next(one for one in relation if one.second_ministry_id == second)
    signed = Translated({"en": "Secretword signed"})
    circle = Circle.TWO_INSTITUTIONS
    entry = make_event(session, same, basis=Basis.SAMPLE, kind=EventKind.AGREEMENT, circle=circle, title=signed)
    make_event(session, same, title=Translated({"en": "Secretword taken out"}), removed_at=START)
    file = StoredFile(name="secretword.txt", media_type="text/plain", size_bytes=1, sha256="0" * 64, stored_at=START)
    session.add(file)
    session.flush()
    hangs = {"key": "k", "language": "en", "title": "Secretword", "added_for": own.id, "added_at": START}
    session.add(RelationFile(event_id=entry.id, file_id=file.id, **hangs))
    asked = Briefing(person_id=asker.id, own_ministry_id=partner.id, partner_ministry_id=own.id, language="en")
    asked.made_at = START
    session.add(asked)


def _addresses(practices: list[Practice], ministries: list[Ministry]) -> list[str]:
    searches = [f"q={word}" for word in WORDS]
    searches += [f"q={word}&sort={sort}" for word in WORDS[:8] for sort in ("newest", "evidence", "title")]
    searches += [f"q={word}&theme={theme}" for word in ("", "care", "secretword") for theme in THEMES]
    searches += [f"q=care&country={code}" for code in ("AZ", "TR", "KZ")]
    searches += [f"q={word}&lang={code}" for word in ("aile", "семья", "secretword") for code in ("az", "tr", "ru")]
    searches += [f"q=care&page={number}" for number in (1, 2, 3)]
    pages = [
        "/",
        "/changed",
        "/themes",
        "/countries",
        "/relations/",
        "/notifications",
        "/meetings/",
        "/practices/",
        "/help/",
    ]
    pages += ["/needs/", "/countries/AZ", "/themes/cp.foster", f"/ministries/{ministries[0].slug}"]
    pages += ["/adoptions/", "/insights", "/insights/figures.csv", "/commitments/", "/commitments/register.csv"]
    third = ministries[2].slug
    pages += [f"/insights/{third}", f"/insights/{third}/figures.csv", "/search.atom?q=secretword", "/search.csv?q=care"]
    pages += [f"/ministries/{one.slug}" for one in ministries] + [f"/countries/{one.country}" for one in ministries]
    pairs = [(a.slug, b.slug) for a in ministries for b in ministries if a is not b]
    pages += [f"/relations/{a}/{b}/dossier.{kind}" for a, b in pairs for kind in ("json", "docx")]
    pages += [f"/relations/{a}/{b}/briefing" for a, b in pairs]
    pages += [f"/relations/{a}/{b}?show={kind}" for a, b in pairs for kind in ("agreements", "results", "adoptions")]
    pages += [
        f"/practices/{one.slug}{tail}"
        for one in practices[:8]
        for tail in ("", ".json", ".md", "/discussion", "/lineage", "/adopt", "/similar")
    ]
    pages += [f"/search/complete.json?q={words}" for words in ("se", "sec", "secretw", "fos", "aile", "care", "Min")]
    pages += [f"/relations/{a.slug}/{b.slug}" for a in ministries for b in ministries if a is not b]
    pages += [f"/meetings/new?practice={practices[0].slug}", "/sign-in", "/health/ready", "/sitemap.xml"]
    pages += ["/questions/", "/questions/?list=published", f"/questions/new?practice={practices[0].slug}"]
    return [f"{kind}?{query}" for query in searches for kind in ("/search", "/search.json")] + pages


def _ask(app: Flask, people: tuple[Person | None, ...], addresses: list[str]) -> dict[tuple[str, str], Answer]:
    found: dict[tuple[str, str], Answer] = {}
    for person in people:
        prober = Prober(app, person)
        name = person.email if person else "nobody"
        found |= {(name, address): _unpacked(prober.get(address)) for address in addresses}
    return found


def _unpacked(answer: Answer) -> Answer:
    """A Word file as its parts: the zip around them carries the hour at which it was made."""
    if not answer.body.startswith(b"PK"):
        return answer
    with zipfile.ZipFile(io.BytesIO(answer.body)) as packed:
        parts = b"".join(name.encode() + packed.read(name) for name in sorted(packed.namelist()))
    return replace(answer, body=parts)


def _briefing(app: Flask, person: Person, pair: str) -> tuple[str, str]:
    """The minister's pages that this person gets about the pair, as text: Word, and PDF where one is made."""
    prober = Prober(app, person)
    assert prober.post(f"{pair}/briefing", {"language": "en"}).status == 303
    with app.app_context():
        handlers = {BRIEF: deps_of(app).jobs.handlers[BRIEF]}
        Runner(transactions=transaction, handlers=handlers, clock=app.config["CLOCK"]).run_open()
    document = Document(io.BytesIO(_saved(app, person, f"{pair}/briefing.docx")))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words = "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
    if why_no_pdf():
        return words, ""
    pdf = PdfReader(io.BytesIO(_saved(app, person, f"{pair}/briefing.pdf")))
    return words, "\n".join(page.extract_text() for page in pdf.pages)


def _saved(app: Flask, person: Person, path: str) -> bytes:
    client = app.test_client()
    with client.session_transaction() as cookies:
        cookies.update(session_of(app, person))
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data()


def test_private_things_change_no_byte_for_others(installation: Flask, writing: Session) -> None:
    import_taxonomy(writing)
    own, partner, third = ministries = [make_ministry(writing, country) for country in ("AZ", "TR", "KZ")]
    practices = _public_half(writing, own, partner, third)
    _public_dossiers(writing, own, partner, third)
    official, neighbour = make_person(writing, third), make_person(writing, partner)
    writing.commit()
    addresses = _addresses(practices, ministries)
    assert len(addresses) >= 150
    with installation.app_context():
        rebuild()
    pair = f"/relations/{own.slug}/{third.slug}"
    pages_before = _briefing(installation, official, pair)
    before = _ask(installation, (None, official), addresses)
    seen_before = Prober(installation, neighbour).get("/search.json?q=secretword")
    _private_half(writing, own, partner, practices)
    writing.commit()
    with installation.app_context():
        rebuild()
    after = _ask(installation, (None, official), addresses)
    differing = [key for key, answer in before.items() if after[key] != answer]
    assert differing == [], differing
    assert _briefing(installation, official, pair) == pages_before
    assert Prober(installation, neighbour).get("/search.json?q=secretword") != seen_before  # the index has them
