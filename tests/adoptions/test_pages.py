"""The ledger on its own pages and on the pages of practices."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.adoptions.jobs import prompt
from exchange.adoptions.models import Adoption, Readers, Stage
from exchange.kernel.actor import Role
from exchange.notifications.transport import MemoryTransport
from exchange.notifications.wiring import transport_of
from exchange.practices.models import Practice, Visibility
from tests.factories.accounts import make_ministry, make_person
from tests.factories.adoptions import make_adoption, make_result
from tests.factories.practices import make_practice
from tests.support.browser import Browser
from tests.support.clock import FixedClock

STEP = {"stage": "studying", "moment": ["1", "3", "2026"], "text": "", "language": "en", "readers": "two", "key": "k1"}
RESULT = {
    "figure": "12",
    "unit": "children",
    "what": "Children in families",
    "moment": ["", "3", "2026"],
    "source": "https://news.example/12",
    "stated_by": "Social Services Agency",
    "language": "en",
    "key": "r1",
}


class Scene:
    """Türkiye's public practice, an official of Azerbaijan, the owner's publisher, a Kazakh onlooker."""

    def __init__(self, session: Session) -> None:
        self.turkiye, self.azerbaijan = make_ministry(session, "TR"), make_ministry(session, "AZ")
        self.practice: Practice = make_practice(
            session, self.turkiye, texts={"en": "Foster care"}, visibility=Visibility.PUBLIC
        )
        self.owner: Person = make_person(session, self.turkiye, roles=[Role.PUBLISHER])
        self.official: Person = make_person(session, self.azerbaijan)
        self.onlooker: Person = make_person(session, make_ministry(session, "KZ"))
        self.path = f"/practices/{self.practice.slug}"


@pytest.fixture
def scene(session: Session) -> Scene:
    return Scene(session)


def test_adopting_from_the_key_to_the_result_on_the_original(
    app: Flask, browser: Browser, session: Session, scene: Scene, clock: FixedClock, run_jobs: Callable[[], int]
) -> None:
    page = browser.sign_in(scene.official).get(scene.path)
    keys = {key.get_text(strip=True): key["href"] for key in page.all("section[aria-labelledby=adopted] a")}
    assert keys == {"We are studying this": f"{scene.path}/adopt"}
    record = browser.post(f"{scene.path}/adopt", STEP).location
    assert record is not None
    assert browser.post(f"{record}/result", RESULT).status == 303
    owner = browser.another().sign_in(scene.owner)
    ledger = owner.get(scene.path).one(".ex-ledger")
    assert "12 children by March 2026." in " ".join(ledger.get_text(" ").split())
    assert ledger.select_one("[aria-current=step]").get_text().startswith("Studying")  # type: ignore[union-attr]
    assert "1 adoption" in owner.get(scene.path).one(".ex-practice__chain").get_text(" ")
    assert "New result from" in owner.get("/notifications").text
    assert "news.example" in owner.get(record).one("table").get_text(" ")
    assert browser.another().sign_in(scene.onlooker).get(record).status == 404
    clock.advance(days=200)
    with app.app_context():
        assert prompt(clock) == 1
    run_jobs()
    browser.sign_in(scene.official)  # half a year ends a session
    assert "To report" in browser.get("/").text
    transport = transport_of(app)
    assert isinstance(transport, MemoryTransport)
    assert any("After six months" in letter["Subject"] for letter in transport.sent)


def test_a_result_without_a_source_is_kept_on_the_form_with_a_sentence(
    browser: Browser, session: Session, scene: Scene
) -> None:
    adoption = make_adoption(session, scene.practice, scene.azerbaijan)
    page = browser.sign_in(scene.official).post(f"/adoptions/{adoption.id}/result", RESULT | {"source": ""})
    assert page.status == 422
    assert page.one("#figure")["value"] == "12"
    assert "A result needs its source" in page.one(".govuk-error-summary").get_text(" ")
    typed = [str(box.get("value")) for box in page.all("[name=moment]")]
    assert typed == ["", "3", "2026"]


@pytest.mark.parametrize("moment", [["31", "2", "2026"], ["1", "", "2026"], ["", "", ""], ["x", "1", "2026"]])
def test_a_day_that_is_none_is_a_fault_of_the_form(browser: Browser, scene: Scene, moment: list[str]) -> None:
    page = browser.sign_in(scene.official).post(f"{scene.path}/adopt", STEP | {"moment": moment})
    assert page.status == 422
    assert page.all("#moment-error") or page.all(".govuk-error-summary a[href='#moment']")


def test_a_second_record_of_one_ministry_is_a_conflict_in_words(
    browser: Browser, session: Session, scene: Scene
) -> None:
    make_adoption(session, scene.practice, scene.azerbaijan)
    page = browser.sign_in(scene.official).post(f"{scene.path}/adopt", STEP)
    assert page.status == 409
    assert "keeps a record of this practice already" in page.text


def test_describing_shows_what_was_changed_and_names_the_own_practice(
    browser: Browser, session: Session, scene: Scene
) -> None:
    adoption = make_adoption(session, scene.practice, scene.azerbaijan)
    own = make_practice(session, scene.azerbaijan, texts={"en": "Foster families"}, visibility=Visibility.PUBLIC)
    browser.sign_in(scene.official)
    form = {"kept": "Training", "changed": "Notary\nAt most three", "left": "", "language": "en", "readers": "two"}
    page = browser.post(
        f"/adoptions/{adoption.id}/describe", form | {"own_practice": own.slug, "version": str(adoption.version)}
    )
    assert page.status == 303
    shown = browser.get(f"/adoptions/{adoption.id}")
    assert [point.get_text() for point in shown.all(".ex-adapt li")] == ["Training", "Notary", "At most three"]
    assert "Inspired by Foster care" in browser.get(f"/practices/{own.slug}").text


def test_the_owner_reads_the_record_and_may_not_write(browser: Browser, session: Session, scene: Scene) -> None:
    adoption = make_adoption(session, scene.practice, scene.azerbaijan)
    browser.sign_in(scene.owner)
    assert browser.get(f"/adoptions/{adoption.id}").status == 200
    assert browser.get(f"/adoptions/{adoption.id}/step").status == 403


def test_a_lineage_shows_every_generation_that_the_reader_may_know_of(
    browser: Browser, session: Session, scene: Scene
) -> None:
    second = make_practice(session, scene.azerbaijan, texts={"en": "Second"}, visibility=Visibility.PUBLIC)
    georgia, kazakhstan = make_ministry(session, "GE"), scene.onlooker.ministry
    assert kazakhstan is not None
    third = make_practice(session, georgia, texts={"en": "Third"}, visibility=Visibility.PUBLIC)
    stages = (Stage.STUDYING, Stage.IN_FORCE)
    make_adoption(
        session, scene.practice, scene.azerbaijan, own_practice_id=second.id, readers=Readers.PUBLIC, stages=stages
    )
    make_adoption(session, second, georgia, own_practice_id=third.id, readers=Readers.PUBLIC, stages=stages)
    make_adoption(session, third, kazakhstan, readers=Readers.TWO)
    page = browser.get(f"/practices/{third.slug}/lineage")
    assert [link.get_text() for link in page.all(".ex-lineage__title a")] == ["Foster care", "Second", "Third"]
    assert len(page.all(".ex-lineage__one")) == 3
    assert len(browser.sign_in(scene.onlooker).get(f"/practices/{third.slug}/lineage").all(".ex-lineage__one")) == 4


def test_a_ring_of_adoptions_ends(browser: Browser, session: Session, scene: Scene) -> None:
    other = make_practice(session, scene.azerbaijan, texts={"en": "Other"}, visibility=Visibility.PUBLIC)
    make_adoption(session, scene.practice, scene.azerbaijan, own_practice_id=other.id, readers=Readers.PUBLIC)
    make_adoption(session, other, scene.turkiye, own_practice_id=scene.practice.id, readers=Readers.PUBLIC)
    assert browser.get(f"{scene.path}/lineage").status == 200


def test_a_narrowed_practice_takes_its_name_from_the_adopters_record(
    browser: Browser, session: Session, scene: Scene
) -> None:
    adoption = make_adoption(session, scene.practice, scene.azerbaijan, readers=Readers.PUBLIC)
    make_result(session, adoption)
    scene.practice.visibility = Visibility.MINISTRY
    page = browser.sign_in(scene.official).get(f"/adoptions/{adoption.id}")
    assert page.status == 200
    assert "Foster care" not in page.one("main").get_text(" ")
    assert "open to you no longer" in page.text
    assert browser.sign_in(scene.onlooker).get(f"/adoptions/{adoption.id}").status == 404


def test_the_list_has_both_directions(browser: Browser, session: Session, scene: Scene) -> None:
    make_adoption(session, scene.practice, scene.azerbaijan)
    assert len(browser.sign_in(scene.official).get("/adoptions/").all("section[aria-labelledby=own] li")) == 1
    assert len(browser.sign_in(scene.owner).get("/adoptions/").all("section[aria-labelledby=others] li")) == 1
    assert browser.sign_in(scene.onlooker).get("/adoptions/").all("li.ex-card") == []


def test_asking_for_news_moves_with_the_clock_only(
    app: Flask, session: Session, scene: Scene, clock: FixedClock
) -> None:
    make_adoption(session, scene.practice, scene.azerbaijan)
    session.commit()
    clock.now += timedelta(days=100)
    with app.app_context():
        assert prompt(clock) == 0
    assert session.scalars(select(Adoption.prompted_months)).one() == 0
