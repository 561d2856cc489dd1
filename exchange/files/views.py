"""One way to give a file out: to be saved, never to be shown in the page's own name (trust.md I22)."""

from urllib.parse import quote

from flask import Response

from exchange.files.access import current_files
from exchange.files.models import StoredFile

POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


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
