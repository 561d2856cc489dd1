"""Jitsi on an own server: a token per participant, signed at the click (meetings.md 4.1).

The server must verify tokens and leave the choice of moderators to them: `token_verification` and `token_affiliation`
on the MUC, no automatic owners, `allow_empty_token = false`. `exchange doctor` names these.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException
from json import dumps
from urllib.parse import quote
from urllib.request import urlopen

from exchange.meetings.rooms.port import Seat

SKEW = timedelta(seconds=30)
AUDIENCE = "jitsi"
TIMEOUT_SECONDS = 5
MOST_BYTES = 500_000
PREREQUISITES = (
    "token_verification and token_affiliation on the MUC component",
    "no automatic owners: wait_for_host_disable_auto_owners = true, and jicofo's auto-owner off",
    "allow_empty_token = false",
    "muc_lobby_rooms and persistent_lobby, so that observers and guests wait",
)


def missing_in(config: str) -> tuple[str, ...]:
    """What a server's config.js gives away. `anonymousdomain`: whoever knows a room's name enters without a token."""
    lines = [line.split("//")[0] for line in config.splitlines()]
    lets_all_in = any(re.search(r"\banonymousdomain['\"]?\s*[:=]\s*['\"][^'\"]", line) for line in lines)
    return ("no hosts.anonymousdomain (ENABLE_GUESTS=0): everybody enters with a token",) if lets_all_in else ()


@dataclass(frozen=True, repr=False)
class Jitsi:
    """One server with its application's secret."""

    host: str
    app: str
    secret: str

    def enter(self, seat: Seat) -> str:
        """The room with this participant's token; language and lobby by the fragment, which is never sent on."""
        import jwt  # noqa: PLC0415 - only who joins needs it

        token = jwt.encode(self.claims(seat), self.secret, algorithm="HS256", headers={"typ": "JWT"})
        wanted = {"config.defaultLanguage": seat.language, "config.prejoinConfig.enabled": True}
        fragment = "&".join(f"{name}={quote(dumps(value))}" for name, value in wanted.items())
        return f"https://{self.host}/{seat.room}?jwt={token}#{fragment}"

    def close(self, room: str) -> None:
        """Nothing to do: the room ends with its last participant, and nobody gets a token any more."""

    def missing(self) -> tuple[str, ...]:
        """What the server lacks, as far as its page tells; the rest only its administrator can see."""
        try:
            with urlopen(f"https://{self.host}/config.js", timeout=TIMEOUT_SECONDS) as answer:
                return missing_in(answer.read(MOST_BYTES).decode(errors="replace"))
        except (OSError, HTTPException):
            return (f"an answer at https://{self.host}/config.js",)

    def claims(self, seat: Seat) -> dict[str, object]:
        """Strings where lib-jitsi-meet wants strings; the room exactly, never a pattern; nobody records."""
        issued = seat.now.timestamp()
        user = {
            "id": seat.participant,
            "name": seat.name,
            "moderator": "true" if seat.moderates else "false",
            "affiliation": "owner" if seat.moderates else "member",
        }
        if not seat.waits:
            user["lobby_bypass"] = "true"
        return {
            "aud": AUDIENCE,
            "iss": self.app,
            "sub": self.host,
            "room": seat.room,  # made of small letters
            "iat": int(issued),
            "nbf": int(issued - SKEW.total_seconds()),
            "exp": int(seat.closes_at.timestamp()),
            "context": {
                "user": user,
                "features": {"recording": "false", "livestreaming": "false", "transcription": "false"},
            },
        }
