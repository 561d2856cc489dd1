"""Every kind of notice as its reader gets it, in four languages: the text is kept and compared, the HTML is checked.

`UPDATE_SNAPSHOTS=1 pytest tests/notifications/test_snapshots.py` writes the kept texts anew; read the difference.
"""

import os
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import html5lib
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.accounts.events import MinistryOpened
from exchange.accounts.models import Person
from exchange.accounts.queries import Recipient, ministry_view, recipient
from exchange.adoptions import mail as adoptions
from exchange.alerts import mail as alerts
from exchange.alerts.models import SavedSearch
from exchange.discussion import mail as comments
from exchange.kernel.languages import Language
from exchange.meetings.mail import composers, course_composers, record_composers, remind
from exchange.meetings.mail.facts import Facts
from exchange.meetings.models import Commitment, CommitmentState, Minutes
from exchange.needs import service as needs
from exchange.notifications.kinds import kinds_of
from exchange.notifications.letter import Entry, Group, Letter, collect, compose
from exchange.notifications.message import Sender
from exchange.notifications.notice import CalendarPart, Notice
from exchange.oversight import mail as oversight
from exchange.practices import mail as practices
from exchange.practices.models import Practice, Revision
from exchange.practices.queries import brief
from exchange.questions import mail as questions
from tests.factories.accounts import actor_for, make_person
from tests.factories.notifications import invitation
from tests.notifications.samples import THING, TITLE, Sample
from tests.support.clock import START

KEPT = Path(__file__).parent / "snapshots"
SENDER = Sender("exchange@exchange.example", "Exchange", "https://exchange.example", "a secret of tests")
MAIL_ID = UUID(int=7)
Compose = Callable[[Sample, Recipient], Notice]


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


def _of_offer(function: Callable[[Facts], Notice]) -> Compose:
    return lambda sample, to: function(sample.facts(sample.request, to))


def _of_meeting(function: Callable[[Facts], Notice]) -> Compose:
    return lambda sample, to: function(sample.facts(sample.meeting, to))


def _with_calendar(function: Callable[[Facts, CalendarPart | None], Notice]) -> Compose:
    return lambda sample, to: function(sample.facts(sample.meeting, to), invitation())


def _of_minutes(function: Callable[[Facts, Minutes], Notice]) -> Compose:
    return lambda sample, to: function(sample.facts(sample.meeting, to), Minutes(number=2, seal="9f2c 41d8 7a03"))


def _of_remarks(function: Callable[[Facts, str], Notice]) -> Compose:
    return lambda sample, to: function(sample.facts(sample.meeting, to), "mark")


def _of_commitment(function: Callable[[Facts, Commitment], Notice], state: CommitmentState) -> Compose:
    return lambda sample, to: function(sample.facts(sample.meeting, to), sample.commitment(state))


def _of_account(what: str) -> Compose:
    return lambda _sample, to: oversight.proof_changed(to, what=what, at=START)


