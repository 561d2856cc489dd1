"""Mails that come back: what the report says, what it says nothing about, whom nobody can silence with a forged one."""

import email
from email import policy
from email.message import Message

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.notifications import service
from exchange.notifications.models import BouncedAddress, Mail, MailState
from exchange.notifications.returned import Returned, read_returned
from tests.factories.accounts import make_ministry, make_person
from tests.factories.notifications import make_notice
from tests.support.clock import START

POSTFIX = """\
Return-Path: <>
Received: by mx.exchange.example (Postfix) id 4C1F53; Tue, 10 Mar 2026 07:21:03 +0000 (UTC)
Date: Tue, 10 Mar 2026 07:21:03 +0000 (UTC)
From: MAILER-DAEMON@mx.exchange.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: exchange@exchange.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="4C1F53.1773127263/mx"
Message-Id: <20260310072103.4C1F53@mx.exchange.example>

This is a MIME-encapsulated message.

--4C1F53.1773127263/mx
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<desk@tr.example>: host mail.tr.example[192.0.2.9] said: 550 5.1.1
    <desk@tr.example>: Recipient address rejected: User unknown (in reply to
    RCPT TO command)

--4C1F53.1773127263/mx
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.exchange.example
X-Postfix-Queue-ID: 4C1F53
Arrival-Date: Tue, 10 Mar 2026 07:21:00 +0000 (UTC)

Final-Recipient: rfc822; desk@tr.example
Original-Recipient: rfc822;desk@tr.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.tr.example
Diagnostic-Code: smtp; 550 5.1.1 <desk@tr.example>: Recipient address rejected:
    User unknown

--4C1F53.1773127263/mx
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: Exchange <exchange@exchange.example>
To: desk@tr.example
Subject: A question under "Foster care"
Message-ID: <1@exchange.example>
Content-Type: text/plain; charset=utf-8

The words of the mail.

--4C1F53.1773127263/mx--
"""

EXCHANGE_SERVER = """\
From: <postmaster@mail.az.example>
To: <exchange@exchange.example>
Date: Tue, 10 Mar 2026 11:22:40 +0400
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="9B095B5ADSN=_01D5CC25"
X-DSNContext: 335a7efd - 4481 - 00000001 - 80040546
Message-ID: <pvHsQ2pjv00000a1b@mail.az.example>
In-Reply-To: <1@exchange.example>
References: <1@exchange.example>
Subject: =?utf-8?Q?=C3=87atd=C4=B1r=C4=B1lmad=C4=B1?=

--9B095B5ADSN=_01D5CC25
Content-Type: text/plain; charset=unicode-1-1-utf-7

Delivery to the following recipients failed.

       Desk@AZ.example

--9B095B5ADSN=_01D5CC25
Content-Type: message/delivery-status

Reporting-MTA: dns;mail.az.example
Received-From-MTA: dns;mx.exchange.example
Arrival-Date: Tue, 10 Mar 2026 11:22:39 +0400

Final-Recipient: rfc822;Desk@AZ.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
X-Display-Name: Desk

--9B095B5ADSN=_01D5CC25
Content-Type: text/rfc822-headers

From: Exchange <exchange@exchange.example>
To: <desk@az.example>
Message-ID:
 <1@exchange.example>
Subject: =?utf-8?Q?Sual?=

--9B095B5ADSN=_01D5CC25--
"""


def read(text: str) -> Returned | None:
    """As it comes from the wire: the oldest and the newest way of parsing must agree."""
    content = text.replace("\n", "\r\n").encode()
    old: Message = email.message_from_bytes(content)
    found = read_returned(old)
    assert read_returned(email.message_from_bytes(content, policy=policy.SMTP)) == found
    return found


def test_a_report_of_an_unknown_person_names_the_address_the_reason_and_the_mail() -> None:
    found = read(POSTFIX)
    assert found is not None
    assert (found.address, found.message_id) == ("desk@tr.example", "<1@exchange.example>")
    assert found.reason == "smtp; 550 5.1.1 <desk@tr.example>: Recipient address rejected: User unknown"


def test_a_report_with_the_headers_alone_is_enough() -> None:
    found = read(EXCHANGE_SERVER)
    assert found is not None
    assert (found.address, found.message_id) == ("Desk@AZ.example", "<1@exchange.example>")


def test_a_report_without_the_mail_may_name_it_in_its_own_headers() -> None:
    cut = EXCHANGE_SERVER.partition("--9B095B5ADSN=_01D5CC25\nContent-Type: text/rfc822-headers")[0]
    found = read(cut + "--9B095B5ADSN=_01D5CC25--\n")
    assert found is not None
    assert found.message_id == "<1@exchange.example>"


