"""Translations never age silently: paragraph by paragraph, with an exemption, a dismissal, and marks of the machine."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.kernel.actor import Actor, Role
from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.practices import service
from exchange.practices.models import Practice, Section, TextState
from exchange.practices.queries import load_for_desk
from exchange.practices.service import TextDraft, laid_out
from exchange.practices.service.aging import caught_up, newer
from exchange.practices.service.filling import draft_of
from exchange.practices.views.tongues import current_machine, set_machine
from exchange.text.machine import NoMachine, open_machine
from exchange.vocabulary.queries import stored_concept
from exchange.vocabulary.service import import_taxonomy
from exchange.vocabulary.service.bank import save_concept
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.practices import make_draft
from tests.practices.desk import NOW
from tests.support.browser import Browser

FIRST = "Himayədar ailə azdır.\n\nUşaq evdə qalır."


@pytest.fixture
def author(session: Session) -> Person:
    import_taxonomy(session)
    return make_person(session, make_ministry(session, "AZ"), roles=[Role.PUBLISHER])


@pytest.fixture
def practice(session: Session, author: Person) -> Practice:
    draft = make_draft(sections={Section.PROBLEM: FIRST})
    official = replace(draft.official, state=TextState.OFFICIAL)
    english = TextDraft("en", title="Foster care", summary="A family.", sections={Section.PROBLEM: "Few.\n\nHome."})
    made = replace(draft, texts=(official, caught_up(english, official)))
    practice = service.create_draft(session, actor=actor_for(author), draft=laid_out(made), country="AZ", now=NOW)
    session.commit()
    return practice


def _now(session: Session, author: Person, practice: Practice) -> Any:
    revision = load_for_desk(session, actor=actor_for(author), slug=practice.slug).revisions[-1]
    return revision, draft_of(revision, "AZ")


def _write(session: Session, author: Person, practice: Practice, text: str, *, is_minor: bool = False) -> TextDraft:
    """The official problem anew; the English version as it stands then."""
    revision, draft = _now(session, author, practice)
    official = replace(draft.official, sections={Section.PROBLEM: text}, html={})
    changed = laid_out(replace(draft, texts=(official, *(one for one in draft.texts if one.language != "az"))))
    service.save_draft(
        session,
        actor=actor_for(author),
        slug=practice.slug,
        draft=replace(changed, texts=tuple(sorted(changed.texts, key=lambda one: one.language))),
        expected_version=revision.version,
        now=NOW,
        is_minor=is_minor,
    )
    session.commit()
    return _english(session, author, practice)


def _english(session: Session, author: Person, practice: Practice) -> TextDraft:
    draft = _now(session, author, practice)[1]
    found: TextDraft = next(one for one in draft.texts if one.language == "en")
    return found


def test_the_paragraphs_that_are_newer_are_known_one_by_one(
    session: Session, author: Person, practice: Practice
) -> None:
    english = _write(session, author, practice, FIRST + "\n\nYeni abzas.")
    assert (english.state, english.behind_by) == (TextState.BEHIND, 1)
    english = _write(session, author, practice, "Himayədar ailə çoxdur.\n\nUşaq evdə qalır.\n\nYeni abzas.")
    official = _now(session, author, practice)[1].official
    assert [one.text for one in newer(english, official)] == ["Himayədar ailə çoxdur.", "Yeni abzas."]
    english = _write(session, author, practice, FIRST)  # taken back: nothing is newer any more
    assert (english.state, english.behind_by) == (TextState.CURRENT, 0)


def test_spaces_and_order_are_no_change(session: Session, author: Person, practice: Practice) -> None:
    english = _write(session, author, practice, "Uşaq evdə  qalır.\n\nHimayədar ailə\nazdır.")
    assert english.state is TextState.CURRENT


def test_a_minor_edit_leaves_translations_up_to_date(session: Session, author: Person, practice: Practice) -> None:
    english = _write(session, author, practice, FIRST + "\n\nYeni abzas.")
    english = _write(session, author, practice, FIRST.replace("azdır", "azdir") + "\n\nYeni abzas.", is_minor=True)
    official = _now(session, author, practice)[1].official
    assert [one.text for one in newer(english, official)] == ["Yeni abzas."]  # an earlier change still waits


def _typed(session: Session, author: Person, practice: Practice, **chosen: str) -> dict[str, str]:
    revision = _now(session, author, practice)[0]
    typed = {"title": "Foster care", "summary": "A family.", "problem": "Few families.\n\nHome.\n\nNew."}
    return typed | {"version": str(revision.version), "lang": "en", "do": "save"} | chosen


def test_the_translator_sees_which_are_newer_and_catches_up(
    session: Session, author: Person, practice: Practice, browser: Browser
) -> None:
    _write(session, author, practice, FIRST + "\n\nYeni abzas.")
    path = f"/practices/{practice.slug}/edit/en"
    page = browser.sign_in(author).get(path)
    assert "1 paragraph is newer in the official text (Azerbaijani)" in page.text
    assert [one.get_text(" ", strip=True) for one in page.all(".ex-newer")] == ["Newer Yeni abzas."]
    assert browser.post(path, _typed(session, author, practice, is_unfinished="y")).status == 303
    assert _english(session, author, practice).behind_by == 1
    assert browser.post(path, _typed(session, author, practice)).status == 303
    english = _english(session, author, practice)
    assert (english.state, english.behind_by) == (TextState.CURRENT, 0)
    assert english.translator is not None
    assert english.translator["en"] == "Family support desk"


def test_a_translator_may_dismiss_what_needs_no_change(
    session: Session, author: Person, practice: Practice, browser: Browser
) -> None:
    before = _write(session, author, practice, FIRST + "\n\nYeni abzas.")
    path = f"/practices/{practice.slug}/edit/en"
    assert browser.sign_in(author).post(path, _typed(session, author, practice, do="dismiss")).status == 303
    english = _english(session, author, practice)
    assert (english.state, english.sections) == (TextState.CURRENT, before.sections)


def test_the_term_bank_offers_the_official_word(
    session: Session, author: Person, practice: Practice, browser: Browser
) -> None:
    _write(session, author, practice, "Himayədar ailə azdır.")
    terms = browser.sign_in(author).get(f"/practices/{practice.slug}/edit/en").one("#official-problem ~ .ex-gloss")
    assert "foster" in terms.get_text()


def test_a_change_of_the_bank_is_offered_to_the_next_translator(
    session: Session, author: Person, practice: Practice, browser: Browser
) -> None:
    """The bank in the database counts, not the file that came with the product."""
    _write(session, author, practice, "Himayədar ailə azdır.")
    runs = Actor(person_id=new_id(), runs_platform=True)
    standing = stored_concept(session, "foster_care")
    labels = {**standing.concept.labels, Language.EN: ("fostering families", *standing.concept.labels[Language.EN])}
    changed = replace(standing.concept, labels=labels)
    save_concept(session, actor=runs, concept=changed, version=standing.version, now=NOW)
    session.commit()
    terms = browser.sign_in(author).get(f"/practices/{practice.slug}/edit/en").one("#official-problem ~ .ex-gloss")
    assert "fostering families" in terms.get_text()


class _Libre(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = json.dumps({"translatedText": [f"[{asked['target']}] {one}" for one in asked["q"]]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_words: object) -> None:
        """Tests stay quiet."""


@contextmanager
def machine() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Libre) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"libretranslate+http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def off_again(app: Flask) -> Iterator[None]:
    yield
    set_machine(app, NoMachine())


@pytest.mark.usefixtures("off_again")
def test_a_machine_draft_stays_marked_until_somebody_has_read_it(
    app: Flask, session: Session, author: Person, practice: Practice, browser: Browser
) -> None:
    path = f"/practices/{practice.slug}/edit/en"
    with app.app_context():
        assert not current_machine().is_on  # off by default
    assert "Draft by machine" not in browser.sign_in(author).get(path).text
    with machine() as address:
        set_machine(app, open_machine(address))
        assert "Draft by machine" in browser.get(path).text
        assert browser.post(path, _typed(session, author, practice, do="machine")).status == 303
        silent = address
    english = _english(session, author, practice)
    assert (english.state, english.title, english.translator) == (TextState.MACHINE, "[en] Himayədar ailə", None)
    browser.post(path, _typed(session, author, practice))
    assert _english(session, author, practice).state is TextState.MACHINE
    browser.post(path, _typed(session, author, practice, is_read="y"))
    assert _english(session, author, practice).state is TextState.CURRENT
    set_machine(app, open_machine(silent))
    kept = browser.post(path, _typed(session, author, practice, do="machine"))
    assert kept.status == 503
    assert "Few families." in kept.html
