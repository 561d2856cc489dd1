"""Answers from calendar programs: read in every layout, in the right order, once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.audit.models import AuditRow
from exchange.kernel.errors import ConflictError, NotFoundError
from exchange.meetings import service
from exchange.meetings.models import MeetingRequest, PartRole, PartStat, WordState
from exchange.notifications.models import BouncedAddress, Mail
from tests.factories.accounts import actor_for, make_person
from tests.factories.mails import OFFICE, mail_with, reply_calendar
from tests.factories.meetings import NOW, Talk, cancel, make_scheduled
from tests.meetings.mailed import LATER, LAYOUTS, Take, answer_of, words
from tests.support.browser import Browser


def move(session: Session, request: MeetingRequest, talk: Talk) -> None:
    order: dict[str, Any] = {
        "actor": actor_for(talk.az_organizer),
        "request_id": request.id,
        "version": request.version,
    }
    service.move_by(session, minutes=15, key="", now=NOW, **order)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    ("partstat", "answer"),
    [("ACCEPTED", PartStat.ACCEPTED), ("TENTATIVE", PartStat.TENTATIVE), ("DECLINED", PartStat.DECLINED)],
)
def test_answers_of_every_program_are_read(
    session: Session, talk: Talk, take: Take, layout: str, partstat: str, answer: PartStat
) -> None:
    request = make_scheduled(session, talk)
    calendar = reply_calendar(request, talk.expert.email, partstat=partstat)
    assert take(LAYOUTS[layout](calendar, talk.expert.email)) == "answer.applied"
    assert answer_of(session, request, talk.expert) is answer
    assert answer_of(session, request, talk.asker) is PartStat.NEEDS_ACTION
    assert session.scalars(select(AuditRow.action).order_by(AuditRow.number.desc())).first() == "meeting.answered"


def test_the_same_mail_twice_is_one_answer(session: Session, talk: Talk, take: Take) -> None:
    request = make_scheduled(session, talk)
    accepted = mail_with(reply_calendar(request, talk.expert.email), talk.expert.email, identifier="1")
    assert [take(accepted), take(accepted)] == ["answer.applied", "again"]
    assert len(words(session)) == 1


def test_of_two_answers_the_later_counts_in_whatever_order_they_come(session: Session, talk: Talk, take: Take) -> None:
    request, sender = make_scheduled(session, talk), talk.expert.email
    later = reply_calendar(request, sender, partstat="DECLINED", stamp="20260310T073500Z")
    earlier = reply_calendar(request, sender, partstat="ACCEPTED", stamp="20260310T073000Z")
    assert take(mail_with(later, sender, identifier="2")) == "answer.applied"
    assert take(mail_with(earlier, sender, identifier="1")) == "answer.stale"
    assert answer_of(session, request, talk.expert) is PartStat.DECLINED


def test_an_answer_to_an_earlier_time_is_ignored(session: Session, talk: Talk, take: Take) -> None:
    request, sender = make_scheduled(session, talk), talk.expert.email
    move(session, request, talk)
    assert take(mail_with(reply_calendar(request, sender, sequence=0), sender)) == "answer.stale"
    assert answer_of(session, request, talk.expert) is PartStat.NEEDS_ACTION
    assert take(mail_with(reply_calendar(request, sender, sequence=1), sender, identifier="b")) == "answer.applied"


@pytest.mark.parametrize("stamp", ["", "yesterday", "20261332T000000Z", "2026-03-10T07:20:00Z"])
def test_a_broken_stamp_loses_no_answer(session: Session, talk: Talk, take: Take, stamp: str) -> None:
    request, sender = make_scheduled(session, talk), talk.expert.email
    assert take(mail_with(reply_calendar(request, sender, stamp=stamp), sender)) == "answer.applied"
    assert answer_of(session, request, talk.expert) is PartStat.ACCEPTED


def test_an_answer_without_a_number_counts_for_the_time_that_it_names(session: Session, talk: Talk, take: Take) -> None:
    request, sender = make_scheduled(session, talk), talk.expert.email
    before = reply_calendar(request, sender).replace("SEQUENCE:0\r\n", "")
    move(session, request, talk)
    now = reply_calendar(request, sender, partstat="TENTATIVE").replace("SEQUENCE:0\r\n", "")
    assert take(mail_with(before, sender, identifier="a")) == "answer.stale"
    assert take(mail_with(now, sender, identifier="b")) == "answer.applied"
    assert answer_of(session, request, talk.expert) is PartStat.TENTATIVE


def test_a_number_that_was_never_given_does_not_silence_later_answers(session: Session, talk: Talk, take: Take) -> None:
    request, sender = make_scheduled(session, talk), talk.expert.email
    take(mail_with(reply_calendar(request, sender, sequence=900, stamp="20990101T000000Z"), sender, identifier="a"))
    declined = reply_calendar(request, sender, partstat="DECLINED", stamp="20260310T093000Z")
    assert take(mail_with(declined, sender, identifier="b"), now=LATER + timedelta(hours=1)) == "answer.applied"
    assert answer_of(session, request, talk.expert) is PartStat.DECLINED


def test_an_answer_to_a_cancelled_meeting_is_ignored(session: Session, talk: Talk, take: Take) -> None:
    request = make_scheduled(session, talk)
    cancel(session, request, talk.expert)
    assert take(mail_with(reply_calendar(request, talk.expert.email), talk.expert.email)) == "answer.stale"


def test_who_was_taken_off_is_not_heard(session: Session, talk: Talk, take: Take) -> None:
    request = make_scheduled(session, talk)
    other = make_person(session, talk.tr)
    service.seat_delegation(
        session, actor=actor_for(talk.tr_organizer), request_id=request.id, side=talk.tr.id,
        seats={other.id: PartRole.HEAD}, version=request.version, key="", now=NOW,
    )  # fmt: skip
    assert take(mail_with(reply_calendar(request, talk.expert.email), talk.expert.email)) == "answer.stale"


def test_an_answer_on_the_page_settles_what_waited(
    session: Session, talk: Talk, take: Take, browser: Browser, clock: object
) -> None:
    request = make_scheduled(session, talk)
    take(mail_with(reply_calendar(request, talk.expert.email), "secretary@tr.example"))
    browser.sign_in(talk.expert)
    page = browser.get(f"/meetings/{request.id}")
    assert "secretary@tr.example" in page.text
    assert browser.post(f"/meetings/{request.id}/answer", {"answer": "declined"}).status == 303
    session.expire_all()
    assert answer_of(session, request, talk.expert) is PartStat.DECLINED
    assert words(session)[0].state is WordState.SETTLED
    assert "cannot come" in browser.get(f"/meetings/{request.id}").text


def test_the_page_takes_an_answer_from_participants_only_and_while_it_can(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    says: dict[str, Any] = {"request_id": request.id, "says": PartStat.ACCEPTED, "now": LATER}
    with pytest.raises(NotFoundError):
        service.answer(session, actor=actor_for(talk.tr_organizer), **says)  # reads it, takes no part
    service.answer(session, actor=actor_for(talk.expert), **says)
    service.answer(session, actor=actor_for(talk.expert), **says)
    rows = session.scalars(select(AuditRow).where(AuditRow.action == "meeting.answered")).all()
    assert len(rows) == 1
    cancel(session, request, talk.expert)
    with pytest.raises(ConflictError):
        service.answer(session, actor=actor_for(talk.expert), **says)


def test_an_older_mail_does_not_overrule_the_page(session: Session, talk: Talk, take: Take) -> None:
    request, sender = make_scheduled(session, talk), talk.expert.email
    service.answer(
        session,
        actor=actor_for(talk.expert),
        request_id=request.id,
        says=PartStat.DECLINED,
        now=NOW + timedelta(hours=1),
    )
    assert take(mail_with(reply_calendar(request, sender), sender)) == "answer.stale"
    assert answer_of(session, request, talk.expert) is PartStat.DECLINED


def test_other_mail_does_nothing(session: Session, talk: Talk, take: Take) -> None:
    request, sender = make_scheduled(session, talk), talk.expert.email
    assert take(b"From: a@b.example\r\nSubject: Out of office\r\n\r\nI am away.\r\n") == "nothing"
    assert take(b"") == "nothing"
    assert take(mail_with(reply_calendar(request, sender, method="REQUEST"), sender, method="REQUEST")) == "nothing"
    assert take(mail_with(reply_calendar(request, sender, uid="unknown"), sender, identifier="c")) == "answer.unknown"
    assert words(session) == []


def test_a_returned_invitation_marks_the_address(session: Session, talk: Talk, take: Take) -> None:
    make_scheduled(session, talk)
    mail = session.scalars(select(Mail).where(Mail.person_id == talk.expert.id, Mail.calendar.is_not(None))).one()
    report = f"""From: MAILER-DAEMON@mx.example
To: {OFFICE}
Message-ID: <report@mx.example>
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Not delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {talk.expert.email}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: {mail.message_id}
--b--
"""
    assert take(report.encode()) == "returned"
    assert session.get(BouncedAddress, talk.expert.email) is not None
