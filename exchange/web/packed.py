"""The style sheet and the script as they were packed when they were built: a third smaller than packed in passing."""

from functools import cache
from pathlib import Path

from flask import Flask, Response, request

PACKED = frozenset({"exchange.css", "exchange.js"})  # by assets/build.mjs
_OK = 200


def init_packed(app: Flask) -> None:
    """Send `<name>.br` in place of a static file to browsers that take it. To be called after the part that packs."""

    @app.after_request
    def send_packed(response: Response) -> Response:
        is_file = request.endpoint == "static" and response.status_code == _OK
        if not is_file or not request.accept_encodings["br"] or request.range:
            return response
        name = str((request.view_args or {}).get("filename", ""))
        if name in PACKED:
            response.close()  # the file that would have been sent
            response.direct_passthrough = False
            response.set_data(_packed(Path(app.static_folder or "") / f"{name}.br"))
            response.headers["Content-Encoding"] = "br"
        response.vary.add("Accept-Encoding")
        return response


@cache
def _packed(path: Path) -> bytes:
    return path.read_bytes()
