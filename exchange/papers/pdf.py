"""The document as a tagged PDF (PDF/UA-1) by WeasyPrint, where the machine has Pango. Nothing outside is fetched."""

from ctypes import CDLL
from functools import cache, lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import render_template

from exchange.papers.paper import Paper
from exchange.web.templating import PACKAGE

_STATIC = PACKAGE / "static"
_HOME = "https://exchange.invalid/"  # a name that is nobody's
_FONT = ".woff2"
_KINDS = {".css": "text/css", _FONT: "font/ttf"}
_VARIANT = "pdf/ua-1"
_LAST = 8  # files kept in memory, of about 0.1 MB each with their text
_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libharfbuzz.so.0",
    "libfontconfig.so.1",
    "libpangoft2-1.0.so.0",
)  # by their names on Linux, as weasyprint/text/ffi.py opens them


@cache
def why_no_pdf() -> str:
    """Empty when PDFs can be made; else why not and what to do, for the operator.

    Every page that offers a PDF asks. WeasyPrint itself is loaded only when something is missing or its names are
    others: that costs half a second, for the first reader after each start.
    """
    if find_spec("weasyprint") is not None and all(_opens(name) for name in _LIBRARIES):
        return ""
    try:
        import weasyprint  # noqa: F401, PLC0415 - an extra
    except ImportError:
        return "WeasyPrint is not installed; install ministry-exchange[pdf] to offer PDFs."
    except OSError as error:
        missing = str(error).splitlines()[0][:80]
        return f"a library of the system is missing ({missing}); install libpango-1.0-0 and libpangoft2-1.0-0."
    return ""


def _opens(library: str) -> bool:
    try:
        CDLL(library)
    except OSError:
        return False
    return True


def as_pdf(paper: Paper) -> bytes:
    """The PDF: structure, language, table heads, bookmarks, title."""
    return _written(render_template("papers/paper.html", paper=paper))


@lru_cache(maxsize=_LAST)
def _written(html: str) -> bytes:
    """The same text makes the same bytes, so who asks soon after another does not wait a second or two again."""
    from weasyprint import HTML  # noqa: PLC0415 - an extra

    document = HTML(string=html, base_url=_HOME, url_fetcher=_own_files())
    return bytes(document.write_pdf(pdf_variant=_VARIANT))


def _own_files() -> Any:
    """Gives our own style and fonts and nothing else, wherever a text may point (trust.md I25)."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - an extra

    class OwnFiles(URLFetcher):  # type: ignore[misc]  # the library has no types
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 - the library's own form
            path = (_STATIC / url.removeprefix(_HOME)).resolve()
            if not url.startswith(_HOME) or not path.is_relative_to(_STATIC) or not path.is_file():
                message = f"{url} is not ours"
                raise ValueError(message)
            kind = _KINDS.get(path.suffix, "application/octet-stream")
            content = _unpacked(path) if path.suffix == _FONT else path.read_bytes()
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    return OwnFiles()


@cache
def _unpacked(font: Path) -> bytes:
    """As WeasyPrint would unpack it anew for each document, which took longer than laying the document out."""
    from fontTools.ttLib import woff2  # noqa: PLC0415 - comes with WeasyPrint

    unpacked = BytesIO()
    woff2.decompress(BytesIO(font.read_bytes()), unpacked)
    return unpacked.getvalue()
