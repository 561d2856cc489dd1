"""A stored mail as the bytes that go over the wire: the parts and headers of meetings.md 3.2."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from exchange.notifications.models import Mail


@dataclass(frozen=True)
class Sender:
    """Who the mails come from, and where the service is reached."""

    address: str
    name: str
    public_url: str

    @property
    def domain(self) -> str:
        """The right side of every Message-ID."""
        return self.address.rpartition("@")[2]


def message_of(mail: Mail, sender: Sender) -> EmailMessage:
    """The mail, the same in every byte that matters however often it is built: a retry repeats its Message-ID."""
    message = EmailMessage(policy=SMTP)
    _add_headers(message, mail, sender)
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    if mail.calendar is not None:
        _add_calendar(message, mail.calendar, mail.calendar_method or "")
    return message


def _add_headers(message: EmailMessage, mail: Mail, sender: Sender) -> None:
    message["From"] = Address(sender.name, addr_spec=sender.address)
    message["To"] = Address(addr_spec=mail.address)
    message["Subject"] = mail.subject
    message["Date"] = mail.made_at
    message["Message-ID"] = mail.message_id
    message["Content-Language"] = mail.language
    if mail.answers:
        message["In-Reply-To"] = message["References"] = mail.answers
    if mail.reply_to:
        message["Reply-To"] = Address(addr_spec=mail.reply_to)
    if mail.calendar_method is None:  # calendar messages are between people (RFC 6047), notices are not
        message["Auto-Submitted"] = "auto-generated"


def _add_calendar(message: EmailMessage, content: bytes, method: str) -> None:
    """The last alternative for programs that show Yes and No, and the same bytes as a file for those that do not."""
    parameters = {"method": method, "component": "VEVENT"}
    message.add_alternative(content.decode(), subtype="calendar", charset="utf-8", cte="base64", params=parameters)
    message.add_attachment(
        content, maintype="application", subtype="ics", filename="invite.ics", params={"name": "invite.ics"}
    )
