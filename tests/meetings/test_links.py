"""A pasted link either leads to an allowed host by https, or is refused; it is rebuilt, never taken as typed."""

import pytest

from exchange.kernel.errors import InvalidError
from exchange.meetings.links import parse_link

HOSTS = ("zoom.us", "teams.microsoft.com", "webex.com", "meet.google.com", "xn--grme-5qa1b79c.gov.tr")
SAFE = "https://eur01.safelinks.protection.outlook.com/?url="

GOOD = {
    "https://zoom.us/j/123": "https://zoom.us/j/123",
    "https://us02web.zoom.us/j/812?pwd=a.b_c-D~1#success": "https://us02web.zoom.us/j/812?pwd=a.b_c-D~1#success",
    "  https://meet.google.com/abc-defg-hij  ": "https://meet.google.com/abc-defg-hij",
    "HTTPS://ZOOM.US/j/1": "https://zoom.us/j/1",
    "https://ministry.webex.com": "https://ministry.webex.com/",
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_NDQx%40thread.v2/0?context=%7b%22Tid%22%3a%22x%22%7d": (
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting_NDQx%40thread.v2/0?context=%7b%22Tid%22%3a%22x%22%7d"
    ),
    "https://görüşme.gov.tr/oda/7": "https://xn--grme-5qa1b79c.gov.tr/oda/7",
    "https://ｚｏｏｍ.us/j/1": "https://zoom.us/j/1",
    SAFE + "https%3A%2F%2Fzoom.us%2Fj%2F9%3Fpwd%3Dx&data=05%7C": "https://zoom.us/j/9?pwd=x",
}

HOSTILE = [
    "",
    "   ",
    "zoom.us/j/1",
    "//zoom.us/j/1",
    "http://zoom.us/j/1",
    "ftp://zoom.us/j/1",
    "javascript:alert(1)//https://zoom.us",
    "data:text/html,https://zoom.us",
    "https:zoom.us/j/1",
    "https:/zoom.us/j/1",
    "https:///zoom.us/j/1",
    "https:\\\\zoom.us\\j\\1",
    "https://\\zoom.us/j/1",
    "https://evil.example/j/1",
    "https://zoom.us.evil.example/j/1",
    "https://evilzoom.us/j/1",
    "https://zoom-us.example/",
    "https://zoom.us@evil.example/",
    "https://evil.example@zoom.us/j/1",
    "https://user:secret@zoom.us/j/1",
    "https://zoom.us:443/j/1",
    "https://zoom.us:8443/j/1",
    "https://zoom.us:/j/1",
    "https://zoom.us:port/j/1",
    "https://zoom.us%2eevil.example/",
    "https://zoom.us%00.evil.example/",
    "https://evil.example\\.zoom.us/",
    "https://evil.example\\@zoom.us/",
    "https://zoom.us\\@evil.example/",
    "https://evil.example#.zoom.us/",
    "https://evil.example?.zoom.us/",
    "https://evil.example/.zoom.us",
    "https://evil.example;.zoom.us/",
    "https://zoom.us./j/1",
    "https://.zoom.us/j/1",
    "https://-.zoom.us/j/1",
    "https://zoom..us/j/1",
    "https://us/j/1",
    "https://straße.zoom.us/j/1",
    "https://xn--z.zoom.us/j/1",
    "https://localhost/j/1",
    "https://127.0.0.1/j/1",
    "https://[::1]/j/1",
    "https://[zoom.us]/j/1",
    "https://0x7f.1/j/1",
    "https://169.254.169.254/latest/meta-data",
    "https://zo\tom.us/j/1",
    "https://zoom.us/j/1\nLocation: https://evil.example",
    "https://zoom.us/j/1\r\nSet-Cookie: a=b",
    "https://zoom.us/j/1\x00",
    "https://zoom.us/j/\u202e1",
    "https://zoom\u200b.us/j/1\u2066",
    "https://zoom.us/j/1 https://evil.example",
    'https://zoom.us/"onmouseover=alert(1)',
    "https://zoom.us/<script>",
    "https://zoom.us/j/`id`",
    "https://zoom.us/j/{x}|y^z",
    "https://zoom.us/j/görüş",
    "https://zооm.us/j/1",
    "https://zoom.us\u3002evil.example/",
    "https://" + "a" * 64 + ".zoom.us/j/1",
    "https://zoom.us/" + "a" * 2_000,
    SAFE + "https%3A%2F%2Fevil.example%2F",
    SAFE + "http%3A%2F%2Fzoom.us%2Fj%2F1",
    SAFE + "https%3A%2F%2Fzoom.us%40evil.example%2F",
    SAFE + "https%3A%2F%2Fzoom.us%2F&url=https%3A%2F%2Fevil.example%2F",
    SAFE + SAFE + "https%3A%2F%2Fzoom.us%2F",
    "https://eur01.safelinks.protection.outlook.com/",
]


@pytest.mark.parametrize(("typed", "kept"), GOOD.items())
def test_a_link_to_an_allowed_host_is_kept_in_plain_form(typed: str, kept: str) -> None:
    assert parse_link(typed, HOSTS) == kept


@pytest.mark.parametrize("typed", HOSTILE)
def test_a_link_that_leads_or_looks_elsewhere_is_refused(typed: str) -> None:
    with pytest.raises(InvalidError) as refused:
        parse_link(typed, HOSTS)
    assert refused.value.fields["link"].text


def test_without_allowed_hosts_nothing_passes() -> None:
    with pytest.raises(InvalidError):
        parse_link("https://zoom.us/j/1", ("", " "))
