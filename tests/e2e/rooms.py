"""Servers of videoconferences that check what they are given as the real ones do, offline.

Jitsi's checks the token (meetings.md 4.1), BigBlueButton's the checksum over the literal query (4.2).
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from jwt.types import Options

from exchange.kernel.clock import Clock, utc_now

SECRET = "a secret of the sample room, long enough"
CALLS = "/bigbluebutton/api/"
UNCHECKED: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}  # looked at by the moved clock


@dataclass
class Rooms:
    """Both servers, and who was let in: what each was told about the person."""

    clock: Clock
    jitsi: str = ""
    bbb: str = ""
    seated: list[dict[str, str]] = field(default_factory=list)
    running: set[str] = field(default_factory=set)

    def take_token(self, path: str) -> bool:
        """As Prosody's token_verification does: signature, issuer, audience, window, and the room itself."""
        parts = urlsplit(path)
        token = parse_qs(parts.query).get("jwt", [""])[0]
        try:
            claims = jwt.decode(
                token, SECRET, algorithms=["HS256"], audience="jitsi", issuer="exchange", options=UNCHECKED
            )
        except jwt.InvalidTokenError:
            return False
        now, room = self.clock().timestamp(), parts.path.removeprefix("/")
        if not (claims["nbf"] <= now <= claims["exp"] and claims["room"] == room and claims["sub"] == self.jitsi):
            return False
        self.seated.append({"room": room} | claims["context"]["user"])
        return True

    def take_call(self, path: str) -> str:
        """As BigBlueButton does: nothing without the checksum; a room that was created is joined and ended."""
        parts = urlsplit(path)
        call, (plain, _, checksum) = parts.path.removeprefix(CALLS), parts.query.rpartition("&checksum=")
        if sha256(f"{call}{plain}{SECRET}".encode()).hexdigest() != checksum:
            return "FAILED"
        told = {name: values[0] for name, values in parse_qs(plain).items()}
        room = told["meetingID"]
        if call == "create":
            self.running.add(room)
        if room not in self.running or (call == "join" and told["createTime"] != "1531155809613"):
            return "FAILED"
        if call == "join":
            self.seated.append({"room": room} | told)
        if call == "end":
            self.running.discard(room)
        return "SUCCESS"


@contextmanager
def open_rooms(clock: Clock, folder: Path) -> Iterator[Rooms]:
    """Both servers, while the block runs."""
    rooms = Rooms(clock)
    with _served(_jitsi_of(rooms), _certificate(folder)) as port, _served(_bbb_of(rooms)) as other:
        rooms.jitsi, rooms.bbb = f"localhost:{port}", f"http://127.0.0.1:{other}{CALLS.rstrip('/')}"
        yield rooms


class _Quiet(BaseHTTPRequestHandler):
    def say(self, code: int, kind: str, content: str) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(content.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
        """Nothing."""


def _page(*, is_in: bool) -> str:
    return f"<!doctype html><html lang=en><title>Room</title><h1>{'You are in' if is_in else 'Refused'}</h1>"


def _jitsi_of(rooms: Rooms) -> type[_Quiet]:
    class Jitsi(_Quiet):
        def do_GET(self) -> None:
            is_in = self.path.startswith("/mtg-") and rooms.take_token(self.path)
            self.say(200 if is_in else 403, "text/html", _page(is_in=is_in))

    return Jitsi


def _bbb_of(rooms: Rooms) -> type[_Quiet]:
    class BigBlueButton(_Quiet):
        def do_GET(self) -> None:
            if not self.path.startswith(CALLS):
                return self.say(404, "text/html", _page(is_in=False))
            answer = rooms.take_call(self.path)
            if self.path.startswith(f"{CALLS}join"):
                is_in = answer == "SUCCESS"
                return self.say(200 if is_in else 403, "text/html", _page(is_in=is_in))
            content = f"<returncode>{answer}</returncode><createTime>1531155809613</createTime>"
            return self.say(200, "text/xml", f"<response>{content}</response>")

    return BigBlueButton


@contextmanager
def _served(handler: type[_Quiet], certificate: Path | None = None) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _certificate(folder: Path) -> Path:
    """A key and a certificate for localhost that only a test takes."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now: datetime = utc_now()
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "localhost.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
