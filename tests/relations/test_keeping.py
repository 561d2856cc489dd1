"""Entries by hand and their papers: who adds them, what is refused, who reads them, taking out and the way back."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.demo.content import DOSSIER
from exchange.files.jobs import sweep_files
from exchange.files.models import StoredFile
from exchange.kernel.actor import Role
from exchange.relations.jobs import tidy
from exchange.relations.models import EventKind, Relation, RelationEvent, RelationFile
from exchange.relations.service import import_dossier
from exchange.relations.service.papers import MOST_PAPERS
from tests.factories.accounts import make_person
from tests.factories.relations import make_event, make_relation
from tests.relations.conftest import Story
from tests.support.browser import Browser
from tests.support.clock import FixedClock

ENTRY = {
    "kind": "agreement",
    "moment": ["20", "7", "2022"],
    "title_en": "Memorandum of understanding",
    "title_az": "Anlaşma memorandumu",
    "text": "Signed in Baku.",
    "language": "en",
    "side": "",
    "source": "https://news.example/memorandum",
    "is_open": "y",
    "key": "k1",
}
PAPER = b"Article 1. The ministries exchange practices."


@pytest.fixture
def keeper(session: Session, stage: Story) -> Person:
    return make_person(session, stage.azerbaijan, roles=[Role.ORGANIZER])


def paper(content: bytes = PAPER, name: str = "memorandum.txt", **chosen: str) -> dict[str, Any]:
    return {"title": "Anlaşma memorandumu", "language": "az", "key": "p1", "file": (io.BytesIO(content), name)} | chosen


def added(session: Session, browser: Browser, stage: Story, **chosen: Any) -> RelationEvent:
    assert browser.post(f"{stage.address}/new", ENTRY | chosen).status == 303
    return session.scalars(select(RelationEvent)).one()


def test_an_entry_sent_twice_stands_once_and_everybody_reads_the_public_fact(
    session: Session, browser: Browser, stage: Story, keeper: Person
) -> None:
    browser.sign_in(keeper)
    for _ in range(2):
        assert browser.post(f"{stage.address}/new", ENTRY).location == stage.address
    assert len(session.scalars(select(RelationEvent)).all()) == 1
    assert "Memorandum of understanding" in browser.another().get(stage.address).text
    assert "Anlaşma memorandumu" in browser.another("az").get(stage.address).text


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"source": " "}, "Say where it stands"),
        ({"title_en": "", "title_az": ""}, "Give it a title in at least one language."),
        ({"moment": ["", "", "2031"]}, "This day has not come yet."),
        ({"moment": ["31", "2", "2022"]}, "Enter a date that exists."),
        ({"moment": ["", "", ""]}, "Enter the year"),
        ({"kind": "result"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_gets_a_sentence_and_everything_is_kept(
    session: Session, browser: Browser, stage: Story, keeper: Person, chosen: dict[str, Any], sentence: str
) -> None:
    page = browser.sign_in(keeper).post(f"{stage.address}/new", ENTRY | {"text": "Kept <b>words</b>"} | chosen)
    assert page.status == 422
    assert sentence in page.text
    assert "Kept <b>words</b>" in page.one("textarea").get_text()
    assert session.scalars(select(Relation)).all() == []


def test_an_entry_is_taken_out_with_a_way_back(
    session: Session, browser: Browser, stage: Story, keeper: Person
) -> None:
    entry = added(session, browser.sign_in(keeper), stage)
    place = f"/relations/entries/{entry.id}"
    assert browser.get(stage.address).one(f"a[href='{place}']").get_text().startswith("Papers and removal")
    for _ in range(2):
        assert browser.post(f"{place}/remove").location == place
    visitor = browser.another()
    assert visitor.get(stage.address).status == 404
    assert "The entry was taken out." in browser.get(place).text
    official = browser.another().sign_in(stage.azerbaijani)
    assert [official.get(place).status, official.post(f"{place}/restore").status] == [404, 404]
    colleague = browser.another().sign_in(make_person(session, stage.turkiye, roles=[Role.ORGANIZER]))
    assert colleague.get(place).status == 404
    assert colleague.post(f"{place}/restore").status == 404
    for _ in range(2):
        assert browser.post(f"{place}/restore").status == 303
    assert "Memorandum of understanding" in visitor.get(stage.address).text


def test_a_public_fact_is_shown_to_all_or_to_the_two_by_its_own_ministry(
    session: Session, browser: Browser, stage: Story, keeper: Person
) -> None:
    entry = added(session, browser.sign_in(keeper), stage)
    place, visitor = f"/relations/entries/{entry.id}", browser.another()
    assert visitor.get(stage.address).status == 200
    for _ in range(2):
        assert browser.post(f"{place}/circle", {"circle": "two"}).location == place
    assert visitor.get(stage.address).status == 404
    across = browser.another().sign_in(make_person(session, stage.turkiye, roles=[Role.ORGANIZER]))
    assert across.post(f"{place}/circle", {"circle": "open"}).status == 404
    assert "Show it to everyone who opens this dossier" in browser.get(place).text
    browser.post(f"{place}/circle", {"circle": "open"})
    assert visitor.get(stage.address).status == 200


def test_what_stands_in_no_public_source_is_never_shown_to_all(
    session: Session, browser: Browser, stage: Story, keeper: Person
) -> None:
    entry = added(session, browser.sign_in(keeper), stage, source="Letter of 3 May", is_open="y")
    assert browser.post(f"/relations/entries/{entry.id}/circle", {"circle": "open"}).status == 404
    assert browser.another().get(stage.address).status == 404


def test_what_was_taken_out_a_month_ago_is_forgotten(
    app: Flask, session: Session, browser: Browser, stage: Story, keeper: Person, clock: FixedClock
) -> None:
    entry = added(session, browser.sign_in(keeper), stage)
    browser.post(f"/relations/entries/{entry.id}/remove")
    _tidy(app, session, clock, timedelta(days=29))
    assert len(session.scalars(select(RelationEvent)).all()) == 1
    _tidy(app, session, clock, timedelta(days=2))
    assert session.scalars(select(RelationEvent)).all() == []


def _tidy(app: Flask, session: Session, clock: FixedClock, later: timedelta) -> None:
    session.rollback()
    clock.advance(minutes=later.total_seconds() / 60)
    with app.app_context():
        tidy(clock)
        sweep_files()
    session.expire_all()


def test_what_came_by_a_file_is_not_taken_out_and_leaves_entries_by_hand_alone(
    session: Session, browser: Browser, story: Story, clock: FixedClock
) -> None:
    keeper = make_person(session, story.azerbaijan, roles=[Role.ORGANIZER])
    assert browser.sign_in(keeper).post(f"{story.address}/new", ENTRY).status == 303
    by_file = session.scalars(select(RelationEvent).where(RelationEvent.entered_for.is_(None))).first()
    assert by_file is not None
    assert browser.post(f"/relations/entries/{by_file.id}/remove").status == 404
    assert not import_dossier(session, DOSSIER, clock()).has_changes
    assert session.scalars(select(RelationEvent).where(RelationEvent.entered_for.is_not(None))).one()


def test_a_memorandum_hangs_in_each_language_and_is_saved_by_whoever_reads_the_entry(
    app: Flask, session: Session, browser: Browser, stage: Story, keeper: Person
) -> None:
    place = f"/relations/entries/{added(session, browser.sign_in(keeper), stage).id}"
    for _ in range(2):  # the same form twice
        assert browser.post(f"{place}/files", paper()).location == place
    english = paper(b"In English", "mou.txt", title="Memorandum", language="en", key="p2")
    assert browser.post(f"{place}/files", english).status == 303
    papers = {row.language: row for row in session.scalars(select(RelationFile))}
    assert set(papers) == {"az", "en"}
    visitor = browser.another()
    link = visitor.get(stage.address).one("a[href$='" + str(papers["az"].file_id) + "']")
    assert (link.get_text(), link["lang"]) == ("Anlaşma memorandumu", "az")
    answer = visitor.raw(str(link["href"]))
    assert answer.get_data() == PAPER
    assert answer.headers["Content-Disposition"].startswith("attachment")
    entry = browser.raw(f"{stage.address}/dossier.json").get_json()["entries"][0]
    assert [one["title"] for one in entry["papers"]] == ["Anlaşma memorandumu", "Memorandum"]
    with zipfile.ZipFile(io.BytesIO(browser.raw(f"{stage.address}/dossier.docx").get_data())) as word:
        assert "Anlaşma memorandumu (Azərbaycan dili)" in word.read("word/footnotes.xml").decode()


def test_a_paper_of_the_two_is_read_by_the_two_only(
    session: Session, browser: Browser, stage: Story, keeper: Person
) -> None:
    entry = added(session, browser.sign_in(keeper), stage, is_open="")
    place = f"/relations/entries/{entry.id}"
    browser.post(f"{place}/files", paper())
    address = f"{place}/files/{session.scalars(select(RelationFile)).one().file_id}"
    assert browser.another().sign_in(stage.turkish).raw(address).status_code == 200
    assert browser.another().sign_in(stage.turkish).get(place).status == 404  # reads it, does not keep it
    for other in (browser.another(), browser.another().sign_in(stage.kazakh)):
        assert other.raw(address).status_code == 404
        assert "Anlaşma memorandumu" not in other.get(stage.address).html
    stranger = browser.another().sign_in(stage.kazakh)
    assert stranger.post(f"{place}/files", paper(key="p9")).status == 404
    assert stranger.post(f"{address}/remove").status == 404


def test_a_paper_is_taken_off_by_its_own_ministry_and_brought_back(
    app: Flask, session: Session, browser: Browser, stage: Story, keeper: Person, clock: FixedClock
) -> None:
    place = f"/relations/entries/{added(session, browser.sign_in(keeper), stage).id}"
    browser.post(f"{place}/files", paper())
    address = f"{place}/files/{session.scalars(select(RelationFile)).one().file_id}"
    across = browser.another().sign_in(make_person(session, stage.turkiye, roles=[Role.ADMINISTRATOR]))
    assert across.post(f"{address}/remove").status == 404
    for _ in range(2):
        assert browser.post(f"{address}/remove").location == place
    assert browser.raw(address).status_code == 404
    assert "“Anlaşma memorandumu” was taken off." in browser.get(place).text
    assert browser.post(f"{address}/restore").status == 303
    assert browser.raw(address).status_code == 200
    browser.post(f"{address}/remove")
    _tidy(app, session, clock, timedelta(days=31))
    assert session.scalars(select(StoredFile)).all() == []


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (paper(b""), "This file is empty."),
        (paper(b"<script>alert(1)</script>"), "Files of this type are not taken."),
        (paper(title=" "), "Say what the paper is."),
        (paper(language="xx"), "Not a valid choice"),
        ({"title": "No file", "language": "en", "key": "p1"}, "This file is empty."),
    ],
)
def test_a_paper_that_is_wrong_gets_a_sentence(
    session: Session, browser: Browser, stage: Story, keeper: Person, sent: dict[str, Any], sentence: str
) -> None:
    place = f"/relations/entries/{added(session, browser.sign_in(keeper), stage).id}"
    copied = {name: (io.BytesIO(one[0].getvalue()), one[1]) if name == "file" else one for name, one in sent.items()}
    page = browser.post(f"{place}/files", copied)
    assert page.status == 422
    assert sentence in page.text
    assert session.scalars(select(RelationFile)).all() == []


def test_an_entry_carries_at_most_twelve_papers(
    session: Session, browser: Browser, stage: Story, keeper: Person
) -> None:
    place = f"/relations/entries/{added(session, browser.sign_in(keeper), stage).id}"
    statuses = [
        browser.post(f"{place}/files", paper(key=f"p{at}"), check=False).status for at in range(MOST_PAPERS + 1)
    ]
    assert statuses == [303] * MOST_PAPERS + [422]


def test_what_was_taken_out_counts_no_more(session: Session, browser: Browser, stage: Story) -> None:
    relation = make_relation(session, stage.azerbaijan, stage.turkiye)
    make_event(session, relation, kind=EventKind.AGREEMENT)
    gone = make_event(session, relation, kind=EventKind.AGREEMENT, removed_at=relation.created_at)
    page = browser.sign_in(stage.azerbaijani).get("/relations/")
    assert "1 entry" in page.text
    assert gone.title.text_for("en") not in browser.get(stage.address).text
