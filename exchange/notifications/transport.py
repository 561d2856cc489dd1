"""How a finished mail leaves: to an SMTP server, into a folder, or into a list for tests. One contract for all."""

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from exchange.kernel.errors import UnavailableError
from exchange.kernel.messages import N_, Message
from exchange.kernel.settings import Settings
from exchange.notifications.returned import says_no_such_address

TIMEOUT_SECONDS = 10
_PORTS = {"smtp": 587, "smtps": 465}


class NoServerError(UnavailableError):
    """Nobody answers, or the line broke: the next mail would fare no better."""


class NoSuchAddressError(UnavailableError):
    """The server says for good that the address does not exist (RFC 3463, 5.1.x): the mail is not tried again."""


class Transport(Protocol):
    """Hands a mail over."""

    def send(self, message: EmailMessage) -> None:
        """Return when the mail is safely the receiver's; raise UnavailableError when it is not, or may not be."""

    def opened(self) -> AbstractContextManager["Transport"]:
        """The same for many mails, over one connection where there is one; opening it never fails."""


class MemoryTransport:
    """Keeps the mails in a list."""

    def __init__(self) -> None:
        self.sent: list[EmailMessage] = []

    def send(self, message: EmailMessage) -> None:
        """Keep it."""
        self.sent.append(message)

    def opened(self) -> AbstractContextManager[Transport]:
        """There is nothing to open."""
        return nullcontext(self)


class FolderTransport:
    """Writes one .eml file per mail, named by its date and Message-ID: sending it again writes the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write the file whole or not at all."""
        final = self._folder / _file_name(message)
        unfinished = final.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(unfinished, message.as_bytes())
            unfinished.replace(final)
        except OSError as error:
            raise UnavailableError(N_("The mail could not be written into its folder.")) from error

    def opened(self) -> AbstractContextManager[Transport]:
        """There is nothing to open."""
        return nullcontext(self)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _file_name(message: EmailMessage) -> str:
    day = parsedate_to_datetime(str(message["Date"])).strftime("%Y%m%dT%H%M%S")
    return f"{day}-{sha256(str(message['Message-ID']).encode()).hexdigest()[:16]}.eml"


class SmtpTransport:
    """Speaks SMTP: smtps:// is encrypted from the first byte, smtp:// as soon as the server offers it."""

    def __init__(self, address: str, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._address: SplitResult = urlsplit(address)
        self._timeout_seconds = timeout_seconds

    def send(self, message: EmailMessage) -> None:
        """Hand it over; whatever goes wrong may be tried again with the same Message-ID."""
        with self.opened() as line:
            line.send(message)

    @contextmanager
    def opened(self) -> Iterator[Transport]:
        """One connection, made at the first mail; after a broken line nothing more goes over it."""
        line = _Line(self._secured)
        try:
            yield line
        finally:
            line.close()

    def _secured(self) -> smtplib.SMTP:
        server = self._connected()
        try:
            self._secure(server)
        except BaseException:
            server.close()
            raise
        return server

    def _connected(self) -> smtplib.SMTP:
        host, port = self._address.hostname or "", self._address.port or _PORTS[self._address.scheme]
        if self._address.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=self._timeout_seconds, context=_checked())
        return smtplib.SMTP(host, port, timeout=self._timeout_seconds)

    def _secure(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        is_encrypted = self._address.scheme == "smtps"
        if not is_encrypted and server.has_extn("starttls"):
            server.starttls(context=_checked())
            server.ehlo()
            is_encrypted = True
        if self._address.username and not is_encrypted:
            raise UnavailableError(N_("The mail server offers no encryption, so the password was not sent."))
        if self._address.username:
            server.login(unquote(self._address.username), unquote(self._address.password or ""))


class _Line:
    """A connection that is made when it is needed and given up when it fails."""

    def __init__(self, connect: Callable[[], smtplib.SMTP]) -> None:
        self._connect = connect
        self._server: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        """Hand it over."""
        with _as_unavailable():
            try:
                self._server = self._server or self._connect()
                self._server.send_message(message)
            except smtplib.SMTPResponseException:
                raise  # the server answers: the line is in order
            except smtplib.SMTPRecipientsRefused:
                raise
            except (smtplib.SMTPException, OSError):
                self._give_up()
                raise

    def opened(self) -> AbstractContextManager[Transport]:
        """It is open."""
        return nullcontext(self)

    def close(self) -> None:
        """Take leave politely where that is still possible."""
        if self._server is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._server.quit()
            self._give_up()

    def _give_up(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None


def _checked() -> ssl.SSLContext:
    """Encryption that checks the server's certificate; smtplib's own default does not."""
    return ssl.create_default_context()


@contextmanager
def _as_unavailable() -> Iterator[None]:
    """Turn every fault of the network into one error that says no address and no text (trust.md I7)."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, text = max(error.recipients.values(), default=(0, b""))
        refused = Message(N_("The mail server refused the address (%(code)s)."), {"code": code})
        raise (NoSuchAddressError if _says_no_such_address(code, text) else UnavailableError)(refused) from error
    except smtplib.SMTPServerDisconnected as error:
        raise NoServerError(_SILENT) from error
    except smtplib.SMTPConnectError as error:
        raise NoServerError(_SILENT) from error
    except smtplib.SMTPResponseException as error:
        refusal = Message(N_("The mail server refused the mail (%(code)s)."), {"code": error.smtp_code})
        raise UnavailableError(refusal) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NoServerError(_SILENT) from error


_SILENT = N_("The mail server did not answer.")


def _says_no_such_address(code: int, text: bytes) -> bool:
    is_permanent = code // 100 == 5  # noqa: PLR2004 - permanent refusals are 5xx
    return is_permanent and says_no_such_address(text.decode("ascii", "replace"))


def transport_for(settings: Settings) -> Transport:
    """The transport that the setting EXCHANGE_MAIL_URL names; without one, the folder `mail` in the data folder."""
    address = urlsplit(settings.mail_url)
    if address.scheme == "memory":
        return MemoryTransport()
    if address.scheme in _PORTS:
        return SmtpTransport(settings.mail_url)
    return FolderTransport(Path(unquote(address.path)) if address.path else settings.folder / "mail")
