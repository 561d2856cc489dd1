"""An installation for a fault run: three ministries, a real `exchange serve` in a group of its own, and clients."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.app import create_app, deps_of
from exchange.kernel.events import attach_bus
from exchange.kernel.settings import Settings
from exchange.practices.jobs import rebuild
from exchange.web.db import db
from exchange.web.migrations import upgrade
from tests.faults.frame import Lab
from tests.faults.loaded import Forked, Loaded
from tests.support.signing import cookie_header
from tests.trust.world import World, make_world

KEY = "a key for fault runs only, longer than thirty-two"
UNREACHED = 0  # the status of a request that got no answer
Span = tuple[float, float]  # from when to when, by time.monotonic()
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Installation:
    """The data folder of a run, the application on it for looking, and the server that is broken."""

    def __init__(self, lab: Lab, **settings: str) -> None:
        self._folder = lab.folder
        self.folder = lab.folder / "data"
        self.port = free_port()
        self._settings = {
            "data": str(self.folder),
            "database_url": lab.address,
            "secret_key": KEY,
            "public_url": f"http://127.0.0.1:{self.port}",
            "log_level": "error",
        } | settings
        self.app = create_app(Settings(**self._settings))
        self.world = self._fill()
        self._process: subprocess.Popen[bytes] | Forked | None = None
        self.wrapper: tuple[str, ...] = ()  # strace, faketime: what the server is started under
        self.arguments: tuple[str, ...] = ()  # more of `exchange serve`
        self.queued_seconds = 0.0  # of the last start: how long it waited for a processor that others used

    def _fill(self) -> World:
        with self.app.app_context():
            upgrade(db.engine)
            with Session(db.engine, expire_on_commit=False) as session:
                attach_bus(session, deps_of(self.app).bus)
                world = make_world(session)
                session.commit()
            rebuild()
            db.engine.dispose()
        return world

    def start(self, *, seconds: float = 120.0, loaded: Loaded | None = None) -> float:
        """Start the server and wait until it is ready; returns how many seconds that took.

        Args:
            loaded: forks it, instead of a new interpreter that loads the product first.
        """
        arguments = ["serve", "--port", str(self.port), *self.arguments]
        began = time.monotonic()
        self._process = self._forked(loaded, arguments) if loaded else self._started(arguments)
        while not self.is_ready():
            assert self._process.poll() is None, f"the server ended with {self._process.returncode}: {self.log()}"
            assert time.monotonic() - began < seconds, f"the server is not ready: {self.log()}"
            time.sleep(0.02)
        self.queued_seconds = _queued(self._process.pid)
        return time.monotonic() - began

    def _started(self, arguments: Sequence[str]) -> "subprocess.Popen[bytes]":
        command = [*self.wrapper, sys.executable, "-m", "exchange.cli", *arguments]
        with (self._folder / "server.log").open("ab") as log:
            return subprocess.Popen(command, env=self._environment(), stdout=log, stderr=log, start_new_session=True)

    def _forked(self, loaded: Loaded, arguments: Sequence[str]) -> Forked:
        return loaded.fork(arguments, self._environment(), self._folder / "server.log")

    def _environment(self) -> dict[str, str]:
        """Ours, with its own settings; modules are compiled once and beside them, as an installed wheel's are."""
        names = {f"EXCHANGE_{name.upper()}": value for name, value in self._settings.items() if value}
        left_out = ("EXCHANGE_", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        return kept | names

    def command(self, *arguments: str) -> None:
        """Give a command of `exchange` beside the server, as an operator does; it must succeed."""
        whole = [sys.executable, "-m", "exchange.cli", *arguments]
        done = subprocess.run(whole, env=self._environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def seconds_of(self, ask: Callable[[], object]) -> float:
        """How long it took, without the time in which the server stood ready and others had the processors.

        The wait of the thread that waited longest is taken off, so nothing is taken off twice.
        """
        before, began = _queued_by_thread(self.pid), time.monotonic()
        ask()
        return max(0.0, time.monotonic() - began - _queued_since(before, self.pid))

    def let_work(self, seconds: float) -> None:
        """Wait until the server had so much time, counted as in `seconds_of`: busy machines make nothing gentler."""
        before, began = _queued_by_thread(self.pid), time.monotonic()
        while time.monotonic() - began - _queued_since(before, self.pid) < seconds:
            time.sleep(0.02)

    def neighbour(self) -> "Installation":
        """Another server on the same folder and the same database, not started yet."""
        other = copy(self)
        other.port, other._process = free_port(), None  # noqa: SLF001 - of its own class
        return other

    def let_go(self) -> None:
        """Close the files that the looking application has open."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def is_ready(self) -> bool:
        """Whether the database answers through the server."""
        return Client(self, None).status("/health/ready") == 200

    def log(self) -> str:
        """The end of what the server said."""
        return (self._folder / "server.log").read_text(encoding="utf-8", errors="replace")[-2000:]

    @property
    def pid(self) -> int:
        """Of the server."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL to the whole group."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=30)

    def terminate(self) -> float:
        """SIGTERM; how many seconds until the server had ended."""
        began = time.monotonic()
        self.signal(signal.SIGTERM)
        self.wait()
        return time.monotonic() - began

    def signal(self, kind: signal.Signals) -> None:
        """Send it to the server, which passes it on to its processes."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(kind)

    def wait(self) -> None:
        """Until the server has ended."""
        if self._process is not None:
            self._process.wait(timeout=30)


@contextmanager
def installation(lab: Lab, **settings: str) -> Iterator[Installation]:
    """One that is stopped at the end, whatever happens."""
    own = Installation(lab, **settings)
    try:
        yield own
    finally:
        own.kill()
        with own.app.app_context():
            db.engine.dispose()


class Client:
    """One person's requests over real HTTP. A request that gets no answer has the status UNREACHED."""

    def __init__(self, own: Installation, person: Person | None, *, timeout: float = 20.0) -> None:
        self._own, self._person, self._timeout = own, person, timeout
        self._headers = {"Cookie": cookie_header(own.app, person)} if person else {}
        self._token = ""
        self.cut_off: list[Span] = []  # requests that were sent and never answered

    def status(self, path: str) -> int:
        """Of a page."""
        return self._ask("GET", path, None)[0]

    def page(self, path: str) -> str:
        """The text of a page; empty without an answer."""
        return self._ask("GET", path, None)[1]

    def begin(self) -> "Client":
        """Ask for the token of the forms now, so that what is sent later is one request."""
        self._read_token()
        return self

    def post(self, path: str, form: Mapping[str, Any]) -> int:
        """Send a form; the status of the answer."""
        if not self._token and not self._read_token():
            return UNREACHED
        return self._ask("POST", path, self._encoded(form))[0]

    def post_in_halves(self, path: str, form: Mapping[str, Any], between: Callable[[], None]) -> int:
        """Send half of a form, do something, send the rest; the status of the answer. `begin` comes first."""
        content = self._encoded(form)

        def halves() -> Iterator[bytes]:
            yield content[: len(content) // 2]
            between()
            yield content[len(content) // 2 :]

        return self._ask("POST", path, halves(), {"Content-Length": str(len(content))})[0]

    def _encoded(self, form: Mapping[str, Any]) -> bytes:
        return urlencode({"csrf_token": self._token} | dict(form), doseq=True).encode("ascii")

    def _read_token(self) -> bool:
        html = self._ask("GET", "/settings/profile" if self._person else "/sign-in", None)[1]
        found = _TOKEN.search(html)
        self._token = found.group(1) if found else ""
        return bool(found)

    def _ask(
        self, method: str, path: str, body: bytes | Iterator[bytes] | None, more: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self._own.port, timeout=self._timeout)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        began = 0.0
        try:
            connection.connect()
            began = time.monotonic()
            connection.request(method, path, body, self._headers | kind | dict(more or {}))
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", errors="replace")
        except (OSError, HTTPException):
            self.cut_off += [(began, time.monotonic())] if began else []
            return UNREACHED, ""
        finally:
            connection.close()
        self._keep_cookie(answer.getheader("Set-Cookie"))
        return answer.status, text

    def _keep_cookie(self, line: str | None) -> None:
        if line and line.startswith("exchange="):
            self._headers["Cookie"] = line.partition(";")[0]


def _queued(pid: int) -> float:
    """Seconds that the main thread of a process stood ready and had no processor (Linux, /proc/PID/schedstat)."""
    return _queued_by_thread(pid)[str(pid)]


def _queued_by_thread(pid: int) -> dict[str, float]:
    found = {}
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            found[thread.name] = int((thread / "schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    return found


def _queued_since(before: Mapping[str, float], pid: int) -> float:
    """Seconds that the thread that waited longest has waited since."""
    now = _queued_by_thread(pid)
    return max(now[one] - before.get(one, 0.0) for one in now)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def folder_of(own: Installation, name: str) -> Path:
    """A folder inside the data folder."""
    return own.folder / name
