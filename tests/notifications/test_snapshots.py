"""Every kind of notice as its reader gets it, in four languages: the text is kept and compared, the HTML is checked.

`UPDATE_SNAPSHOTS=1 pytest tests/notifications/test_snapshots.py` writes the kept texts anew; read the difference.
"""

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import html5lib
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.accounts.queries import Recipient, ministry_view, recipient
from exchange.adoptions import mail as adoptions
from exchange.alerts import mail as alerts
from exchange.alerts.models import SavedSearch
from exchange.discussion import mail as comments
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_
from exchange.notifications.kinds import kinds_of
from exchange.notifications.letter import Entry, Group, Letter, collect, compose
from exchange.notifications.message import Sender
from exchange.notifications.notice import Notice
from exchange.practices import mail as practices
from exchange.practices.models import Practice, Revision
from exchange.practices.queries import brief
from exchange.questions import mail as questions
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.practices import make_practice
from tests.support.clock import START

KEPT = Path(__file__).parent / "snapshots"
SENDER = Sender("exchange@exchange.example", "Exchange", "https://exchange.example", "a secret of tests")
MAIL_ID, THING = UUID(int=7), UUID(int=9)
TITLE = "Himayədar ailə"
Compose = Callable[["Sample", Recipient], Notice]


class Sample:
    """What the notices are about."""

    def __init__(self, session: Session) -> None:
        owner = make_ministry(session, "AZ", slug="az-ministry")
        self.asking = make_ministry(session, "TR", slug="tr-ministry")
        self.owner = owner
        self.practice: Practice = make_practice(
            session, owner, slug="foster-care", texts={"az": TITLE, "en": "Foster care"}
        )
        self.session = session
        session.flush()

    @property
    def revision(self) -> Revision:
        revision = self.practice.published_revision
        assert revision is not None
        return revision

    def comment(self, _to: Recipient) -> comments.Contribution:
        return comments.Contribution(
            id=THING,
            thread_id=THING,
            practice_id=THING,
            practice_title=TITLE,
            post=make_person(self.session, self.asking).post,
            organisation=self.asking.names,
            language="tr",
            made_at=START,
        )

    def question(self, _to: Recipient) -> questions.Facts:
        return questions.Facts(
            id=THING,
            cause_id=THING,
            practice_id=THING,
            practice_title=TITLE,
            owner=ministry_view(self.owner),
            post=make_person(self.session, self.asking).post,
            writer=ministry_view(self.asking),
            language="tr",
            is_private=True,
            at=START,
            due_on=date(2026, 3, 17),
        )

    def adoption(self) -> adoptions.Told:
        return adoptions.Told(THING, TITLE, self.asking.names, N_("Studying"), START)


def _of_comments(function: Callable[[comments.Contribution, Recipient], Notice]) -> Compose:
    return lambda sample, to: function(sample.comment(to), to)


def _of_questions(function: Callable[[questions.Facts, Recipient], Notice]) -> Compose:
    return lambda sample, to: function(sample.question(to), to)


def _of_practices(function: Callable[[Recipient, Practice, Revision, str], Notice]) -> Compose:
    return lambda sample, to: function(to, sample.practice, sample.revision, TITLE)


def _of_alerts(kind: str) -> Compose:
    def notice(sample: Sample, to: Recipient) -> Notice:
        actor = actor_for(sample.session.get_one(Person, to.id))
        card = brief(sample.session, actor=actor, practice_id=sample.practice.id, language=to.language)
        if kind == "matched":
            return alerts.matched(card, to, SavedSearch(id=THING, words="aile", filters={}))
        if kind == "changed":
            return alerts.changed(card, to, (), THING)
        return alerts.published(card, to, ())

    return notice


KINDS: dict[str, Compose] = {
    "comment.written": _of_comments(comments.asked),
    "comment.answered": _of_comments(comments.answered),
    "comment.mentioned": _of_comments(comments.mentioned),
    "comment.reported": _of_comments(comments.reported),
    "follow.commented": _of_comments(comments.followed),
    "question.asked": _of_questions(questions.asked),
    "question.answered": _of_questions(questions.answered),
    "question.followed": _of_questions(questions.followed),
    "question.overdue": _of_questions(questions.overdue),
    "question.published": _of_questions(questions.published),
    "practice.sent_for_clearance": _of_practices(practices.sent_for_clearance),
    "practice.sent_back": _of_practices(practices.sent_back),
    "practice.published": _of_practices(practices.published),
    "follow.published": _of_alerts("published"),
    "follow.changed": _of_alerts("changed"),
    "alert.matched": _of_alerts("matched"),
    "adoption.stepped": lambda sample, to: adoptions.stepped(sample.adoption(), to),
    "adoption.reported": lambda sample, to: adoptions.reported(sample.adoption(), to),
    "adoption.asked": lambda sample, to: adoptions.asked(sample.adoption(), 12, to),
}


@pytest.fixture
def sample(session: Session) -> Sample:
    return Sample(session)


def letters(app: Flask, sample: Sample, kind: str) -> dict[str, Letter]:
    found = {}
    for language in Language:
        person = make_person(sample.session, sample.asking, language=language.value)
        to = recipient(sample.session, person.id)
        notice = KINDS[kind](sample, to)
        assert notice.kind == kind
        found[language.value] = compose(app.jinja_env, notice, language.value, SENDER, MAIL_ID)
    return found


def compare(name: str, text: str) -> None:
    path = KEPT / f"{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def steady(text: str) -> str:
    """Without what differs from run to run: ids that the database makes."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "ID", text)


def check_html(letter: Letter) -> None:
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(letter.html)
    assert not re.search(r"<(?:img|link|script|iframe|table)\b|url\(|@import|src=", letter.html)
    assert "prefers-color-scheme: dark" in letter.html
    assert 'class="sheet" style="' in letter.html


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_reads_well_in_four_languages(app: Flask, sample: Sample, kind: str) -> None:
    found = letters(app, sample, kind)
    for letter in found.values():
        check_html(letter)
    assert len({letter.subject for letter in found.values()}) == len(Language)
    compare(kind, steady("\n".join(f"=== {code}\n{letter.text}" for code, letter in found.items())))


def test_a_collected_mail_reads_well_in_four_languages(app: Flask) -> None:
    entries = (Entry("Sual: Himayədar ailə", "Kimdən: Ailə şöbəsi.", "/questions/1"), Entry("Second", "", "/x"))
    texts = []
    for language in Language:
        letter = collect(app.jinja_env, (Group("Suallar", entries),), language.value, SENDER, MAIL_ID)
        check_html(letter)
        texts.append(f"=== {language.value}\n{letter.text}")
    compare("digest", "\n".join(texts))


def test_no_kind_that_people_choose_is_without_a_snapshot(app: Flask) -> None:
    assert {kind for kind in kinds_of(app) if not kind.startswith("meeting.")} <= set(KINDS)
