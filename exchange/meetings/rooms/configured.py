"""The providers that this installation has, by its settings."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from exchange.kernel.settings import Settings
from exchange.meetings.models.kinds import RoomKind
from exchange.meetings.rooms.bigbluebutton import BigBlueButton
from exchange.meetings.rooms.jitsi import Jitsi
from exchange.meetings.rooms.port import Rooms


def rooms_of(settings: Settings) -> dict[RoomKind, Rooms]:
    """What an organizer may choose beside a pasted link."""
    found: dict[RoomKind, Rooms] = {}
    if settings.rooms_jitsi_host:
        found[RoomKind.JITSI] = Jitsi(settings.rooms_jitsi_host, settings.rooms_jitsi_app, settings.rooms_jitsi_secret)
    if settings.rooms_bbb_url:
        found[RoomKind.BIGBLUEBUTTON] = BigBlueButton(settings.rooms_bbb_url, settings.rooms_bbb_secret)
    return found


def servers_of(settings: Settings) -> dict[RoomKind, str]:
    """Where the rooms of each kind are: https://meet.example."""
    found: dict[RoomKind, str] = {}
    if settings.rooms_jitsi_host:
        found[RoomKind.JITSI] = f"https://{settings.rooms_jitsi_host}"
    if settings.rooms_bbb_url:
        parts = urlsplit(settings.rooms_bbb_url)
        found[RoomKind.BIGBLUEBUTTON] = f"{parts.scheme}://{parts.netloc}"
    return found


def first_of(kinds: Sequence[RoomKind], settings: Settings) -> list[RoomKind]:
    """The rooms with the installation's own choice in front."""
    return sorted(kinds, key=lambda kind: kind.value != settings.rooms_default)
