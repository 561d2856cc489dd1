"""Rooms of providers, offline: Jitsi's tokens, BigBlueButton's checksums, and what each role is given at the click."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit

import jwt
import pytest
from sqlalchemy.orm import Session

from exchange.kernel.errors import InvalidError, UnavailableError
from exchange.kernel.settings import Settings, WrongSettingError, read_settings
from exchange.meetings import service
from exchange.meetings.models import PartRole, RoomKind
from exchange.meetings.rooms.bigbluebutton import BigBlueButton
from exchange.meetings.rooms.configured import rooms_of
from exchange.meetings.rooms.jitsi import Jitsi
from exchange.meetings.rooms.port import Seat
from tests.factories.accounts import actor_for
from tests.factories.meetings import HOSTS, NOW, WEDNESDAY, Talk, make_agreed

SECRET = "a secret of an application, long enough"
AT = datetime(2026, 3, 18, 7, tzinfo=UTC)
SEAT = Seat(
    room="mtg-abcdefghijklmnopqrst",
    title="Choosing foster families",
    name="Ə. şöbəsi, Nazirlik & İş",
    participant="p1",
    language="az",
    moderates=False,
    waits=False,
    now=AT,
    closes_at=AT + timedelta(hours=2),
)
JITSI = Jitsi("meet.example", "exchange", SECRET)
BBB = BigBlueButton("http://127.0.0.1:9/bigbluebutton/api", "639259d4-9dd8-4b25-bf01-95f9567eaf4b")


def decoded(address: str, secret: str = SECRET) -> dict[str, object]:
    token = parse_qs(urlsplit(address).query)["jwt"][0]
    claims: dict[str, object] = jwt.decode(
        token,
        secret,
        algorithms=["HS256"],
        audience="jitsi",
        issuer="exchange",
        options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
    )
    return claims


def test_a_token_says_exactly_what_the_server_verifies() -> None:
    address = JITSI.enter(SEAT)
    claims = decoded(address)
    assert (claims["aud"], claims["iss"], claims["sub"], claims["room"]) == (
        "jitsi",
        "exchange",
        "meet.example",
        SEAT.room,
    )
    assert (claims["exp"], claims["nbf"]) == (int(SEAT.closes_at.timestamp()), int(AT.timestamp()) - 30)
    assert jwt.get_unverified_header(parse_qs(urlsplit(address).query)["jwt"][0]) == {"typ": "JWT", "alg": "HS256"}
    assert unquote(urlsplit(address).fragment) == 'config.defaultLanguage="az"&config.prejoinConfig.enabled=true'
    user = claims["context"]["user"]  # type: ignore[index]
    assert (user["name"], user["moderator"], user["affiliation"]) == (SEAT.name, "false", "member")
    assert claims["context"]["features"]["recording"] == "false"  # type: ignore[index]


@pytest.mark.parametrize(
    ("secret", "issuer", "audience"),
    [
        ("another secret of the same length ....", "exchange", "jitsi"),
        (SECRET, "other", "jitsi"),
        (SECRET, "exchange", "other"),
    ],
)
def test_another_secret_issuer_or_audience_is_refused(secret: str, issuer: str, audience: str) -> None:
    token = parse_qs(urlsplit(JITSI.enter(SEAT)).query)["jwt"][0]
    with pytest.raises(jwt.InvalidTokenError):
        jwt.decode(token, secret, algorithms=["HS256"], audience=audience, issuer=issuer, options={"verify_exp": False})


@pytest.mark.parametrize(
    ("moderates", "waits", "user"),
    [
        (True, False, {"moderator": "true", "affiliation": "owner", "lobby_bypass": "true"}),
        (False, False, {"moderator": "false", "affiliation": "member", "lobby_bypass": "true"}),
        (False, True, {"moderator": "false", "affiliation": "member"}),
    ],
)
def test_roles_become_moderators_members_and_those_who_wait(
    *, moderates: bool, waits: bool, user: dict[str, str]
) -> None:
    claims = JITSI.claims(replace(SEAT, moderates=moderates, waits=waits))
    found = claims["context"]["user"]  # type: ignore[index]
    assert {name: value for name, value in found.items() if name not in {"id", "name"}} == user


def checksum_holds(address: str, secret: str) -> bool:
    """As the server checks it: over the literal query, not over one encoded anew."""
    path, query = urlsplit(address).path, urlsplit(address).query
    plain, _, checksum = query.rpartition("&checksum=")
    call = path.rpartition("/")[2]
    return hashlib.sha256(f"{call}{plain}{secret}".encode()).hexdigest() == checksum


def test_the_query_of_the_documentation_is_built_byte_for_byte() -> None:
    """docs/docs/development/api.md: its SHA-1 over this query is 1fcbb0c4…; ours differs in the hash alone."""
    parameters = {"name": "Test Meeting", "meetingID": "abc123", "attendeePW": "111222", "moderatorPW": "333444"}
    query = urlsplit(BBB.address("create", parameters)).query.rpartition("&checksum=")[0]
    assert query == "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444"
    assert (
        hashlib.sha1(f"create{query}{BBB.secret}".encode()).hexdigest()  # noqa: S324 - the vector of the documentation
        == "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17"
    )
    assert checksum_holds(BBB.address("create", parameters), BBB.secret)
    assert checksum_holds(BBB.end("mtg-x"), BBB.secret)


class Server(BaseHTTPRequestHandler):
    """Answers `create` as BigBlueButton does, if the checksum holds."""

    seen: list[str] = []  # noqa: RUF012 - read by the test

    def do_GET(self) -> None:
        Server.seen.append(self.path)
        good = checksum_holds(self.path, BBB.secret)
        code = "SUCCESS" if good else "FAILED"
        content = f"<response><returncode>{code}</returncode><createTime>1531155809613</createTime></response>"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(content.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
        """Quiet."""


@pytest.fixture
def server() -> Iterator[BigBlueButton]:
    Server.seen = []
    running = HTTPServer(("127.0.0.1", 0), Server)
    thread = Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield BigBlueButton(f"http://127.0.0.1:{running.server_port}/bigbluebutton/api", BBB.secret)
    running.shutdown()
    running.server_close()
    thread.join()


def test_the_room_is_created_at_the_click_and_joined_by_role(server: BigBlueButton) -> None:
    address = server.enter(replace(SEAT, moderates=True))
    assert checksum_holds(address, BBB.secret)
    created = parse_qs(urlsplit(Server.seen[0]).query)
    assert (created["meetingID"], created["record"], created["guestPolicy"]) == (
        [SEAT.room],
        ["false"],
        ["ASK_MODERATOR"],
    )
    joined = parse_qs(urlsplit(address).query)
    assert (joined["fullName"], joined["role"], joined["createTime"]) == ([SEAT.name], ["MODERATOR"], ["1531155809613"])
    waiting = parse_qs(urlsplit(server.enter(replace(SEAT, waits=True))).query)
    assert (waiting["role"], waiting["guest"]) == (["VIEWER"], ["true"])


def test_a_wrong_secret_and_a_silent_server_are_told_as_unavailable(server: BigBlueButton) -> None:
    for room in (replace(server, secret="wrong"), BBB):
        with pytest.raises(UnavailableError):
            room.enter(SEAT)


def bind(session: Session, talk: Talk, kind: RoomKind, kinds: tuple[RoomKind, ...]) -> object:
    request = make_agreed(session, talk)
    service.schedule(
        session,
        actor=actor_for(talk.az_organizer),
        request_id=request.id,
        draft=service.RoomDraft("Title", "", kind=kind),
        allowed_hosts=HOSTS,
        kinds=kinds,
        expected_version=request.version,
        key="",
        now=NOW,
    )
    return request.id


def test_a_seat_is_made_at_the_click_and_its_room_changes_with_the_time(session: Session, talk: Talk) -> None:
    request_id = bind(session, talk, RoomKind.JITSI, (RoomKind.JITSI,))
    join = {"request_id": request_id, "now": WEDNESDAY}
    organizer = service.join(session, actor=actor_for(talk.az_organizer), **join)  # type: ignore[arg-type]
    delegate = service.join(session, actor=actor_for(talk.asker), **join)  # type: ignore[arg-type]
    assert organizer.seat is not None
    assert delegate.seat is not None
    assert (organizer.seat.moderates, delegate.seat.moderates) == (True, False)
    assert organizer.seat.room == delegate.seat.room
    assert organizer.seat.room.startswith("mtg-")
    assert decoded(JITSI.enter(delegate.seat))["room"] == delegate.seat.room
    assert PartRole.DELEGATE.value not in repr(delegate)


def test_only_rooms_that_this_service_has_can_be_chosen(session: Session, talk: Talk) -> None:
    with pytest.raises(InvalidError):
        bind(session, talk, RoomKind.BIGBLUEBUTTON, (RoomKind.JITSI,))


def test_providers_come_from_the_settings_and_half_a_setting_stops_the_start() -> None:
    assert rooms_of(Settings()) == {}
    whole = Settings(rooms_jitsi_host="meet.example", rooms_jitsi_app="exchange", rooms_jitsi_secret=SECRET)
    assert set(rooms_of(whole)) == {RoomKind.JITSI}
    for half in ({"EXCHANGE_ROOMS_JITSI_HOST": "meet.example"}, {"EXCHANGE_ROOMS_BBB_URL": "https://bbb.example"}):
        with pytest.raises(WrongSettingError):
            read_settings(half)
