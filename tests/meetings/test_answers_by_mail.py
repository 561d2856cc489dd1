"""Answers of calendar programs: taken from the participant's own address, in order, once; else never by themselves."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.audit.models import AuditRow
from exchange.kernel.errors import ConflictError, NotFoundError
from exchange.mailbox.incoming import read_incoming
from exchange.mailbox.readers import Reader, returned
from exchange.mailbox.service import receive
from exchange.meetings import service
from exchange.meetings.mail.incoming import AnswerReader
from exchange.meetings.mail.tokens import answer_address
from exchange.meetings.models import MailedWord, MeetingRequest, Participant, PartRole, PartStat, WordState
from exchange.notifications.models import BouncedAddress, Mail, StoredNotice
from tests.factories.accounts import actor_for, make_person
from tests.factories.mails import OFFICE, apple_mail, mail_with, outlook_mail, reply_calendar
from tests.factories.meetings import NOW, THURSDAY, WEDNESDAY, Talk, cancel, make_scheduled
from tests.support.browser import Browser

MAILBOX, SECRET = "meetings@exchange.example", "a secret of tests"
READERS: list[Reader] = [returned, AnswerReader(MAILBOX, SECRET).read]
LATER = NOW + timedelta(hours=1)
COUNTER_TIMES = "DTSTART;TZID=Turkey Standard Time:20260320T150000\nDTEND;TZID=Turkey Standard Time:20260320T160000"
Take = Callable[..., str]


@pytest.fixture
def take(session: Session) -> Take:
    def taken(message: Message | bytes, *, server: str = "", now: datetime = LATER) -> str:
        content = message if isinstance(message, bytes) else message.as_bytes()
        done = receive(session, incoming=read_incoming(content, server=server), readers=READERS, now=now)
        session.expire_all()
        return done

    return taken


def part_of(session: Session, request: MeetingRequest, person: Person) -> Participant:
    wanted = Participant.request_id == request.id, Participant.person_id == person.id
    return session.scalars(select(Participant).where(*wanted)).one()


def answer_of(session: Session, request: MeetingRequest, person: Person) -> PartStat:
    return part_of(session, request, person).answer


def words(session: Session) -> list[MailedWord]:
    return list(session.scalars(select(MailedWord).order_by(MailedWord.id)))


def move(session: Session, request: MeetingRequest, talk: Talk) -> None:
    order: dict[str, Any] = {
        "actor": actor_for(talk.az_organizer),
        "request_id": request.id,
        "version": request.version,
    }
    service.move_by(session, minutes=15, key="", now=NOW, **order)


def without_method(calendar: str, sender: str) -> Message:
    return mail_with(calendar.replace("METHOD:REPLY\r\n", ""), sender)


LAYOUTS: dict[str, Callable[[str, str], Message]] = {
    "Google, Thunderbird": mail_with,
    "Outlook": outlook_mail,
    "Apple": apple_mail,
    "only the MIME part says the method": without_method,
}


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


def test_nobody_can_use_up_the_message_id_of_another(session: Session, talk: Talk, take: Take) -> None:
    request = make_scheduled(session, talk)
    take(mail_with("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "stranger@elsewhere.example", identifier="1"))
    accepted = mail_with(reply_calendar(request, talk.expert.email), talk.expert.email, identifier="1")
    assert take(accepted) == "answer.applied"


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


def test_a_party_crasher_is_noted_and_not_added(session: Session, talk: Talk, take: Take) -> None:
    request, before = make_scheduled(session, talk), len(words(session))
    stranger = "stranger@elsewhere.example"
    assert take(mail_with(reply_calendar(request, stranger), stranger)) == "answer.uninvited"
    assert [(word.state, word.sender) for word in words(session)[before:]] == [(WordState.UNINVITED, stranger)]
    assert len(session.scalars(select(Participant)).all()) == 3


def test_a_crowd_of_strangers_fills_no_table(session: Session, talk: Talk, take: Take) -> None:
    request = make_scheduled(session, talk)
    for number in range(25):
        stranger = f"stranger{number}@elsewhere.example"
        last = take(mail_with(reply_calendar(request, stranger), stranger))
    assert last == "answer.too_many"
    assert len(words(session)) == 20


@pytest.mark.parametrize("how", ["sent by", "sender header", "another address", "forged"])
def test_an_answer_by_another_hand_waits_for_the_person(session: Session, talk: Talk, take: Take, how: str) -> None:
    request, address = make_scheduled(session, talk), talk.expert.email
    delegate = "secretary@tr.example"
    sender = delegate if how == "another address" else address
    attendee = f'ATTENDEE;PARTSTAT=ACCEPTED;SENT-BY="mailto:{delegate}":mailto:{address}'
    calendar = reply_calendar(request, address, attendee=attendee if how == "sent by" else "")
    message = mail_with(calendar, sender)
    if how == "sender header":
        message["Sender"] = delegate
    if how == "forged":
        message["Authentication-Results"] = "mx.exchange.example; dmarc=fail header.from=tr.example"
    assert take(message, server="mx.exchange.example" if how == "forged" else "") == "answer.to_confirm"
    assert answer_of(session, request, talk.expert) is PartStat.NEEDS_ACTION
    told = session.scalars(select(StoredNotice).where(StoredNotice.kind == "meeting.answer_unconfirmed")).all()
    assert [notice.person_id for notice in told] == [talk.expert.id]


def test_the_own_server_vouches_for_a_sender(session: Session, talk: Talk, take: Take) -> None:
    request = make_scheduled(session, talk)
    message = mail_with(reply_calendar(request, talk.expert.email), talk.expert.email)
    message["Authentication-Results"] = "mx.exchange.example; spf=pass; dmarc=pass header.from=example.org"
    message["Authentication-Results"] = "elsewhere.example; dmarc=fail"
    assert take(message, server="mx.exchange.example") == "answer.applied"


def test_the_answer_address_finds_the_participant_where_the_uid_is_lost(
    session: Session, talk: Talk, take: Take
) -> None:
    request = make_scheduled(session, talk)
    address = answer_address(MAILBOX, part_of(session, request, talk.expert).id, SECRET)
    calendar = reply_calendar(request, talk.expert.email).replace(f"UID:{request.meeting.uid}\r\n", "")  # type: ignore[union-attr]
    assert take(mail_with(calendar, talk.expert.email, to=address)) == "answer.applied"


def test_an_answer_address_of_another_meeting_opens_nothing(session: Session, talk: Talk, take: Take) -> None:
    first = make_scheduled(session, talk)
    second = make_scheduled(session, talk, starts=(THURSDAY,))
    address = answer_address(MAILBOX, part_of(session, first, talk.expert).id, SECRET)
    stranger = "stranger@elsewhere.example"
    assert take(mail_with(reply_calendar(second, stranger), stranger, to=address)) == "answer.uninvited"
    assert answer_of(session, first, talk.expert) is PartStat.NEEDS_ACTION


def test_an_answer_address_with_another_signature_is_none(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    part = part_of(session, request, talk.expert)
    from exchange.meetings.mail.tokens import participant_of  # noqa: PLC0415 - beside what it reads

    assert participant_of(answer_address(MAILBOX, part.id, SECRET), MAILBOX, SECRET) == part.id
    assert participant_of(answer_address(MAILBOX, part.id, SECRET).upper(), MAILBOX, SECRET) == part.id
    assert participant_of(answer_address(MAILBOX, part.id, "another"), MAILBOX, SECRET) is None
    assert participant_of("meetings+short@exchange.example", MAILBOX, SECRET) is None
    assert len(answer_address("a" * 20 + "@x.example", part.id, SECRET).partition("@")[0]) <= 64


@pytest.mark.parametrize("layout", ["Google, Thunderbird", "Outlook"])
def test_a_counter_waits_for_the_writers_own_ministry(session: Session, talk: Talk, take: Take, layout: str) -> None:
    request, sender = make_scheduled(session, talk), talk.expert.email
    calendar = reply_calendar(
        request, sender, method="COUNTER", partstat="TENTATIVE", times=COUNTER_TIMES, more="COMMENT:Komissiya\\, ə"
    )
    assert take(LAYOUTS[layout](calendar, sender)) == "answer.suggested"
    assert answer_of(session, request, talk.expert) is PartStat.TENTATIVE
    assert request.meeting is not None
    assert (request.meeting.starts_at, request.proposal_no) == (WEDNESDAY, 1)
    (word,) = words(session)
    assert (word.starts_at, word.minutes) == (datetime(2026, 3, 20, 12, 0, tzinfo=UTC), 60)
    assert word.comment == "Komissiya, ə"
    told = session.scalars(select(StoredNotice).where(StoredNotice.kind == "meeting.time_suggested")).all()
    assert {notice.person_id for notice in told} == {talk.expert.id, talk.tr_organizer.id}


def test_a_counter_without_a_zone_is_read_on_the_writers_clock(session: Session, talk: Talk, take: Take) -> None:
    request, sender = make_scheduled(session, talk), talk.expert.email
    times = 'DTSTART;TZID="(UTC+03:00) Ankara":20260320T150000\nDTEND;TZID="(UTC+03:00) Ankara":20260320T160000'
    take(mail_with(reply_calendar(request, sender, method="COUNTER", times=times), sender, method="COUNTER"))
    assert words(session)[0].starts_at == datetime(2026, 3, 20, 12, 0, tzinfo=UTC)


def test_only_the_own_side_sees_a_suggestion_and_offers_it(
    session: Session, talk: Talk, take: Take, browser: Browser
) -> None:
    request, sender = make_scheduled(session, talk), talk.expert.email
    take(mail_with(reply_calendar(request, sender, method="COUNTER", times=COUNTER_TIMES), sender, method="COUNTER"))
    path = f"/meetings/{request.id}"
    browser.sign_in(talk.asker)
    assert "Times suggested by mail" not in browser.get(path).text
    browser.sign_in(talk.tr_organizer)
    assert "Times suggested by mail" in browser.get(path).text
    chosen = browser.get(f"{path}/time").all('input[name="slots"][checked], input[name="slots"]:not([type="checkbox"])')
    assert [str(field["value"])[:10] for field in chosen if field.get("value")] == ["2026-03-20"]
    offer = service.Offer((datetime(2026, 3, 20, 12, 0, tzinfo=UTC),), "Europe/Istanbul")
    service.propose_time(
        session, actor=actor_for(talk.tr_organizer), request_id=request.id, offer=offer,
        version=request.version, key="", now=LATER,
    )  # fmt: skip
    session.expire_all()
    assert words(session)[0].state is WordState.TAKEN_UP


def test_a_suggestion_is_set_aside_once_and_by_the_own_side_only(session: Session, talk: Talk, take: Take) -> None:
    request, sender = make_scheduled(session, talk), talk.expert.email
    take(mail_with(reply_calendar(request, sender, method="COUNTER", times=COUNTER_TIMES), sender, method="COUNTER"))
    order: dict[str, Any] = {"request_id": request.id, "word_id": words(session)[0].id, "now": LATER}
    with pytest.raises(NotFoundError):
        service.set_aside(session, actor=actor_for(talk.asker), **order)
    service.set_aside(session, actor=actor_for(talk.tr_organizer), **order)
    service.set_aside(session, actor=actor_for(talk.tr_organizer), **order)
    rows = session.scalars(select(AuditRow).where(AuditRow.action == "meeting.suggestion_set_aside")).all()
    assert (words(session)[0].state, len(rows)) == (WordState.SET_ASIDE, 1)


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


def test_only_the_organizers_desk_sees_uninvited_addresses(
    session: Session, talk: Talk, take: Take, browser: Browser
) -> None:
    request, stranger = make_scheduled(session, talk), "stranger@elsewhere.example"
    take(mail_with(reply_calendar(request, stranger), stranger))
    path = f"/meetings/{request.id}"
    for person, sees in ((talk.az_organizer, True), (talk.tr_organizer, False), (talk.expert, False)):
        browser.sign_in(person)
        assert (stranger in browser.get(path).text) is sees


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


def test_each_invitation_has_an_answer_address_of_its_own(app: Flask, session: Session, talk: Talk) -> None:
    """Only where a setting says that the mailbox takes them."""
    from exchange.meetings.mail.calendars import Office  # noqa: PLC0415 - beside what it makes

    request = make_scheduled(session, talk)
    part = part_of(session, request, talk.expert)
    assert Office("X", OFFICE, "https://x.example").answer_address(part.id) is None
    office = Office("X", OFFICE, "https://x.example", answers_to=MAILBOX, secret=SECRET)
    assert office.answer_address(part.id) == answer_address(MAILBOX, part.id, SECRET)
    assert SECRET not in repr(office)
    assert session.scalars(select(Mail.reply_to).where(Mail.calendar.is_not(None))).all() == [None] * 3
