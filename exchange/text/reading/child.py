"""The child's side: limits first, then one file from standard input, then one line of JSON for each step.

Started as `python -m exchange.text.reading.child document|picture` with an empty environment: it holds no secret, may
write no file, and dies by its limits rather than take the server's time or memory.
"""

import base64
import json
import resource
import sys
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
        answer = _picture() if sys.argv[1] == "picture" else _document()
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
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _document() -> dict[str, Any]:
    from exchange.text.reading.document import Fault, FileKind, UnreadableError  # noqa: PLC0415 - after the limits
    from exchange.text.reading.kinds import kind_of  # noqa: PLC0415 - the same

    content = sys.stdin.buffer.read()
    kind = kind_of(content)
    if kind is FileKind.WORD:
        from exchange.text.reading.word import read_word as read  # noqa: PLC0415 - only the parser that is needed
    elif kind is FileKind.WRITER:
        from exchange.text.reading.writer import read_writer as read  # noqa: PLC0415 - the same
    else:
        from exchange.text.reading.pdf import read_pdf as read  # noqa: PLC0415 - the same
    document = read(content, lambda step: _say({"step": [step.done, step.most]}))
    if not document.text.strip() and not document.pictures:
        raise UnreadableError(Fault.EMPTY)
    if len(document.text) > MOST_TEXT:
        raise UnreadableError(Fault.TOO_LARGE)
    return {"document": asdict(document) | {"pictures": [_packed(picture) for picture in document.pictures]}}


def _picture() -> dict[str, Any]:
    from exchange.text.reading.pictures import made_anew  # noqa: PLC0415 - after the limits

    return {"picture": _packed(made_anew(sys.stdin.buffer.read()))}


def _packed(picture: Any) -> dict[str, Any]:
    return asdict(picture) | {"content": base64.b64encode(picture.content).decode("ascii")}


if __name__ == "__main__":
    main()
