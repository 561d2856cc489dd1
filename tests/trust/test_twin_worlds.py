"""What somebody may not know of changes no byte of any answer to them (trust.md I2).

One installation with a real index is asked, filled with private things of two ministries, and asked again.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.app import create_app, deps_of
from exchange.discussion.models import Circulation
from exchange.kernel.actor import Role
from exchange.kernel.base import Base
from exchange.kernel.events import attach_bus
from exchange.kernel.settings import Settings
from exchange.needs.models import Need, NeedCircle, NeedPartner
from exchange.practices.jobs import rebuild
from exchange.practices.models import Practice, PracticeState, RevisionState, Section, Visibility
from exchange.relations.models import Basis, Circle
from exchange.vocabulary.service import import_taxonomy
from tests.conftest import TEST_KEY
from tests.factories.accounts import make_ministry, make_person
from tests.factories.adoptions import make_adoption, make_result
from tests.factories.discussion import make_comment
from tests.factories.meetings import Talk, make_scheduled
from tests.factories.practices import make_practice
from tests.factories.questions import make_answer, make_question
from tests.factories.relations import make_event, make_relation
from tests.support.clock import START, FixedClock
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
    make_scheduled(session, Talk(partner, own, practice, asker, asker, author, author))
    relation = make_relation(session, own, partner)
    make_event(session, relation, circle=Circle.TWO_INSTITUTIONS, basis=Basis.SAMPLE)
    need = {"person_id": asker.id, "post": asker.post, "language": "en", "key": "k", "made_at": START}
    chosen = [NeedPartner(ministry_id=own.id)]
    circle = NeedCircle.PARTNERS
    session.add(Need(ministry_id=partner.id, title="Secretword", text="", circle=circle, partners=chosen, **need))
    make_result(session, make_adoption(session, practice, partner), figure=4321)


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
    pages += ["/adoptions/", "/insights", "/insights/figures.csv"]
    pages += [f"/relations/{a.slug}/{b.slug}/dossier.json" for a in ministries for b in ministries if a is not b]
    pages += [
        f"/practices/{one.slug}{tail}"
        for one in practices[:8]
        for tail in ("", ".json", ".md", "/discussion", "/lineage")
    ]
    pages += [f"/relations/{a.slug}/{b.slug}" for a in ministries for b in ministries if a is not b]
    pages += [f"/meetings/new?practice={practices[0].slug}", "/sign-in", "/health/ready", "/sitemap.xml"]
    pages += ["/questions/", "/questions/?list=published", f"/questions/new?practice={practices[0].slug}"]
    return [f"{kind}?{query}" for query in searches for kind in ("/search", "/search.json")] + pages


def _ask(app: Flask, people: tuple[Person | None, ...], addresses: list[str]) -> dict[tuple[str, str], Answer]:
    found: dict[tuple[str, str], Answer] = {}
    for person in people:
        prober = Prober(app, person)
        name = person.email if person else "nobody"
        found |= {(name, address): prober.get(address) for address in addresses}
    return found


def test_private_things_change_no_byte_for_others(installation: Flask, writing: Session) -> None:
    import_taxonomy(writing)
    own, partner, third = ministries = [make_ministry(writing, country) for country in ("AZ", "TR", "KZ")]
    practices = _public_half(writing, own, partner, third)
    official, neighbour = make_person(writing, third), make_person(writing, partner)
    writing.commit()
    addresses = _addresses(practices, ministries)
    assert len(addresses) >= 150
    with installation.app_context():
        rebuild()
    before = _ask(installation, (None, official), addresses)
    seen_before = Prober(installation, neighbour).get("/search.json?q=secretword")
    _private_half(writing, own, partner, practices)
    writing.commit()
    with installation.app_context():
        rebuild()
    after = _ask(installation, (None, official), addresses)
    assert [key for key, answer in before.items() if after[key] != answer] == []
    assert Prober(installation, neighbour).get("/search.json?q=secretword") != seen_before  # the index has them
