"""One contract for every way a mail can leave."""

import email
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from exchange.kernel.errors import UnavailableError
from exchange.kernel.settings import Settings
from exchange.notifications.transport import (
    FolderTransport,
    MemoryTransport,
    SmtpTransport,
    Transport,
    transport_for,
)
from tests.support.clock import START


class Mailbox:
    """A handler of aiosmtpd that keeps what it is given and answers as it is told."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.answer = "250 OK"
        self.cuts_the_line = False

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer.startswith("250"):
            self.received.append(parsed(envelope.content))
        if self.cuts_the_line:
            server.transport.abort()
        return self.answer


@dataclass
class Wire:
    transport: Transport
    arrived: Callable[[], list[EmailMessage]]


def parsed(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[Controller]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture(params=["memory", "folder", "smtp"])
def wire(request: pytest.FixtureRequest, tmp_path: Path) -> Wire:
    if request.param == "memory":
        memory = MemoryTransport()
        return Wire(memory, lambda: memory.sent)
    if request.param == "folder":
        folder = tmp_path / "mail"
        return Wire(
            FolderTransport(folder), lambda: [parsed(file.read_bytes()) for file in sorted(folder.glob("*.eml"))]
        )
    controller: Controller = request.getfixturevalue("server")
    mailbox: Mailbox = request.getfixturevalue("mailbox")
    return Wire(SmtpTransport(address_of(controller)), lambda: mailbox.received)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def address_of(controller: Controller, user: str = "") -> str:
    return f"smtp://{user}127.0.0.1:{controller.port}"


def a_mail(identifier: str = "<one@exchange.example>") -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = "exchange@exchange.example"
    message["To"] = "official@tr.example"
    message["Subject"] = "Koruyucu ailə haqqında sual"
    message["Message-ID"] = identifier
    message["Date"] = START
    message.set_content("Sualınız var: İşıq, ığdır.\n.\nA line that begins with a dot.\n")
    return message


def test_what_was_sent_arrives_with_its_text_and_message_id(wire: Wire) -> None:
    wire.transport.send(a_mail())
    [arrived] = wire.arrived()
    assert arrived["Message-ID"] == "<one@exchange.example>"
    assert arrived["Subject"] == "Koruyucu ailə haqqında sual"
    assert arrived.get_content().splitlines() == a_mail().get_content().splitlines()


def test_a_second_try_repeats_the_message_id(wire: Wire) -> None:
    wire.transport.send(a_mail())
    wire.transport.send(a_mail())
    assert {message["Message-ID"] for message in wire.arrived()} == {"<one@exchange.example>"}


def test_two_mails_are_two(wire: Wire) -> None:
    wire.transport.send(a_mail("<one@exchange.example>"))
    wire.transport.send(a_mail("<two@exchange.example>"))
    assert len(wire.arrived()) == 2


@pytest.mark.parametrize("answer", ["451 Try later", "554 No"])
def test_a_refusal_can_be_tried_again(server: Controller, mailbox: Mailbox, answer: str) -> None:
    mailbox.answer = answer
    with pytest.raises(UnavailableError, match=answer[:3]):
        SmtpTransport(address_of(server)).send(a_mail())
    assert mailbox.received == []


def test_a_silent_server_is_unavailable() -> None:
    with pytest.raises(UnavailableError):
        SmtpTransport("smtp://127.0.0.1:1").send(a_mail())


def test_a_server_that_says_nothing_is_unavailable_in_time() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        mute = SmtpTransport(f"smtp://127.0.0.1:{listener.getsockname()[1]}", timeout_seconds=0.2)
        with pytest.raises(UnavailableError):
            mute.send(a_mail())


def test_a_line_cut_after_the_text_is_tried_again_with_the_same_message_id(
    server: Controller, mailbox: Mailbox
) -> None:
    mailbox.cuts_the_line = True
    with pytest.raises(UnavailableError):
        SmtpTransport(address_of(server)).send(a_mail())
    mailbox.cuts_the_line = False
    SmtpTransport(address_of(server)).send(a_mail())
    assert [mail["Message-ID"] for mail in mailbox.received] == ["<one@exchange.example>"] * 2


def test_a_password_is_not_sent_in_clear(server: Controller, mailbox: Mailbox) -> None:
    with pytest.raises(UnavailableError, match="encryption"):
        SmtpTransport(address_of(server, "exchange:secret@")).send(a_mail())
    assert mailbox.received == []


def test_a_fault_does_not_name_the_address(server: Controller, mailbox: Mailbox) -> None:
    mailbox.answer = "550 official@tr.example is unknown"
    with pytest.raises(UnavailableError) as fault:
        SmtpTransport(address_of(server)).send(a_mail())
    assert "official@tr.example" not in repr(fault.value)


def test_files_of_mails_are_readable_to_the_owner_only(tmp_path: Path) -> None:
    FolderTransport(tmp_path / "mail").send(a_mail())
    [file] = (tmp_path / "mail").iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file stands where the folder should be")
    with pytest.raises(UnavailableError):
        FolderTransport(tmp_path / "mail").send(a_mail())


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("", FolderTransport),
        ("folder:///var/mails", FolderTransport),
        ("memory://", MemoryTransport),
        ("smtp://mail.example", SmtpTransport),
        ("smtps://user:word@mail.example", SmtpTransport),
    ],
)
def test_the_setting_chooses_the_transport(address: str, kind: type[Transport]) -> None:
    assert isinstance(transport_for(Settings(mail_url=address)), kind)


@pytest.fixture
def server_with_a_strangers_certificate(mailbox: Mailbox, tmp_path: Path) -> Iterator[Controller]:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run([*asked, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), tls_context=context)
    controller.start()
    yield controller
    controller.stop()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_server_whose_certificate_nobody_vouches_for_gets_no_password(
    server_with_a_strangers_certificate: Controller, mailbox: Mailbox
) -> None:
    with pytest.raises(UnavailableError):
        SmtpTransport(address_of(server_with_a_strangers_certificate, "exchange:secret@")).send(a_mail())
    assert mailbox.received == []
