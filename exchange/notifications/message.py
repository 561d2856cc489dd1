"""A stored mail as the bytes that go over the wire: the parts and headers of meetings.md 3.2."""

from dataclasses import dataclass
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from exchange.kernel.signing import signer
from exchange.notifications.models import Mail


class _Headers(HeaderRegistry):
    """Headers of the standard library, equal ones read once: most of a mail stands in every mail."""

    def __call__(self, name: str, value: object) -> BaseHeader:
        """The header as its kind reads it."""
        return _read(name, value)

    def __getitem__(self, name: str) -> type[BaseHeader]:
        """The kind of a header, which the library makes anew whenever it asks how many of it there may be."""
        return _kind(name)


@lru_cache(maxsize=64)
def _kind(name: str) -> type[BaseHeader]:
    return _REGISTRY[name]


@lru_cache(maxsize=64)
def _read(name: str, value: object) -> BaseHeader:
    return _REGISTRY(name, value)


class _AsItIs(UnstructuredHeader, BaseHeader):
    """An address or the name of a mail: cut into encoded words, as the library does with long ones, nobody reads it."""

    def fold(self, *, policy: Policy) -> str:
        """The line; far below the 998 characters that a line may have (RFC 5322, 2.1.1)."""
        return f"{self.name}: {self}{policy.linesep}"


_REGISTRY = HeaderRegistry()
for _name in ("list-unsubscribe", "in-reply-to", "references"):
    _REGISTRY.map_to_type(_name, _AsItIs)
_POLICY = SMTP.clone(header_factory=_Headers())


@dataclass(frozen=True)
class Sender:
    """Who the mails come from, and where the service is reached."""

    address: str
    name: str
    public_url: str
    secret: str = ""  # signs what a mail carries for its holder

    def page(self, path: str) -> str:
        """The address of a page under the configured name, never a request's host (trust.md I24)."""
        return self.public_url.rstrip("/") + path

    def stop_token(self, mail_id: UUID) -> str:
        """What the holder of a mail shows to hear no more of its kind; the same however often it is built."""
        return str(_signer(self.secret).dumps(str(mail_id)))

    @property
    def domain(self) -> str:
        """The right side of every Message-ID."""
        return self.address.rpartition("@")[2]


def mail_of_token(secret: str, token: str) -> UUID | None:
    """The mail that a token was made for; None for every other text."""
    try:
        return UUID(str(_signer(secret).loads(token)))
    except (BadData, ValueError):
        return None


def _signer(secret: str) -> URLSafeSerializer:
    return signer(secret, "stop-mails")


def message_of(mail: Mail, sender: Sender, *, can_stop: bool = True) -> EmailMessage:
    """The mail, the same in every byte however often it is built: a retry repeats its Message-ID.

    Calendar messages, letters that are kept nowhere and what `can_stop` denies carry no way to end them.
    """
    message = EmailMessage(policy=_POLICY)
    _add_headers(message, mail, sender)
    if can_stop and mail.kind and mail.calendar_method is None:
        message["List-Unsubscribe"] = f"<{sender.page('/unsubscribe/' + sender.stop_token(mail.id))}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    if mail.calendar is not None:
        _add_calendar(message, mail.calendar, mail.calendar_method or "")
    _set_boundaries(message, mail)
    return message


def _set_boundaries(message: EmailMessage, mail: Mail) -> None:
    """Lines between the parts, made from the words: no text can hold its own hash.

    The library draws them at random and looks for each in everything, at a third of the mail's cost.
    """
    mark = sha256(f"{mail.message_id}\n{mail.text}\n{mail.html}".encode()).hexdigest()[:32]
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{number}_{mark}")


def _add_headers(message: EmailMessage, mail: Mail, sender: Sender) -> None:
    message["From"] = str(Address(sender.name, addr_spec=sender.address))
    message["To"] = str(Address(addr_spec=mail.address))
    message["Subject"] = mail.subject
    message["Date"] = mail.made_at
    message["Message-ID"] = mail.message_id
    message["Content-Language"] = mail.language
    if mail.answers:
        message["In-Reply-To"] = message["References"] = mail.answers
    if mail.reply_to:
        message["Reply-To"] = str(Address(addr_spec=mail.reply_to))
    if mail.calendar_method is None:  # calendar messages are between people (RFC 6047), notices are not
        message["Auto-Submitted"] = "auto-generated"


def _add_calendar(message: EmailMessage, content: bytes, method: str) -> None:
    """The last alternative for programs that show Yes and No, and the same bytes as a file for those that do not."""
    parameters = {"method": method, "component": "VEVENT"}
    message.add_alternative(content.decode(), subtype="calendar", charset="utf-8", cte="base64", params=parameters)
    message.add_attachment(
        content, maintype="application", subtype="ics", filename="invite.ics", params={"name": "invite.ics"}
    )
