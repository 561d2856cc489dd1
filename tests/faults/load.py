"""Mixed load that remembers what was acknowledged: comments, drafts, requests for meetings, and reading beside them."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from uuid import uuid4

from tests.faults.server import UNREACHED, Client, Installation, Span

ACKNOWLEDGED = 303
WRITERS, READERS = 4, 8
Browsers = dict[str, Client]  # one for each person that writes


@dataclass
class Write:
    """One thing that a client asked to be kept, by the mark that stands in it."""

    kind: str
    mark: str
    status: int = UNREACHED

    @property
    def is_acknowledged(self) -> bool:
        """Whether the client was told that it is kept."""
        return self.status == ACKNOWLEDGED


@dataclass
class Load:
    """What happened while the load ran."""

    writes: list[Write] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)  # of reading
    times: list[float] = field(default_factory=list)  # seconds of each answered page
    cut_off: list[Span] = field(default_factory=list)  # requests that were sent and never answered
    unanswered: deque[Write] = field(default_factory=deque)  # of before: sent again first
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note_write(self, write: Write) -> None:
        with self._lock:
            self.writes.append(write)

    def note_page(self, status: int, seconds: float) -> None:
        with self._lock:
            self.statuses.append(status)
            self.times.append(seconds)

    def note_cut_off(self, clients: Iterable[Client]) -> None:
        with self._lock:
            self.cut_off += [span for client in clients for span in client.cut_off]

    @property
    def acknowledged(self) -> list[Write]:
        """Those that must be there."""
        return [write for write in self.writes if write.is_acknowledged]


def forms(own: Installation) -> dict[str, tuple[str, Callable[[str], dict[str, object]], str]]:
    """By kind: who sends it, the form, and the address."""
    slug = own.world.public.slug
    return {
        "comment": (
            "official of the partner",
            lambda mark: {"text": f"Comment {mark}", "language": "en", "key": mark},
            f"/practices/{slug}/discussion",
        ),
        "draft": (
            "author",
            lambda mark: {"lang": "en", "title": f"Draft {mark}", "summary": "Words.", "do": "save"},
            "/practices/new",
        ),
        "request": (
            "official of the partner",
            lambda mark: {
                "practice": slug,
                "topic": f"Request {mark}",
                "purpose": "How families are chosen.",
                "languages": ["en"],
                "level": "experts",
                "minutes": "60",
                "slots": next_slot(),
                "key": mark,
            },
            "/meetings/new",
        ),
    }


def next_slot() -> str:
    """A time that may be proposed: a Wednesday, four weeks from now."""
    day = time.gmtime(time.time() + 28 * 86_400)
    ahead = (2 - day.tm_wday) % 7
    wednesday = time.gmtime(time.time() + (28 + ahead) * 86_400)
    return time.strftime("%Y-%m-%dT11:00", wednesday)


def send(own: Installation, clients: Browsers, write: Write) -> int:
    """Send it once; sending it again with the same mark is the same thing (idempotency key of the form)."""
    who, form, path = forms(own)[write.kind]
    write.status = clients[who].post(path, form(write.mark))
    return write.status


def clients_of(own: Installation) -> Browsers:
    """A browser for each person that writes."""
    return {who: Client(own, own.world.people[who]) for who in ("author", "official of the partner")}


def signed_in(own: Installation) -> Browsers:
    """The same, with the token of the forms in hand: what each sends next is one request."""
    return {who: client.begin() for who, client in clients_of(own).items()}


def retry_unanswered(own: Installation, load: Load) -> None:
    """What a person does after "no connection": send the same form again. Drafts carry no key and are left."""
    clients = clients_of(own)
    for write in unanswered(load):
        send(own, clients, write)


def unanswered(load: Load) -> list[Write]:
    """What its writers send again, for nobody told them what became of it."""
    return [write for write in load.writes if write.status == UNREACHED and write.kind != "draft"]


@contextmanager
def running(
    own: Installation,
    *,
    writers: int = WRITERS,
    readers: int = READERS,
    pause: float = 0.0,
    browsers: Sequence[Browsers] = (),
    again: Iterable[Write] = (),
) -> Iterator[Load]:
    """Load in threads while the block runs.

    Args:
        browsers: of each writer, signed in before; else each signs in when it begins.
        again: what got no answer before, sent again before anything new; it stays in the load that it came from.
    """
    load, stop = Load(unanswered=deque(again)), threading.Event()
    opened = [browsers[number] if browsers else None for number in range(writers)]
    threads = [
        threading.Thread(target=_write, args=(own, load, stop, number, pause, one)) for number, one in enumerate(opened)
    ]
    threads += [threading.Thread(target=_read, args=(own, load, stop, number, pause)) for number in range(readers)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=30)


def pages(own: Installation) -> tuple[str, ...]:
    """What the readers read."""
    slug = own.world.public.slug
    return ("/", "/themes", f"/practices/{slug}/discussion", f"/practices/{slug}", "/search?q=open")


def wait_until_warm(load: Load, *, seconds: float = 60.0) -> None:
    """Until a server that started just now has loaded and compiled what it needs to answer."""
    end = time.monotonic() + seconds
    while (len(load.acknowledged) < WRITERS or len(load.statuses) < 2 * READERS) and time.monotonic() < end:
        time.sleep(0.1)


def _write(
    own: Installation, load: Load, stop: threading.Event, number: int, pause: float, browsers: Browsers | None
) -> None:
    clients, kinds, turn = browsers or clients_of(own), tuple(forms(own)), number
    while not stop.is_set():
        if send(own, clients, _next(load, kinds[turn % len(kinds)])) == UNREACHED:
            stop.wait(0.3)
        turn += 1
        stop.wait(pause)
    load.note_cut_off(clients.values())


def _next(load: Load, kind: str) -> Write:
    with suppress(IndexError):
        return load.unanswered.popleft()
    write = Write(kind, uuid4().hex)
    load.note_write(write)
    return write


def _read(own: Installation, load: Load, stop: threading.Event, number: int, pause: float) -> None:
    client, paths, turn = Client(own, None), pages(own), number
    stop.wait(2 * number * pause)  # one after another: the first pages after a start cost the most
    while not stop.is_set():
        began = time.monotonic()
        status = client.status(paths[turn % len(paths)])
        load.note_page(status, time.monotonic() - began)
        turn += 1
        stop.wait(max(pause, 0.05 if status == UNREACHED else 0.0))
    load.note_cut_off([client])
