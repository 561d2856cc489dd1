"""The style sheet and the script come packed, to those who can open them."""

import brotli  # type: ignore[import-untyped]  # the library has no types
import pytest
from flask import Flask

from exchange.web.packed import PACKED
from exchange.web.templating import PACKAGE


@pytest.mark.parametrize("name", sorted(PACKED))
def test_a_browser_gets_the_packed_file_and_finds_the_same_in_it(app: Flask, name: str) -> None:
    client, original = app.test_client(), (PACKAGE / "static" / name).read_bytes()
    packed = client.get(f"/static/{name}?v=1", headers={"Accept-Encoding": "gzip, br"}, buffered=True)
    assert packed.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "immutable" in packed.headers["Cache-Control"]
    assert brotli.decompress(packed.data) == original
    assert len(packed.data) < len(brotli.compress(original, quality=5))
    plain = client.get(f"/static/{name}?v=1", headers={"Accept-Encoding": "identity"}, buffered=True)
    assert "Content-Encoding" not in plain.headers
    assert plain.data == original


def test_an_unchanged_file_is_not_sent_again(app: Flask) -> None:
    client = app.test_client()
    mark = client.get("/static/exchange.css", headers={"Accept-Encoding": "br"}, buffered=True).headers["ETag"]
    again = client.get("/static/exchange.css", headers={"Accept-Encoding": "br", "If-None-Match": mark}, buffered=True)
    assert again.status_code == 304
