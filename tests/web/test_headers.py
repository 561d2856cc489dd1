"""Headers that hold browsers to our rules, on every answer; what browsers report comes into our own log."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.app import create_app
from exchange.kernel.settings import Settings
from exchange.web.logs import configure_logs
from exchange.web.reports import A_MINUTE, LARGEST, PATH
from tests.conftest import TEST_KEY
from tests.factories.accounts import make_person
from tests.support.browser import Browser

ADDRESSES = (
    "/",
    "/sign-in",
    "/no-such-page",
    "/search.json?q=a",
    "/health/live",
    "/static/no-such-file",
    "/sitemap.xml",
)
SECRET = "https://az.example/practices/secret-slug?name=Aysel"
OLD = {"csp-report": {"violated-directive": "script-src 'self'", "blocked-uri": SECRET, "document-uri": SECRET}}
NEW = [{"type": "csp-violation", "body": {"effectiveDirective": "img-src", "blockedURL": "inline", "sample": SECRET}}]


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What is logged while the test runs."""
    usual, stream = sys.stderr, StringIO()
    sys.stderr = stream
    configure_logs("debug")
    yield stream
    sys.stderr = usual
    configure_logs("error")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_the_headers(browser: Browser, address: str) -> None:
    headers = browser.raw(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "object-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert f"report-uri {PATH}" in policy
    assert headers["Reporting-Endpoints"] == f'policy="{PATH}"'


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_other_site_reads_an_answer(app: Flask, address: str) -> None:
    answer = app.test_client().get(address, headers={"Origin": "https://evil.example"})
    assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_text_says_its_letters(browser: Browser, address: str) -> None:
    answer = browser.raw(address)
    assert answer.mimetype
    assert "charset=utf-8" in answer.headers["Content-Type"] or answer.mimetype == "application/json"


def test_under_https_the_browser_is_told_to_stay_there(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path), secret_key=TEST_KEY, log_level="critical")
    for public_url, expected in (("https://az.example", True), ("http://127.0.0.1:8000", False)):
        made = create_app(replace(settings, public_url=public_url))
        told = made.test_client().get("/health/live").headers.get("Strict-Transport-Security", "")
        assert (told == "max-age=31536000; includeSubDomains") is expected


def test_signing_out_clears_what_the_browser_kept(session: Session, browser: Browser) -> None:
    person = browser.sign_in(make_person(session))
    form = {"csrf_token": person._token()}  # noqa: SLF001 - the header is looked at, not the page
    answer = person._client.post("/sign-out", data=form)  # noqa: SLF001 - as above
    assert answer.headers["Clear-Site-Data"] == '"storage"'


@pytest.mark.parametrize(("body", "rule", "blocked"), [(OLD, "script-src", "az.example"), (NEW, "img-src", "inline")])
def test_what_a_browser_reports_is_written_into_our_own_log(
    app: Flask, written: StringIO, body: object, rule: str, blocked: str
) -> None:
    answer = app.test_client().post(PATH, data=json.dumps(body), content_type="application/csp-report")
    assert answer.status_code == 204
    lines = [json.loads(line) for line in written.getvalue().splitlines() if '"policy"' in line]
    assert [(line["rule"], line["blocked"]) for line in lines] == [(rule, blocked)]
    assert "secret-slug" not in str(lines)
    assert "Aysel" not in str(lines)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[" * 5_000, b'{"csp-report": 7}', b'[{"body": {"effectiveDirective": "x\\nforged"}}]', b"\xff"],
)
def test_rubbish_is_dropped(app: Flask, written: StringIO, body: bytes) -> None:
    assert app.test_client().post(PATH, data=body).status_code == 204
    assert '"policy"' not in written.getvalue()


def test_a_flood_of_reports_fills_no_log(app: Flask, written: StringIO) -> None:
    client = app.test_client()
    for _ in range(A_MINUTE + 20):
        client.post(PATH, data=json.dumps(OLD))
    client.post(PATH, data=b"x" * (LARGEST + 1))
    lines = [line for line in written.getvalue().splitlines() if '"policy"' in line]
    assert 0 < len(lines) <= A_MINUTE
