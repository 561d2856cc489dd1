"""The child's side: limits first, then one file from standard input, then one line of JSON for each step.

Started as `python -m exchange.text.reading.child document|words|picture` with an empty environment: it holds no secret,
may write no file, and dies by its limits rather than take the server's time or memory.
"""

import base64
import json
import resource
import sys
import unicodedata
from dataclasses import asdict
from typing import Any

MOST_CPU_SECONDS = 10
MOST_MEMORY = 768 * 1024 * 1024
MOST_TEXT = 4_000_000


def main() -> None:
    """Read what was asked for; every refusal is a line too."""
    _limit()
    from exchange.text.reading.document import UnreadableError  # noqa: PLC0415 - after the limits

    try:
        answer = {"picture": _picture, "words": _words, "document": _document}[sys.argv[1]]()
    except UnreadableError as error:
        answer = {"fault": error.fault.value}
    except (MemoryError, RecursionError):
        answer = {"fault": "too hard"}
    _say(answer)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(line: dict[str, Any]) -> None:
    """Composed (NFC): what comes from a Mac or a PDF writes ğ as two signs, which no pattern of ours would know."""
    sys.stdout.write(unicodedata.normalize("NFC", json.dumps(line, ensure_ascii=False)) + "\n")
    sys.stdout.flush()


def _document() -> dict[str, Any]:
    from exchange.text.reading.document import Fault, UnreadableError  # noqa: PLC0415 - after the limits
    from exchange.text.reading.kinds import kind_of  # noqa: PLC0415 - the same

    content = sys.stdin.buffer.read()
    kind = kind_of(content)
    if not kind.is_running_text:
        raise UnreadableError(Fault.UNKNOWN)
    document = _read(kind)(content, lambda step: _say({"step": [step.done, step.most]}))
    if not document.text.strip() and not document.pictures:
        raise UnreadableError(Fault.EMPTY)
    if len(document.text) > MOST_TEXT:
        raise UnreadableError(Fault.TOO_LARGE)
    return {"document": asdict(document) | {"pictures": [_packed(picture) for picture in document.pictures]}}


def _words() -> dict[str, Any]:
    from exchange.text.reading.aside import words_aside  # noqa: PLC0415 - after the limits
    from exchange.text.reading.kinds import kind_of  # noqa: PLC0415 - the same
    from exchange.text.reading.shown import words_shown  # noqa: PLC0415 - the same

    content = sys.stdin.buffer.read()
    kind = kind_of(content)
    running = _read(kind)(content, lambda _step: None).text if kind.is_running_text else ""
    shown = "\n".join(filter(None, (running, words_shown(content, kind))))
    return {"words": {"shown": shown[:MOST_TEXT], "aside": words_aside(content, kind)[:MOST_TEXT]}}


def _read(kind: Any) -> Any:
    """The reader of the kind; only the parser that is needed is loaded."""
    if kind == "docx":
        from exchange.text.reading.word import read_word as read  # noqa: PLC0415 - see above
    elif kind == "odt":
        from exchange.text.reading.writer import read_writer as read  # noqa: PLC0415 - the same
    else:
        from exchange.text.reading.pdf import read_pdf as read  # noqa: PLC0415 - the same
    return read


def _picture() -> dict[str, Any]:
    from exchange.text.reading.pictures import made_anew  # noqa: PLC0415 - after the limits

    return {"picture": _packed(made_anew(sys.stdin.buffer.read()))}


def _packed(picture: Any) -> dict[str, Any]:
    return asdict(picture) | {"content": base64.b64encode(picture.content).decode("ascii")}


if __name__ == "__main__":
    main()