def _opened(sample: Sample, to: Recipient) -> Notice:
    event = MinistryOpened(THING, sample.owner.id, "A complaint about a text", START + timedelta(hours=1), START)
    return oversight.ministry_opened(to, event)


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
    "practice.refused": _of_practices(practices.refused),
    "practice.published": _of_practices(practices.published),
    "follow.published": _of_alerts("published"),
    "follow.changed": _of_alerts("changed"),
    "alert.matched": _of_alerts("matched"),
    "adoption.stepped": lambda sample, to: adoptions.stepped(sample.adoption(), to),
    "adoption.reported": lambda sample, to: adoptions.reported(sample.adoption(), to),
    "adoption.asked": lambda sample, to: adoptions.asked(sample.adoption(), 12, to),
    "practice.judged": _of_practices(practices.judged),
    "practice.due": lambda sample, to: practices.due(to, sample.practice, TITLE, date(2026, 5, 1)),
    "practice.returned": lambda sample, to: practices.returned(
        to, sample.practice, TITLE, {"read": 12, "met": 2, "asked": 1, "adopted": 5}, "2026-Q1"
    ),
    "desk.handed_over": lambda _sample, to: practices.handed_over(to, 3, START),
    "need.posted": lambda sample, to: needs.posted(sample.need(), ministry_view(sample.asking), to.language),
    "meeting.requested": _of_offer(composers.requested),
    "meeting.sent": _of_offer(composers.receipt),
    "meeting.countered": _of_offer(composers.countered),
    "meeting.agreed": _of_meeting(composers.agreed),
    "meeting.declined": _of_offer(composers.declined),
    "meeting.withdrawn": _of_offer(composers.withdrawn),
    "meeting.scheduled": _with_calendar(composers.scheduled),
    "meeting.cancelled": _with_calendar(composers.cancelled),
    "meeting.clearance_asked": _of_offer(course_composers.clearance_asked),
    "meeting.sent_back": _of_offer(course_composers.sent_back),
    "meeting.acknowledged": _of_offer(course_composers.acknowledged),
    "meeting.time_proposed": _of_meeting(course_composers.time_proposed),
    "meeting.time_kept": _of_meeting(course_composers.time_kept),
    "meeting.time_suggested": _of_meeting(partial(course_composers.time_suggested, mark="1")),
    "meeting.answer_unconfirmed": _of_meeting(partial(course_composers.answer_unconfirmed, mark="1")),
    "meeting.moved": _with_calendar(course_composers.moved),
    "meeting.clocks_clash": _of_meeting(partial(course_composers.clocks_clash, instant=START)),
    "meeting.updated": _with_calendar(course_composers.updated),
    "meeting.taken_off": _with_calendar(course_composers.taken_off),
    "meeting.course_asked": _of_meeting(course_composers.course_asked),
    "meeting.held": _of_meeting(course_composers.held),
    "meeting.not_held": _of_meeting(course_composers.not_held),
    "meeting.expired": _of_offer(course_composers.expired),
    "meeting.reminder": _of_remarks(remind.reminder),
    "meeting.minutes_submitted": _of_minutes(record_composers.submitted),
    "meeting.minutes_remarked": _of_remarks(record_composers.remarked),
    "meeting.minutes_approved": _of_minutes(record_composers.approved),
    "meeting.minutes_frozen": _of_minutes(record_composers.frozen),
    "meeting.addendum_proposed": _of_remarks(record_composers.addendum_proposed),
    "meeting.addendum_accepted": _of_remarks(record_composers.addendum_accepted),
    "commitment.proposed": _of_commitment(record_composers.commitment_proposed, CommitmentState.PROPOSED),
    "commitment.moved": _of_commitment(record_composers.commitment_moved, CommitmentState.DONE),
    "commitment.due": _of_commitment(partial(record_composers.commitment_due, overdue=False), CommitmentState.ACCEPTED),
    "commitment.overdue": _of_commitment(
        partial(record_composers.commitment_due, overdue=True), CommitmentState.ACCEPTED
    ),
    "account.new_browser": lambda _sample, to: oversight.signed_in_elsewhere(to, browser="Firefox, Windows", at=START),
    "account.password": lambda _sample, to: oversight.password_changed(to, at=START),
    "account.password_link": lambda _sample, to: oversight.password_link(to, token="token", reset_id=THING),
    "account.roles": lambda _sample, to: oversight.roles_changed(to, at=START),
    "account.time-code.added": _of_account("time-code.added"),
    "account.time-code.removed": _of_account("time-code.removed"),
    "account.passkey.added": _of_account("passkey.added"),
    "account.passkey.removed": _of_account("passkey.removed"),
    "account.recovery-codes.renewed": _of_account("recovery-codes.renewed"),
    "account.recovery-code.used": _of_account("recovery-code.used"),
    "ministry.opened": _opened,
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
        can_stop = kinds_of(app)[kind].can_stop
        found[language.value] = compose(app.jinja_env, notice, language.value, SENDER, MAIL_ID, can_stop=can_stop)
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
    assert len({letter.text for letter in found.values()}) == len(Language)
    compare(kind, steady("\n".join(f"=== {code}\n{letter.text}" for code, letter in found.items())))


def test_a_collected_mail_reads_well_in_four_languages(app: Flask) -> None:
    entries = (Entry("Sual: Himayədar ailə", "Kimdən: Ailə şöbəsi.", "/questions/1"), Entry("Second", "", "/x"))
    texts = []
    for language in Language:
        letter = collect(app.jinja_env, (Group("Suallar", entries),), language.value, SENDER, MAIL_ID)
        check_html(letter)
        texts.append(f"=== {language.value}\n{letter.text}")
    compare("digest", "\n".join(texts))


def test_every_kind_of_notice_has_a_kept_text(app: Flask) -> None:
    """Every kind is registered: the application of the tests refuses a notice of any other (tests/conftest.py)."""
    assert set(kinds_of(app)) == set(KINDS)


def test_no_kept_text_is_left_of_a_kind_that_is_gone() -> None:
    assert {path.stem for path in KEPT.glob("*.txt")} == {*KINDS, "digest"}
