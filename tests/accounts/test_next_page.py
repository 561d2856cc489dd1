"""After signing in one stays on this host (trust.md I23)."""

import pytest

from exchange.accounts.views.next_page import is_local_path, next_page

HOSTILE = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "//\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "/\x0b/evil.example",
    "/\x1f/evil.example",
    "https://evil.example",
    "http://evil.example",
    "HTTPS://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "ftp://evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "/javascript:alert(1)//x",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://evil.example/1",
    "evil.example",
    "www.evil.example",
    ".evil.example",
    "@evil.example",
    "127.0.0.1:8000@evil.example",
    "//127.0.0.1@evil.example",
    "/..//evil.example",
    "/../evil",
    "/./evil",
    "/a/../../evil",
    "/%2e%2e/evil",
    "/%2E%2e//evil.example",
    "//evil.example/%2e%2e",
    "/%5cevil.example/\\",
    "/a//evil.example",
    "/search//evil.example",
    "/x#//evil.example",
    "/search?q=a b",
    "/search?q=<script>",
    '/search?q="onload=',
    "/search?q=a\r\nSet-Cookie: a=b",
    "/search\r\nLocation: https://evil.example",
    "／／evil.example",
    "/／evil.example",
    "。evil.example",
    "//evil。example",
    "/\u2028/evil.example",
    "/\u00a0/evil.example",
    "/\u200b/evil.example",
    "/\ufeff/evil.example",
    "",
    "?q=a",
    "#top",
    "a",
    "/" + "a" * 3000,
    "/🦊",
    "/\ud800",
]

OURS = [
    "/",
    "/search?q=u%C5%9Faq&theme=child-protection&page=2",
    "/practices/az-dost-centres",
    "/practices/az-dost-centres/edit/az",
    "/meetings/0198a2b4-0000-7000-8000-000000000000/join",
    "/help/",
    "/search?next=//not-a-path-here",
    "/relations/az-labour-social-protection/tr-family-social-services",
    "/invitation/abc-DEF_123",
    "/practices/x/v/2?lang=ru",
]


@pytest.mark.parametrize("address", HOSTILE, ids=ascii)
def test_nothing_leads_away(address: str) -> None:
    assert not is_local_path(address)
    assert next_page(address) == "/"


@pytest.mark.parametrize("address", OURS)
def test_our_own_pages_pass(address: str) -> None:
    assert next_page(address) == address


def test_the_list_is_long_enough() -> None:
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("address", ["/sign-out", "/sign-in", "/sign-in?next=/sign-in", None])
def test_signing_in_never_leads_to_signing_in_or_out(address: str | None) -> None:
    assert next_page(address) == "/"


def test_a_long_crooked_path_is_answered_at_once() -> None:
    assert not is_local_path("/" + "a-" * 900 + "\\")
