"""Hostile calendars and mails (issue 7): each is answered in bounded time and changes nothing (trust.md I26)."""

import time
from collections.abc import Callable
from datetime import timedelta
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.mailbox.incoming import MOST_BYTES, TooLargeError, read_incoming
from exchange.meetings.mail.incoming import AnswerReader
from exchange.meetings.mail.replies import calendar_parts, read_reply
from exchange.meetings.models import Participant, PartStat
from tests.factories.mails import mail_with, reply_calendar
from tests.factories.meetings import NOW, Talk, make_scheduled

READER = AnswerReader("", "secret")
LONGEST_SECONDS = 2.0  # of processor time
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\n"
EVENT = "BEGIN:VEVENT\r\nUID:x\r\nDTSTAMP:20260310T072000Z\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example\r\n"
END = "END:VEVENT\r\nEND:VCALENDAR\r\n"
ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Z\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0400\r\n"
    "TZOFFSETTO:+0400\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)
STILL_READ: dict[str, str | bytes] = {
    "endless recurrence": HEAD + EVENT + "RRULE:FREQ=SECONDLY\r\n" + END,
    "recurrence of everything": HEAD + EVENT + "RRULE:FREQ=SECONDLY;BYSECOND=0,1,2;BYMONTH=2;BYMONTHDAY=30\r\n" + END,
    "many dates": HEAD + EVENT + "RDATE:" + ",".join(["20260318T110000Z"] * 9_000) + "\r\n" + END,
    "endless zone": HEAD + ZONE + EVENT + "DTSTART;TZID=Z:20260318T110000\r\n" + END,
    "lone CR": (HEAD + EVENT + END).replace("\r\n", "\r"),
    "lone LF": (HEAD + EVENT + END).replace("\r\n", "\n"),
    "folds in every line": (HEAD + EVENT + END).replace("DTSTAMP:", "DTSTA\r\n MP:"),
    "a fold inside a letter": (HEAD + EVENT).encode() + b"COMMENT:\xc9\r\n \x99\r\n" + END.encode(),
    "many folds": HEAD + EVENT + "DESCRIPTION:" + "x\r\n " * 50_000 + "\r\n" + END,
    "utf-16": (HEAD + EVENT + END).encode("utf-16"),
    "a byte order mark": (HEAD + EVENT + END).encode("utf-8-sig"),
    "zero bytes": HEAD + EVENT + "COMMENT:a\0b\r\n" + END,
    "an alarm that runs": HEAD + EVENT + "BEGIN:VALARM\r\nACTION:PROCEDURE\r\nATTACH:x\r\nEND:VALARM\r\n" + END,
    "lines that are none": HEAD + EVENT + "no colon\r\n;;;===\r\n:\r\n" + END,
    "small letters": HEAD + EVENT + END.replace("END:VEVENT", "end:vevent"),
}
NOT_READ: dict[str, str | bytes] = {
    "nothing": "",
    "no calendar": "hello",
    "bytes": b"\x00\xff\xfe\xfd" * 1_000,
    "no end": HEAD + EVENT,
    "nested": HEAD + "BEGIN:VEVENT\r\n" * 3_000 + "END:VEVENT\r\n" * 3_000 + "END:VCALENDAR\r\n",
    "many events": HEAD + (EVENT + "END:VEVENT\r\n") * 400 + "END:VCALENDAR\r\n",
    "two calendars": (HEAD + EVENT + END) * 2,
    "a number that is none": HEAD + EVENT + "SEQUENCE:many\r\n" + END,
    "a number beyond numbers": HEAD + EVENT + "SEQUENCE:" + "9" * 400 + "\r\n" + END,
    "less than nothing": HEAD + EVENT + "SEQUENCE:-1\r\n" + END,
    "many lines": HEAD + EVENT + "X-A:b\r\n" * 30_000 + END,
    "too long": HEAD + EVENT + "DESCRIPTION:" + "x" * 300_000 + "\r\n" + END,
    "an invitation": HEAD.replace("REPLY", "REQUEST") + EVENT + END,
    "a method that is none": HEAD.replace("REPLY", "REPLY REQUEST") + EVENT + END,
}


