"""The poll: what waits is taken once, what fails holds up nobody, nothing is deleted."""

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.app import deps_of
from exchange.kernel.errors import UnavailableError
from exchange.kernel.settings import WrongSettingError, read_settings
from exchange.mailbox.incoming import MOST_BYTES, Incoming
from exchange.mailbox.jobs import Collector
from exchange.mailbox.models import ReceivedMail
from exchange.mailbox.readers import Reader
from tests.support.clock import FixedClock
from tests.support.dovecot import WHY_NO_DOVECOT, dovecot
from tests.support.imap import fake_imap

MAIL = b"From: desk@az.example\r\nMessage-ID: <%d@az.example>\r\nSubject: s\r\n\r\nword\r\n"


def collector(app: Flask, address: str, clock: FixedClock, *readers: Reader) -> Collector:
    return Collector(replace(deps_of(app).settings, mailbox_url=address), readers, clock)


def noted(_session: Session, _incoming: Incoming, _now: datetime) -> str:
    return "noted"


def test_what_waits_is_taken_once(app: Flask, session: Session, clock: FixedClock) -> None:
    session.commit()
    with fake_imap() as server, app.app_context():
        server.put(MAIL % 1)
        server.put(MAIL % 2)
        job = collector(app, server.address, clock, noted)
        assert job.run() == {"noted": 2}
        assert job.run() == {}
        server.put(MAIL % 2)  # the same mail delivered again
        assert job.run() == {"again": 1}
        assert [mail.flags for mail in server.mails.values()] == [{rb"\Seen"}] * 3
    assert len(session.scalars(select(ReceivedMail)).all()) == 2


def test_a_mail_that_cannot_be_taken_holds_up_no_other(app: Flask, session: Session, clock: FixedClock) -> None:
    def stumbles(_session: Session, incoming: Incoming, _now: datetime) -> str:
        if "<1@" in str(incoming.message["Message-ID"]):
            message = "a fault in a reader"
            raise ZeroDivisionError(message)
        return "noted"

    session.commit()
    with fake_imap() as server, app.app_context():
        server.put(MAIL % 1)
        server.put(MAIL % 2)
        job = collector(app, server.address, clock, stumbles)
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                job.run()
        assert [mail.flags for mail in server.mails.values()] == [{rb"\Flagged"}, {rb"\Seen"}]


def test_a_mail_that_is_too_large_is_not_fetched(app: Flask, session: Session, clock: FixedClock) -> None:
    session.commit()
    with fake_imap() as server, app.app_context():
        server.put(MAIL % 1 + b"x" * MOST_BYTES)
        assert collector(app, server.address, clock, noted).run() == {"too_large": 1}
        assert not [asked for asked in server.asked if b"BODY" in asked]


@pytest.mark.parametrize(
    "address",
    ["imap://box:wrong@127.0.0.1:{port}/INBOX", "imap://box:secret@127.0.0.1:1/INBOX", "imaps://a:b@127.0.0.1:{port}/"],
)
def test_a_mailbox_that_does_not_open_is_told_as_such(
    app: Flask, session: Session, clock: FixedClock, address: str
) -> None:
    session.commit()
    with fake_imap() as server, app.app_context():
        filled = address.format(port=server.server_address[1])
        with pytest.raises(UnavailableError):
            collector(app, filled, clock, noted).run()


def test_a_password_never_travels_openly_over_a_network(
    app: Flask, session: Session, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket  # noqa: PLC0415 - only this test needs another name for this machine

    session.commit()
    here = socket.create_connection
    with fake_imap() as server, app.app_context():
        port = server.server_address[1]
        monkeypatch.setattr(
            socket, "create_connection", lambda _, *rest, **more: here(("127.0.0.1", port), *rest, **more)
        )
        with pytest.raises(UnavailableError):
            collector(app, "imap://box:secret@mail.example/INBOX", clock, noted).run()
        assert not [asked for asked in server.asked if asked.upper().startswith(b"LOGIN")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EXCHANGE_MAILBOX_URL", "pop3://box@host"),
        ("EXCHANGE_MAILBOX_URL", "imap://box@host:99999/"),
        ("EXCHANGE_MAILBOX_ADDRESS", "meetings"),
        ("EXCHANGE_MAILBOX_ADDRESS", "meetings+a@host.example"),
        ("EXCHANGE_MAILBOX_ADDRESS", "a" * 21 + "@host.example"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(WrongSettingError, match=name):
        read_settings({name: value})


@pytest.mark.skipif(bool(WHY_NO_DOVECOT), reason=WHY_NO_DOVECOT)
def test_dovecot_is_read_as_the_small_server_is(app: Flask, session: Session, clock: FixedClock) -> None:
    session.commit()
    with dovecot([MAIL % 1, MAIL % 2]) as address, app.app_context():
        job = collector(app, address, clock, noted)
        assert job.run() == {"noted": 2}
        assert job.run() == {}
