"""What survives: kill -9 right after a save, an index that vanishes under a live server, a second start."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.e2e.conftest import environment, exchange, free_port, wait_until_ready

WAITING = "Örnek: kuruluştan ayrılan gençlere ilk yıl desteği"
SEARCH = "/search?lang=tr&q=" + urllib.parse.quote("kuruluştan ayrılan gençlere")


class Server:
    """An own `exchange demo` on an own copy of the prepared data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = ""
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it and answer after how many seconds the first page came."""
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        began = time.monotonic()
        command = exchange("demo", "--port", str(port), folder=self.folder)
        self._process = subprocess.Popen(command, env=environment(self.folder))
        wait_until_ready(self.address, self._process)
        Browsing(self.address).get("/")
        return time.monotonic() - began

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=15)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(timeout=15)


class _Stay(urllib.request.HTTPRedirectHandler):
    """The 303 itself is the answer: what is measured ends with it."""

    def redirect_request(self, *_arguments: object) -> None:
        return None


class Browsing:
    """A session over plain HTTP."""

    def __init__(self, address: str) -> None:
        self._address = address
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies)
        self._staying = urllib.request.build_opener(cookies, _Stay)

    def get(self, path: str) -> str:
        with self._opener.open(self._address + path, timeout=15) as answer:
            text: str = answer.read().decode()
            return text

    def post(self, path: str, fields: dict[str, str]) -> int:
        """The status of the answer, which is not followed."""
        body = urllib.parse.urlencode(fields).encode()
        target = self._address + path
        request = urllib.request.Request(target, data=body, headers={"Referer": target})  # noqa: S310 - our own address
        try:
            with self._staying.open(request, timeout=15) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as answer:
            return int(answer.code)

    def sign_in(self, email: str) -> None:
        page = self.get("/sign-in?lang=en")
        form = re.search(rf'data-account="{re.escape(email)}" action="([^"]+)"', page)
        assert form, f"no key for {email}"
        assert self.post(form.group(1), {"csrf_token": token(page), "next": "/"}) in {302, 303}


def token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert found
    return found.group(1)


@pytest.fixture
def server(prepared: Path, tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "copy"
    shutil.copytree(prepared, folder)
    for lock in folder.rglob("worker.lock"):
        lock.unlink()
    own = Server(folder)
    yield own
    own.stop()


def say(measure: str) -> None:
    """Shown with -s."""
    sys.stdout.write(f"\n{measure}\n")


def found_within(address: str, email: str, seconds: float) -> float:
    """After how long the waiting practice is among the results; fails when it is not in time."""
    reader = Browsing(address)
    reader.sign_in(email)
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if "kurulustan-ayrilan" in reader.get(SEARCH):
            return time.monotonic() - began
        time.sleep(0.1)
    pytest.fail(f"not found within {seconds} seconds")


def test_a_power_cut_right_after_clearing_loses_nothing(server: Server) -> None:
    server.start()
    reviewer = Browsing(server.address)
    reviewer.sign_in("reviewer@tr.example")
    link = re.search(r'href="(/practices/[^"]*kurulustan-ayrilan[^"]*/review)', reviewer.get("/"))
    assert link, "the text waits on the desk"
    form = reviewer.get(link.group(1))
    fields = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form))
    decision = {"csrf_token": token(form), "decision": "clear", "document_number": "12-34/2026", "remark": ""}
    assert reviewer.post(link.group(1), fields | decision) == 303
    server.kill()

    server.start()
    seconds = found_within(server.address, "official@az.example", 5)
    say(f"found {seconds:.2f} s after the restart")


def test_a_vanished_index_is_said_and_heals_without_a_restart(server: Server) -> None:
    server.start()
    reader = Browsing(server.address)
    reader.sign_in("official@az.example")
    page = "/search?lang=en&q=foster"
    assert "tr-koruyucu-aile" in reader.get(page)
    for index in server.folder.rglob("index"):
        shutil.rmtree(index)
    assert "tr-koruyucu-aile" in reader.get(page), "titles and summaries are searched in the database"
    assert healed(reader, page), "the index came back by itself"


def healed(reader: Browsing, page: str, seconds: float = 90) -> bool:
    """Whether the page answers from the index again: only then it has facets. The worker looks once a minute."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        text = reader.get(page)
        if "tr-koruyucu-aile" in text and "being built anew" not in text and 'name="country"' in text:
            return True
        time.sleep(1)
    return False


def test_a_second_start_serves_at_once(server: Server) -> None:
    seconds = server.start()
    say(f"the second start served the first page after {seconds:.2f} s (aim: 2.5)")
    assert seconds < 6
