"""Whose answer it is: uninvited addresses, other hands, forged senders, and the answer addresses of invitations."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.meetings.mail.tokens import answer_address
from exchange.meetings.models import Participant, PartStat, WordState
from exchange.notifications.models import Mail, StoredNotice
from tests.factories.mails import OFFICE, mail_with, reply_calendar
from tests.factories.meetings import THURSDAY, Talk, make_scheduled
from tests.meetings.mailed import MAILBOX, SECRET, Take, answer_of, part_of, words
from tests.support.browser import Browser


def test_nobody_can_use_up_the_message_id_of_another(session: Session, talk: Talk, take: Take) -> None:
    request = make_scheduled(session, talk)
    take(mail_with("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "stranger@elsewhere.example", identifier="1"))
    accepted = mail_with(reply_calendar(request, talk.expert.email), talk.expert.email, identifier="1")
    assert take(accepted) == "answer.applied"


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


def test_only_the_organizers_desk_sees_uninvited_addresses(
    session: Session, talk: Talk, take: Take, browser: Browser
) -> None:
    request, stranger = make_scheduled(session, talk), "stranger@elsewhere.example"
    take(mail_with(reply_calendar(request, stranger), stranger))
    path = f"/meetings/{request.id}"
    for person, sees in ((talk.az_organizer, True), (talk.tr_organizer, False), (talk.expert, False)):
        browser.sign_in(person)
        assert (stranger in browser.get(path).text) is sees


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
