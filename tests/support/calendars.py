"""Calendar parsers and a calendar server that are not ours: what each reads in our messages."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import icalendar
import vobject
from khal.icalendar import cal_from_ics

ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 60


@dataclass(frozen=True)
class Seen:
    """One event as a program reads it."""

    uid: str
    instant: datetime
    sequence: int
    summary: str
    name: str  # of the attendee


Parser = Callable[[Sequence[str]], list[list[Seen]]]


def why_no_node() -> str:
    """What keeps ical.js from being asked; CI must ask it (EXCHANGE_REQUIRE_NODE)."""
    if os.environ.get("EXCHANGE_REQUIRE_NODE") == "1":
        return ""
    if shutil.which("node") is None:
        return "Node is not installed"
    return "" if (ROOT / "node_modules" / "ical.js").is_dir() else "ical.js is not installed: npm ci"


def by_vobject(texts: Sequence[str]) -> list[list[Seen]]:
    """vobject, which Radicale and others build on."""
    return [[_of_vobject(event) for event in vobject.readOne(text).vevent_list] for text in texts]


def by_icalendar(texts: Sequence[str]) -> list[list[Seen]]:
    """icalendar reading back what it wrote."""
    return [[_of_icalendar(event) for event in icalendar.Calendar.from_ical(text).walk("VEVENT")] for text in texts]


def by_khal(texts: Sequence[str]) -> list[list[Seen]]:
    """khal's own reading, which mends what other programs write."""
    return [[_of_icalendar(event) for event in cal_from_ics(text).walk("VEVENT")] for text in texts]


def by_ical_js(texts: Sequence[str]) -> list[list[Seen]]:
    """ical.js, the parser of Thunderbird."""
    done = subprocess.run(
        ["node", str(Path(__file__).with_name("ical.mjs"))],
        input=json.dumps(list(texts)).encode(),
        capture_output=True,
        check=True,
    )
    return [
        [Seen(**{**event, "instant": datetime.fromisoformat(event["instant"])}) for event in events]
        for events in json.loads(done.stdout)
    ]


def _of_vobject(event: Any) -> Seen:
    attendees = event.contents.get("attendee", [])
    names = attendees[0].params.get("CN", [""]) if attendees else [""]
    sequence = int(event.sequence.value) if "sequence" in event.contents else 0
    return Seen(event.uid.value, event.dtstart.value, sequence, event.summary.value, names[0])


def _of_icalendar(event: Any) -> Seen:
    attendee = event.get("ATTENDEE")
    name = str(attendee.params.get("CN", "")) if attendee is not None else ""
    instant = event["DTSTART"].dt
    return Seen(str(event["UID"]), instant, int(event.get("SEQUENCE", 0)), str(event["SUMMARY"]), name)


def without_method(text: str) -> str:
    """As a calendar keeps it: a stored object has no METHOD (RFC 4791 4.1)."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("METHOD:"))


def in_one(texts: Sequence[str]) -> str:
    """Many messages as one calendar, each event with a UID of its own."""
    events = []
    for number, text in enumerate(texts):
        event = text[text.index("BEGIN:VEVENT") : text.index("END:VCALENDAR")]
        first, _, rest = event.partition("UID:")
        events.append(f"{first}UID:{number:06}-{rest}")
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n" + "".join(events) + "END:VCALENDAR\r\n"


@dataclass(frozen=True)
class Radicale:
    """A running calendar server with one client."""

    principal: Any

    def keep(self, texts: Sequence[str]) -> list[Seen]:
        """Put each message into a fresh calendar as a mail program would, and read what the server then has."""
        calendar = self.principal.make_calendar(name=f"calendar {time.monotonic_ns()}")
        for text in texts:  # not save_event: it counts SEQUENCE up by itself
            address = f"{calendar.url}meeting.ics"
            calendar.client.put(address, without_method(text), {"Content-Type": "text/calendar; charset=utf-8"})
        return self._read(calendar)

    def keep_all(self, calendar_text: str) -> list[Seen]:
        """Put a whole calendar at once."""
        calendar = self.principal.make_calendar(name=f"calendar {time.monotonic_ns()}")
        calendar.client.put(str(calendar.url), calendar_text, {"Content-Type": "text/calendar; charset=utf-8"})
        return self._read(calendar)

    def _read(self, calendar: Any) -> list[Seen]:
        found = [_of_icalendar(event.icalendar_component) for event in calendar.events()]
        return sorted(found, key=lambda seen: seen.uid)


@contextmanager
def radicale(folder: Path) -> Iterator[Radicale]:
    """Radicale in a process of its own, asked by the client library caldav; it keeps everything in the folder."""
    import caldav  # noqa: PLC0415 - half a second that only these tests need

    port, config = _free_port(), folder / "radicale.conf"
    config.write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\nmax_content_length = 100000000\n[auth]\ntype = none\n"
        f"[rights]\ntype = owner_only\n[storage]\nfilesystem_folder = {folder / 'kept'}\n[logging]\nlevel = error\n",
        encoding="utf-8",
    )
    server = subprocess.Popen([sys.executable, "-m", "radicale", "--config", str(config)])
    try:
        _wait_for(port)
        client_of: Any = caldav.DAVClient
        with client_of(url=f"http://127.0.0.1:{port}/", username="desk", password="desk") as client:
            yield Radicale(client.principal())
    finally:
        server.terminate()
        server.wait(timeout=_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    ends = time.monotonic() + _SECONDS
    while time.monotonic() < ends:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = "Radicale did not begin to answer"
    raise AssertionError(message)
