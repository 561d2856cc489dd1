"""One way to give a file out: to be saved, never to be shown in the page's own name (trust.md I22)."""

from urllib.parse import quote

from flask import Response
from flask_babel import gettext as _

from exchange.files.access import current_files
from exchange.files.kinds import MediaType
from exchange.files.models import StoredFile
from exchange.kernel.when import number_text
from exchange.web.reader import current_reader

POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


def type_and_size(media_type: str, size_bytes: int) -> str:
    """What the reader is told before opening."""
    size = number_text(max(1, round(size_bytes / 1000)), current_reader().language)
    kind = MediaType(media_type).spoken if media_type in set(MediaType) else ""
    return str(_("%(type)s, %(size)s kB", type=kind, size=size))


def words_aside() -> str:
    """What is told to whoever attaches a file that holds more than its pages show."""
    return str(
        _(
            "Look once more: this file also keeps deleted text, comments or notes that its pages do not show. "
            "Whoever saves the file can read them."
        )
    )


def download(file: StoredFile) -> Response:
    """The file as an attachment. Who may have it was asked by the caller.

    Raises:
        UnavailableError: the store does not answer.
    """
    answer = Response(current_files().store.read(file.key), mimetype=file.media_type)
    return as_attachment(answer, file.name, file.size_bytes)


def as_attachment(answer: Response, name: str, size_bytes: int) -> Response:
    """The headers of everything that is saved: a name that survives every browser, no script, no guessing."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "")
    answer.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    answer.headers["Content-Length"] = str(size_bytes)
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
