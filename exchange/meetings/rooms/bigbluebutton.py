"""BigBlueButton: the room is created at the click, because an empty one ends by itself (meetings.md 4.2)."""

from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPException
from urllib.parse import quote_plus, urlencode
from urllib.request import urlopen
from xml.etree import ElementTree as ET

from exchange.kernel.errors import UnavailableError
from exchange.kernel.messages import N_
from exchange.meetings.rooms.port import Seat

TIMEOUT_SECONDS = 5
MOST_BYTES = 100_000
PREREQUISITES = ("supportedChecksumAlgorithms includes sha256", "the shared secret of bbb-conf --secret")


@dataclass(frozen=True, repr=False)
class BigBlueButton:
    """One server's API address, which ends in /bigbluebutton/api, and its secret."""

    url: str
    secret: str

    def enter(self, seat: Seat) -> str:
        """Create the room, or find it with the same parameters, and give this participant's address."""
        created = self._created(seat)
        return self.address(
            "join",
            {
                "fullName": seat.name,
                "meetingID": seat.room,
                "role": "MODERATOR" if seat.moderates else "VIEWER",
                "createTime": created,
                "userID": seat.participant,
                "userdata-bbb_override_default_locale": seat.language,
                **({"guest": "true"} if seat.waits else {}),
            },
        )

    def close(self, room: str) -> None:
        """Send everyone out. A room that does not run is answered with FAILED, which is as good."""
        self._ask(self.end(room))

    def missing(self) -> tuple[str, ...]:
        """What the server lacks, as far as it can be asked: whether it answers, and takes our checksum."""
        try:
            answer = self._ask(self.address("getMeetings", {}))
        except UnavailableError:
            return (f"an answer at {self.url}",)
        return () if answer.findtext("returncode") == "SUCCESS" else PREREQUISITES

    def end(self, room: str) -> str:
        """The address that ends a room."""
        return self.address("end", {"meetingID": room})

    def address(self, call: str, parameters: dict[str, str]) -> str:
        """The call with its checksum over the exact query (SHA-256)."""
        query = urlencode(parameters, quote_via=quote_plus)
        checksum = sha256(f"{call}{query}{self.secret}".encode()).hexdigest()
        return f"{self.url.rstrip('/')}/{call}?{query}&checksum={checksum}"

    def _created(self, seat: Seat) -> str:
        """`createTime`, which makes addresses of an earlier room useless."""
        parameters = {
            "name": (" ".join(seat.title.split()) or "Meeting")[:64].ljust(2, "."),
            "meetingID": seat.room,
            "record": "false",
            "autoStartRecording": "false",
            "allowStartStopRecording": "false",
            "guestPolicy": "ASK_MODERATOR",
            "muteOnStart": "true",
        }
        answer = self._ask(self.address("create", parameters))
        if answer.findtext("returncode") != "SUCCESS":
            raise UnavailableError(_SILENT)
        return answer.findtext("createTime") or ""

    def _ask(self, address: str) -> ET.Element:
        """The server's answer. The address is the administrator's own setting, never a user's."""
        try:
            with urlopen(address, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - https or http by the setting
                content: bytes = answer.read(MOST_BYTES)
            return ET.fromstring(content)  # noqa: S314 - the own server; bounded
        except (OSError, HTTPException, ET.ParseError) as error:
            raise UnavailableError(_SILENT) from error


_SILENT = N_("The videoconference does not answer. Try again, or ask the organizer for another way.")
