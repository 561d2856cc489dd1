"""The parent's side: start a child for one file, follow its steps, end it when its time is over."""

import base64
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from typing import Any

from exchange.text.reading.document import (
    MOST_BYTES,
    Block,
    BlockKind,
    Document,
    Fault,
    FileKind,
    Picture,
    Step,
    UnreadableError,
    Words,
)

MOST_SECONDS = 30.0  # of waiting, on a busy machine; the child's own limit is ten seconds of CPU
_AT_ONCE = threading.BoundedSemaphore(2)  # two files at a time leave the other requests their processor
Line = dict[str, Any]


def read_document(content: bytes, name: str = "") -> Document:
    """The document in the file. `name` is not believed: what the file is, its bytes say.

    Raises:
        UnreadableError: an InvalidError of the field "file" with one plain sentence.
    """
    for step in reading_steps(content, name):
        if isinstance(step, Document):
            return step
    raise UnreadableError(Fault.TOO_HARD)


def reading_steps(content: bytes, name: str = "") -> Iterator[Step | Document]:  # noqa: ARG001 - a name is for the caller's messages, never for a decision
    """How far the reading is, again and again; the document comes last.

    Raises:
        UnreadableError: as `read_document`.
    """
    for line in _lines("document", content):
        if "step" in line:
            done, most = line["step"]
            yield Step(done, most)
        elif "document" in line:
            yield _document(line["document"])
            return
    raise UnreadableError(Fault.TOO_HARD)


def read_words(content: bytes) -> Words:
    """Everything that can be read in an Office, LibreOffice or PDF file; empty where there is nothing but pictures.

    Raises:
        UnreadableError: as `read_document`.
    """
    for line in _lines("words", content):
        if "words" in line:
            return Words(**line["words"])
    raise UnreadableError(Fault.TOO_HARD)


def read_picture(content: bytes) -> Picture:
    """The picture made anew, without metadata, at most 1600 pixels wide and high.

    Raises:
        UnreadableError: it is none, or too large.
    """
    for line in _lines("picture", content):
        if "picture" in line:
            return _picture(line["picture"])
    raise UnreadableError(Fault.TOO_HARD)


def _lines(what: str, content: bytes) -> Iterator[Line]:
    """What the child says, one line after another; a child that says nothing more has reached its limits."""
    if len(content) > MOST_BYTES:
        raise UnreadableError(Fault.TOO_LARGE)
    with _AT_ONCE, tempfile.TemporaryFile() as given:
        given.write(content)
        given.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own module, no word of it from outside
            [sys.executable, "-m", "exchange.text.reading.child", what],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONIOENCODING": "utf-8:replace", "PYTHONPATH": _root()},
        )
        alarm = threading.Timer(MOST_SECONDS, child.kill)
        alarm.start()
        try:
            yield from _said(child)
        finally:
            alarm.cancel()
            child.kill()
            child.communicate()


def _root() -> str:
    """Where this very package lies, so that the child reads the same code."""
    return __file__.rpartition("/exchange/text/")[0]


def _said(child: "subprocess.Popen[bytes]") -> Iterator[Line]:
    if child.stdout is None:
        return
    for raw in child.stdout:
        try:
            line: Line = json.loads(raw)
        except ValueError:  # cut off by its limits in the middle of a line
            return
        if "fault" in line:
            raise UnreadableError(Fault(line["fault"]))
        yield line


def _document(raw: Line) -> Document:
    blocks = tuple(
        Block(BlockKind(block["kind"]), block["markdown"], block["level"], block["picture"]) for block in raw["blocks"]
    )
    pictures = tuple(_picture(picture) for picture in raw["pictures"])
    return Document(FileKind(raw["kind"]), blocks, raw["text"], pictures, raw["lost"])


def _picture(raw: Line) -> Picture:
    return Picture(base64.b64decode(raw["content"]), raw["media_type"], raw["width"], raw["height"])