def as_bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def in_time(call: Callable[[], object]) -> object:
    before = time.process_time()
    answer = call()
    assert time.process_time() - before < LONGEST_SECONDS
    return answer


@pytest.mark.parametrize("name", STILL_READ)
def test_an_answer_with_odd_company_is_still_read(name: str) -> None:
    reply = in_time(lambda: read_reply(as_bytes(STILL_READ[name])))
    assert reply is not None
    assert [voice.address for voice in reply.voices] == ["a@b.example"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", NOT_READ)
def test_what_is_no_answer_is_none(session: Session, talk: Talk, name: str) -> None:
    request = make_scheduled(session, talk)
    incoming = read_incoming(b"From: a@b.example\r\nContent-Type: text/calendar\r\n\r\n" + as_bytes(NOT_READ[name]))
    assert in_time(lambda: READER.read(session, incoming, NOW)) is None
    assert {part.answer for part in request.participants} == {PartStat.NEEDS_ACTION}


@pytest.mark.parametrize("charset", ["iso-8859-9", "us-ascii", "windows-1251", "rot13", "no-such-charset", "utf-7"])
def test_a_wrong_charset_loses_no_answer(session: Session, talk: Talk, charset: str) -> None:
    request = make_scheduled(session, talk)
    part = MIMEText(reply_calendar(request, talk.expert.email, more="COMMENT:Ə, ı və İ"), "calendar", "utf-8")
    part.replace_header("Content-Type", f'text/calendar; charset="{charset}"; method=REPLY')
    part["From"], part["To"] = talk.expert.email, "exchange@localhost"
    incoming = read_incoming(part.as_bytes())
    assert READER.read(session, incoming, NOW + timedelta(hours=1)) == "answer.applied"


def test_odd_senders_are_nobody(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    address = talk.expert.email
    odd = [
        f"{address}, other@b.example", f"<{address}> <other@b.example>", f"({'(' * 900}{address}",
        f'"{address}" <other@b.example>', f"other@b.example ({address})", f"{address}\r\nFrom: other@b.example",
        "=?utf-8?q?" + "=41" * 3_000 + f"?= <{address}>", "", "@", f"undisclosed:{address};",
    ]  # fmt: skip
    for number, sender in enumerate(odd):
        mail = mail_with(reply_calendar(request, address), "a@b.example", identifier=str(number)).as_bytes()
        hostile = mail.replace(b"From: a@b.example", b"From: " + sender.encode(), 1)
        incoming = read_incoming(hostile)
        assert incoming.sender != address, sender
        READER.read(session, incoming, NOW)
    session.flush()
    assert {answer for answer in session.scalars(select(Participant.answer))} == {PartStat.NEEDS_ACTION}  # noqa: C416


def nested(depth: int) -> bytes:
    message = MIMEText("x", "calendar")
    for _ in range(depth):
        outer = MIMEMultipart("mixed")
        outer.attach(message)
        message = outer  # type: ignore[assignment]
    return message.as_bytes()


def test_mails_have_their_bounds() -> None:
    with pytest.raises(TooLargeError):
        read_incoming(b"x" * (MOST_BYTES + 1))
    deep = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 5_000
    )
    with pytest.raises(TooLargeError):
        read_incoming(deep)
    chain = b"Content-Type: message/rfc822\r\n\r\n" * 900
    with pytest.raises(TooLargeError):
        read_incoming(chain)
    assert len(list(read_incoming(nested(50)).parts())) == 1
    wide = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: text/calendar\r\n\r\nx\r\n" * 500
    )
    assert len(list(read_incoming(wide).parts())) <= 60


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2_000), st.integers(0, 2_000), st.text(max_size=20))
def test_no_bytes_whatever_break_the_reader(noise: bytes, at: int, charset: str) -> None:
    whole = (HEAD + EVENT + END).encode()
    read_reply(whole[:at] + noise + whole[at:], charset, "REPLY")
    incoming = read_incoming(noise + b"\r\nContent-Type: text/calendar\r\n\r\n" + whole)
    for content, found, method in calendar_parts(incoming.parts()):
        read_reply(content, found, method)
