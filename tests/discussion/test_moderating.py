"""Reports, hiding with a reason, mentions, previews, another language."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.discussion import service
from exchange.discussion.models import Comment
from exchange.kernel.actor import Role
from exchange.kernel.translated import Translated
from exchange.notifications.models import StoredNotice
from exchange.practices.models import Practice, Visibility
from exchange.practices.views.tongues import set_machine
from exchange.text.machine import open_machine
from tests.discussion.samples import a_practice
from tests.factories.accounts import make_ministry, make_person
from tests.factories.discussion import make_comment
from tests.factories.questions import words
from tests.support.browser import Browser
from tests.support.clock import START


@pytest.fixture
def administrator(session: Session) -> Person:
    return make_person(session, make_ministry(session, "AZ", slug="az-labour"), roles=[Role.ADMINISTRATOR])


@pytest.fixture
def writer(session: Session) -> Person:
    return make_person(session, make_ministry(session, "TR", slug="tr-family"))


@pytest.fixture
def reader(session: Session) -> Person:
    return make_person(session, make_ministry(session, "KZ"), roles=[Role.PUBLISHER])


@pytest.fixture
def practice(session: Session, administrator: Person) -> Practice:
    assert administrator.ministry is not None
    return a_practice(session, administrator.ministry, Visibility.PUBLIC)


def kinds(session: Session, person: Person) -> list[str]:
    return list(session.scalars(select(StoredNotice.kind).where(StoredNotice.person_id == person.id)))


def test_a_report_reaches_the_administrator_once(
    browser: Browser, session: Session, practice: Practice, writer: Person, reader: Person, administrator: Person
) -> None:
    comment = make_comment(session, practice, writer)
    browser.sign_in(reader).get(f"/comments/{comment.id}/report")
    assert browser.post(f"/comments/{comment.id}/report", {"reason": ""}).status == 422
    for _ in range(2):
        assert browser.post(f"/comments/{comment.id}/report", {"reason": "It names a child."}).status == 303
    assert kinds(session, administrator) == ["comment.reported"]


def test_the_administrator_hides_with_a_reason_that_readers_see(
    browser: Browser, session: Session, practice: Practice, writer: Person, reader: Person, administrator: Person
) -> None:
    comment = make_comment(session, practice, writer, text="Somebody is called by name.")
    for person in (writer, reader):
        assert browser.another().sign_in(person).post(f"/comments/{comment.id}/hide", {"reason": "No."}).status == 404
    page = browser.another().sign_in(administrator)
    assert page.post(f"/comments/{comment.id}/hide", {"reason": "It names a child."}).status == 303
    seen = browser.another().sign_in(reader).get(f"/practices/{practice.slug}/discussion")
    assert "It names a child." in seen.text
    assert "Somebody is called" not in seen.html
    assert browser.another().sign_in(reader).get(f"/comments/{comment.id}/report").status == 404


def test_ministries_and_posts_are_mentioned_and_told_if_they_may_read_it(
    session: Session, practice: Practice, writer: Person, reader: Person
) -> None:
    assert reader.ministry is not None
    reader.ministry.slug, reader.ministry.short_names = "kz-labour", Translated({"en": "Labour <Ministry>"})
    organizer = make_person(session, reader.ministry, roles=[Role.ORGANIZER])
    text = "Ask @kz-labour and @nobody-here, not me@kz-labour.example"
    comment = service.write(session, actor=writer.as_actor(), slug=practice.slug, body=words(text), key="k", now=START)
    assert "<strong>@Labour &lt;Ministry&gt;</strong> and @nobody-here" in comment.html
    assert "me@kz-labour.example" in comment.html
    assert kinds(session, reader) == ["comment.mentioned"]
    assert kinds(session, organizer) == []
    service.write(
        session, actor=writer.as_actor(), slug=practice.slug, body=words("@kz-labour:organizer"), key="l", now=START
    )
    assert kinds(session, organizer) == ["comment.mentioned"]


def test_a_ministry_that_may_not_read_it_is_not_told(
    session: Session, practice: Practice, writer: Person, reader: Person
) -> None:
    assert reader.ministry is not None
    reader.ministry.slug = "kz-labour"
    practice.visibility = Visibility.MINISTRY
    session.flush()
    owner = make_person(session, session.get_one(type(reader.ministry), practice.ministry_id))
    service.write(session, actor=owner.as_actor(), slug=practice.slug, body=words("@kz-labour"), key="k", now=START)
    assert kinds(session, reader) == []


def test_the_text_is_shown_before_it_is_sent(
    browser: Browser, session: Session, practice: Practice, writer: Person
) -> None:
    address, form = f"/practices/{practice.slug}/discussion", {"text": "How **often**?", "language": "en", "key": "k"}
    page = browser.sign_in(writer).post(address, form | {"do": "preview"})
    assert page.status == 422
    assert page.soup.select_one("#comment-preview strong").get_text() == "often"  # type: ignore[union-attr]
    assert page.soup.select_one("#comment-text").get_text().strip() == "How **often**?"  # type: ignore[union-attr]
    assert "<strong>often</strong>" in browser.post(f"{address}/preview", form, check=False).html
    assert session.query(Comment).count() == 0


class _Service(BaseHTTPRequestHandler):
    """Speaks LibreTranslate's interface, and puts something active into its answer."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = {"translatedText": [f"{asked['source']}-{asked['target']} <script>x()</script>" for _ in asked["q"]]}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def translation_service() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_translation_is_off_until_an_administrator_names_a_service(
    browser: Browser, session: Session, practice: Practice, writer: Person
) -> None:
    comment = make_comment(session, practice, writer, language="tr")
    assert browser.sign_in(writer).get(f"/comments/{comment.id}/in/en").status == 404
    assert "/in/en" not in browser.get(f"/practices/{practice.slug}/discussion").html


def test_the_page_of_a_translation_runs_nothing(
    app: Flask, browser: Browser, session: Session, practice: Practice, writer: Person, translation_service: str
) -> None:
    comment = make_comment(session, practice, writer, language="tr")
    set_machine(app, open_machine(f"libretranslate+{translation_service}"))
    try:
        page = browser.sign_in(writer).get(f"/comments/{comment.id}/in/en")
        assert "Show in English" in browser.get(f"/practices/{practice.slug}/discussion").text
    finally:
        set_machine(app, open_machine(""))
    assert "tr-en" in page.text
    assert "<script>x()" not in page.html
