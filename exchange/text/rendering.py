"""Render Markdown in a child process that may be killed.

Python-Markdown takes seconds to minutes on hostile text (4,000 opening brackets: 6 s), so no text is ever rendered in a
web worker or at the time of reading: once, at save, within two seconds, or the form says so and keeps the text.
"""

import atexit
import resource
import threading
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from exchange.kernel.errors import InvalidError
from exchange.kernel.messages import N_, Message
from exchange.text.cleaning import clean

MOST_SECONDS = 2.0
MOST_SECONDS_TO_START = 30.0  # not counted against the text: a busy machine starts a process slowly
_READY = "ready"
MOST_MEMORY = 512 * 1024 * 1024
MOST_CHARACTERS = 1_000_000
TOO_HARD = N_(
    "This text takes too long to lay out. Take out long runs of brackets, stars or other signs, then save again."
)
_EXTENSIONS = ("tables", "fenced_code", "footnotes", "def_list", "abbr", "sane_lists", "nl2br")


class TooHardError(InvalidError):
    """A text that cannot be laid out in the time; the form shows the sentence and keeps the text."""

    def __init__(self) -> None:
        super().__init__({"text": Message(TOO_HARD)})


class _Child:
    """One long-lived process that renders; replaced when it had to be killed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def render(self, texts: Sequence[str]) -> list[str]:
        with self._lock:
            pipe = self._started()
            try:
                pipe.send(list(texts))
                answer = pipe.recv() if pipe.poll(MOST_SECONDS + len(texts) / 50) else None
            except (EOFError, OSError):
                answer = None
            if answer is None:  # late, dead, or at its limits: a fresh child for the next text
                self.stop()
                raise TooHardError
        rendered: list[str] = answer
        return rendered

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


def render_markdown(texts: Sequence[str]) -> list[str]:
    """Safe HTML for each text, in order; many texts go in one round trip.

    Raises:
        TooHardError: the texts are too long or take longer than two seconds; nothing was kept.
    """
    if sum(map(len, texts)) > MOST_CHARACTERS:
        raise TooHardError
    wanted = [text for text in texts if text.strip()]
    rendered = iter(_child.render(wanted) if wanted else [])
    return [next(rendered) if text.strip() else "" for text in texts]


def _serve(pipe: Connection) -> None:
    """The child's life: read texts, answer HTML; None for what it could not do."""
    from markdown import Markdown  # noqa: PLC0415 - loaded in the child only

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    markdown = Markdown(extensions=list(_EXTENSIONS), output_format="html")
    pipe.send(_READY)
    while True:
        try:
            texts: list[str] = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            pipe.send([clean(markdown.reset().convert(text)) for text in texts])
        except (RecursionError, MemoryError, AssertionError, IndexError, ValueError):
            pipe.send(None)
