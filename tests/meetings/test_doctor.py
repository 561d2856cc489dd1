"""What `exchange doctor` says of the mailbox and of the servers of videoconferences."""

from dataclasses import replace

import pytest

from exchange.doctor import _mailbox as look_at_mailbox
from exchange.doctor import _rooms as look_at_rooms
from exchange.kernel.settings import Settings
from exchange.meetings.rooms.bigbluebutton import BigBlueButton
from exchange.meetings.rooms.jitsi import missing_in
from tests.meetings.test_rooms import BBB, server  # noqa: F401 - a fixture
from tests.support.imap import fake_imap


def test_a_mailbox_is_opened_as_it_will_be_read() -> None:
    with fake_imap() as box:
        box.put(b"Subject: s\r\n\r\nword\r\n")
        found = look_at_mailbox(box.address)
        assert found.is_well
        assert "1 mails wait" in found.says
        refused = look_at_mailbox(box.address.replace(":secret@", ":wrong@"))
    assert not refused.is_well
    assert "EXCHANGE_MAILBOX_URL" in refused.says
    assert "wrong@" not in refused.says


def test_a_silent_mailbox_is_named() -> None:
    found = look_at_mailbox("imap://a:b@127.0.0.1:9/INBOX")
    assert (found.is_well, "127.0.0.1/INBOX" in found.says) == (False, True)
    assert look_at_mailbox("").is_well


def test_a_server_that_takes_the_secret_is_well_and_another_lacks_what_is_named(
    server: BigBlueButton,  # noqa: F811 - the fixture
) -> None:
    settings = Settings(rooms_bbb_url=server.url, rooms_bbb_secret=server.secret)
    (well,) = look_at_rooms(settings)
    assert well.is_well
    (wrong,) = look_at_rooms(replace(settings, rooms_bbb_secret="another"))
    assert not wrong.is_well
    assert "shared secret" in wrong.says
    (silent,) = look_at_rooms(replace(settings, rooms_bbb_url=BBB.url))
    assert "an answer at" in silent.says


def test_a_jitsi_that_cannot_be_asked_is_named() -> None:
    settings = Settings(rooms_jitsi_host="127.0.0.1:9", rooms_jitsi_app="exchange", rooms_jitsi_secret="s" * 32)
    (found,) = look_at_rooms(settings)
    assert not found.is_well
    assert "config.js" in found.says


@pytest.mark.parametrize(
    ("config", "lacks"),
    [
        ("config.hosts.anonymousdomain = 'guest.meet.example';", True),
        ('hosts: { domain: "meet.example", "anonymousdomain": "guest.meet.example" }', True),
        ("// anonymousdomain: 'guest.example.com',", False),
        ("hosts: { domain: 'meet.example' }", False),
    ],
)
def test_guests_without_a_token_are_seen_in_the_servers_own_page(config: str, *, lacks: bool) -> None:
    assert bool(missing_in(config)) is lacks