@pytest.mark.parametrize(
    ("status", "diagnosis", "is_returned"),
    [
        ("5.1.1", "550 5.1.1 User unknown", True),
        ("5.1.2", "x", True),
        ("5.1.3", "x", True),
        ("5.1.6", "x", True),
        ("5.1.10", "x", True),
        ("5.2.1", "x", True),
        ("5.4.4", "unable to look up host", True),
        ("5.0.0", "550 5.1.1 No such user", True),
        ("5.0.0", "550 no such user", False),  # no code says it
        ("5.2.2", "mailbox full", False),
        ("5.7.1", "550 5.7.1 refused as spam", False),
        ("5.3.4", "message too big", False),
        ("4.4.7", "delivery time expired", False),
        ("4.1.1", "x", False),
        ("", "", False),
    ],
)
def test_only_what_speaks_against_the_address_counts(status: str, diagnosis: str, *, is_returned: bool) -> None:
    text = POSTFIX.replace("Status: 5.1.1", f"Status: {status}").replace(
        "smtp; 550 5.1.1 <desk@tr.example>: Recipient address rejected:\n    User unknown", f"smtp; {diagnosis}"
    )
    assert (read(text) is not None) is is_returned


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Action: failed", "Action: delayed"),
        ("Action: failed", "Action: delivered"),
        ("Action: failed", ""),
        ("rfc822", "x-unknown"),
        ("desk@tr.example", "nobody"),
        ("<1@exchange.example>", "no id"),
        ("multipart/report", "multipart/mixed"),
        ("message/delivery-status", "text/plain"),
        ("Content-Type: message/delivery-status", "Content-Type: message/delivery-status\nX: y"),
        ("message/rfc822", "application/octet-stream"),
    ],
)
def test_everything_else_is_no_returned_mail(old: str, new: str) -> None:
    assert old in POSTFIX
    found = read(POSTFIX.replace(old, new))
    assert (found is not None) is (new.endswith("X: y"))


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\0" * 2000,
        b"Content-Type: multipart/report\r\n\r\nno boundary",
        b'Content-Type: multipart/report; boundary=""\r\n\r\n--\r\n\r\n----\r\n',
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n",
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n--b--",
        b"In-Reply-To: \xff\xfe<\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\n--b--",
        POSTFIX.replace("<1@exchange.example>", "<" * 3000 + "@" * 3000).encode(),
        POSTFIX.replace("us-ascii", "x-unknown").replace("Action: failed", "Action: =?x?b?////?=").encode(),
    ],
)
def test_hostile_reports_are_read_without_a_fault(hostile: bytes) -> None:
    for rules in (policy.compat32, policy.SMTP):
        assert read_returned(email.message_from_bytes(hostile, policy=rules)) is None


def test_a_long_report_is_not_read_to_its_end() -> None:
    block = "Final-Recipient: rfc822; a@b.example\nAction: delayed\nStatus: 4.0.0\n\n"
    assert read(POSTFIX.replace("Final-Recipient: rfc822; desk", block * 60 + "Final-Recipient: rfc822; desk")) is None


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, make_ministry(session, "AZ"), email="desk@az.example")


@pytest.fixture
def mail(session: Session, person: Person) -> Mail:
    service.notify(session, person_id=person.id, notice=make_notice(), now=START)
    return session.scalars(select(Mail)).one()


def marked(session: Session) -> list[str]:
    session.flush()
    return list(session.scalars(select(BouncedAddress.address)))


def test_the_address_of_a_mail_that_came_back_is_marked_once(session: Session, mail: Mail) -> None:
    returned = read(EXCHANGE_SERVER.replace("<1@exchange.example>", mail.message_id))
    assert returned is not None
    for _ in range(2):
        assert service.note_returned(session, returned=returned, now=START)
    assert marked(session) == ["desk@az.example"]
    assert mail.state is MailState.FAILED
    assert mail.reason is not None
    assert "RecipientNotFound" in mail.reason


def test_nobody_is_silenced_by_a_report_about_a_mail_that_we_did_not_send(session: Session, mail: Mail) -> None:
    forged = Returned("desk@az.example", "550 5.1.1", "<guessed@exchange.example>")
    assert not service.note_returned(session, returned=forged, now=START)
    assert marked(session) == []


def test_a_copy_that_was_passed_on_says_nothing_about_our_address(session: Session, mail: Mail) -> None:
    passed_on = Returned("another@elsewhere.example", "550 5.1.1", mail.message_id)
    assert not service.note_returned(session, returned=passed_on, now=START)
    assert (marked(session), mail.state) == ([], MailState.WAITING)
