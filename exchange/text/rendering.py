"""Render Markdown in a child process that may be killed.

Python-Markdown takes seconds to minutes on hostile text (4,000 opening brackets: 6 s), so no text is ever rendered in a
web worker or at the time of reading: once, at save, within two seconds, or the form says so and keeps the text.
"""

import atexit
import resource
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from exchange.kernel.errors import InvalidError
from exchange.kernel.messages import N_, Message
from exchange.text.cleaning import clean
from exchange.text.layout import settled, spaced

MOST_SECONDS = 1.5  # for all texts of one save; with the rest of the request it stays under two (trust.md I26)
MOST_SECONDS_TO_START = 30.0  # not counted against the text: a busy machine starts a process slowly
_READY = "ready"
MOST_MEMORY = 512 * 1024 * 1024
MOST_CHARACTERS = 1_000_000
TOO_HARD = N_(
    "This text takes too long to lay out. Take out long runs of brackets, stars or other signs, then save again."
)
_EXTENSIONS = ("tables", "fenced_code", "footnotes", "def_list", "abbr", "sane_lists", "nl2br")


class TooHardError(InvalidError):
    """A text that cannot be laid out in the time; the form shows the sentence and keeps the text.

    Attributes:
        number: which of the given texts it was, from 0.
    """

    def __init__(self, number: int = 0) -> None:
        self.number = number
        super().__init__({"text": Message(TOO_HARD)})


class _Child:
    """One long-lived process that renders; replaced when it had to be killed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def render(self, texts: Sequence[str]) -> list[str]:
        rendered: list[str] = []
        with self._lock:
            pipe = self._started()
            end = time.monotonic() + MOST_SECONDS + len(texts) / 50
            try:
                pipe.send(list(texts))
                for _ in texts:  # one by one, so that the text that was too hard is known
                    rendered.append(self._next(pipe, end))  # noqa: PERF401 - extend() would lose what came before
            except (EOFError, OSError):  # late, dead, or at its limits: a fresh child for the next text
                self.stop()
                raise TooHardError(len(rendered)) from None
        return rendered

    def prepare(self) -> None:
        with self._lock:
            self._started()

    def _next(self, pipe: Connection, end: float) -> str:
        if not pipe.poll(max(0.0, end - time.monotonic())):
            raise TimeoutError
        html: str | None = pipe.recv()
        if html is None:
            raise EOFError
        return html

    def _started(self) -> Connection:
        if self._process is None or not self._process.is_alive() or self._pipe is None:
            context = get_context("spawn")  # a fork of a threaded server may hang
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
            if not self._pipe.poll(MOST_SECONDS_TO_START) or self._pipe.recv() != _READY:
                raise OSError("the child that lays texts out did not start")
        return self._pipe

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


_child = _Child()
atexit.register(_child.stop)


def prepare() -> None:
    """Start the child now, in a thread of its own, so that the first to save something does not wait for it."""
    threading.Thread(target=_child.prepare, name="rendering-starts", daemon=True).start()


def render_markdown(texts: Sequence[str]) -> list[str]:
    """Safe HTML for each text, in order; many texts go in one round trip.

    Raises:
        TooHardError: the texts are too long or take longer than two seconds; nothing was kept.
    """
    if sum(map(len, texts)) > MOST_CHARACTERS:
        raise TooHardError
    written = [number for number, text in enumerate(texts) if text.strip()]
    try:
        rendered = _child.render([texts[number] for number in written]) if written else []
    except TooHardError as error:
        raise TooHardError(written[error.number]) from None
    html = dict(zip(written, rendered, strict=True))
    return [html.get(number, "") for number in range(len(texts))]


def _serve(pipe: Connection) -> None:
    """The child's life, which ends with whoever asks it."""
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        _answer(pipe)


def _answer(pipe: Connection) -> None:
    """Read texts, answer the HTML of each as it is ready; None for one that could not be done."""
    from markdown import Markdown  # noqa: PLC0415 - loaded in the child only

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    markdown = Markdown(extensions=list(_EXTENSIONS), output_format="html")
    pipe.send(_READY)
    while True:
        texts: list[str] = pipe.recv()
        try:
            for text in texts:
                pipe.send(clean(settled(markdown.reset().convert(spaced(text)))))
        except (RecursionError, MemoryError, AssertionError, IndexError, ValueError):
            pipe.send(None)
