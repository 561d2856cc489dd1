"""Mails as calendar programs send them: the layouts of Outlook, Google, Apple and Thunderbird."""

from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP

from exchange.meetings.models import MeetingRequest

OFFICE = "exchange@localhost"


def reply_calendar(
    request: MeetingRequest,
    address: str,
    *,
    method: str = "REPLY",
    partstat: str = "ACCEPTED",
    sequence: int | str = 0,
    stamp: str = "20260310T073000Z",
    times: str = "",
    more: str = "",
    uid: str = "",
    attendee: str = "",
) -> str:
    """The calendar of an answer. `attendee` in place of the usual line; `times`: DTSTART and DTEND of a COUNTER."""
    meeting = request.meeting
    assert meeting is not None
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Test//Calendar//EN",
        "VERSION:2.0",
        *([f"METHOD:{method}"] if method else []),
        "BEGIN:VEVENT",
        f"UID:{uid or meeting.uid}",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{stamp}",
        *(times.splitlines() or [f"DTSTART:{meeting.starts_at:%Y%m%dT%H%M%SZ}"]),
        attendee or f"ATTENDEE;PARTSTAT={partstat}:mailto:{address}",
        f"ORGANIZER:mailto:{OFFICE}",
        *more.splitlines(),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines)


def mail_with(
    calendar: str, sender: str, *, identifier: str = "", to: str = OFFICE, method: str = "REPLY", charset: str = "utf-8"
) -> EmailMessage:
    """As Google and Thunderbird send it: plain text, then the calendar as an alternative."""
    message = _headed(EmailMessage(policy=SMTP), sender, identifier, to)
    message.set_content("Accepted.")  # type: ignore[attr-defined]
    message.add_alternative(calendar, subtype="calendar", charset=charset, params={"method": method})  # type: ignore[attr-defined]
    assert isinstance(message, EmailMessage)
    return message


def outlook_mail(calendar: str, sender: str, *, identifier: str = "", method: str = "REPLY") -> EmailMessage:
    """Exchange: alternative of plain, HTML and a base64 calendar, nothing attached (MS-OXCMAIL)."""
    message = _headed(EmailMessage(policy=SMTP), sender, identifier, OFFICE)
    assert isinstance(message, EmailMessage)
    message["X-MS-Has-Attach"] = ""
    message.set_content("")
    message.add_alternative("<html><body></body></html>", subtype="html")
    message.add_alternative(calendar, subtype="calendar", charset="utf-8", cte="base64", params={"method": method})
    return message


def apple_mail(calendar: str, sender: str, *, identifier: str = "") -> Message:
    """iCloud: a mixed part inside a mixed part, the calendar without a method parameter, then again as a file."""
    outer, inner = MIMEMultipart("mixed"), MIMEMultipart("mixed")
    inner.attach(MIMEText("has accepted your invitation", "plain", "utf-8"))
    part = MIMEText(calendar, "calendar", "utf-8")
    part.add_header("Content-Disposition", "attachment", filename="iCal-20260310.ics")
    inner.attach(part)
    outer.attach(inner)
    return _headed(outer, sender, identifier, OFFICE)


def _headed(message: Message, sender: str, identifier: str, to: str) -> Message:
    message["From"], message["To"], message["Subject"] = sender, to, "Accepted: Choosing foster families"
    if identifier:
        message["Message-ID"] = f"<{identifier}@mail.example>"
    return message
