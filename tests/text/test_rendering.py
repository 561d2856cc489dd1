"""Markdown in, safe HTML out, within the time."""

import time
from contextlib import suppress
from multiprocessing import get_context

import pytest
from bs4 import BeautifulSoup

from exchange.text import rendering
from exchange.text.cleaning import clean, plain_text
from exchange.text.rendering import TooHardError, render_markdown

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "<a href='&#106;avascript:alert(1)'>a</a>",
    "text{: onclick=alert(1)}",
    "<svg><script>alert(1)</script></svg>",
    "<style>*{display:none}</style>",
    "<iframe src=//evil.example></iframe>",
    "<form action=//evil.example><input></form>",
    "![x](https://evil.example/pixel.png)",
    "<p style='position:fixed'>x</p>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
]


def test_ordinary_markdown_is_laid_out() -> None:
    html = render_markdown(["**Himayədar** ailə\n\n- bir\n- iki\n\n| a | b |\n|---|---|\n| 1 | 2 |"])[0]
    assert "<strong>Himayədar</strong>" in html
    assert html.count("<li>") == 2
    assert "<table>" in html


def test_many_texts_come_back_in_their_order() -> None:
    assert [plain_text(html) for html in render_markdown(["one", "", "three"])] == ["one", "", "three"]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_active_is_left(text: str) -> None:
    soup = BeautifulSoup(render_markdown([text])[0], "html.parser")
    assert not soup.find(["script", "img", "svg", "iframe", "form", "input", "style", "math", "object"])
    for tag in soup.find_all(True):
        assert set(tag.attrs) <= {"href", "title", "rel", "scope", "colspan", "rowspan", "start"}
        assert str(tag.get("href", "https:")).partition(":")[0] in {"http", "https", "mailto"}


@pytest.mark.parametrize(
    "text", ["[" * 16_000, "[a" * 8_000 + "]" * 8_000, "*" * 4_000 + "a" + "*" * 4_000, "`" * 20_000]
)
def test_hostile_text_costs_two_seconds_at_most_and_the_next_text_is_rendered(text: str) -> None:
    render_markdown(["one"])  # a child that has to be started first is not what is measured
    began = time.monotonic()
    with suppress(TooHardError):
        render_markdown([text])
    assert time.monotonic() - began < 4
    assert render_markdown(["fine"]) == ["<p>fine</p>"]


def test_a_child_that_was_started_early_is_the_one_that_renders() -> None:
    rendering._child.stop()  # noqa: SLF001 - a server's first text
    rendering.prepare()
    assert render_markdown(["one"]) == ["<p>one</p>"]
    process = rendering._child._process  # noqa: SLF001 - as above
    rendering.prepare()
    assert render_markdown(["two"]) == ["<p>two</p>"]
    assert rendering._child._process is process  # noqa: SLF001 - as above


def test_a_child_whose_server_ended_while_it_started_ends_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    ours, theirs = get_context("spawn").Pipe()
    ours.close()
    child = get_context("spawn").Process(target=rendering._serve, args=(theirs,))  # noqa: SLF001 - its whole life
    child.start()
    theirs.close()
    child.join()
    assert (child.exitcode, capfd.readouterr().err) == (0, "")


def test_a_text_beyond_the_limit_is_refused_at_once() -> None:
    with pytest.raises(TooHardError):
        render_markdown(["x" * 1_000_001])


def test_a_picture_that_this_site_keeps_is_shown_and_no_other() -> None:
    own = "/practices/pictures/0190c8a0-7d5b-7c3a-9d6e-0123456789ab"
    soup = BeautifulSoup(
        render_markdown([f"![Otaq]({own})\n\n![a>b](//evil.example{own}) <img alt=x src='{own}?x'>"])[0], "html.parser"
    )
    assert [dict(picture.attrs) for picture in soup.find_all("img")] == [{"alt": "Otaq", "src": own, "loading": "lazy"}]


def test_links_of_others_carry_no_trust() -> None:
    assert 'rel="nofollow noopener noreferrer"' in clean('<a href="https://a.example">a</a>')


def test_plain_text_keeps_words_apart() -> None:
    assert plain_text("<p>bir</p><p>iki &amp; üç</p>") == "bir iki & üç"


def test_the_text_that_is_too_hard_is_named() -> None:
    with pytest.raises(TooHardError) as refused:
        render_markdown(["fine", "", "[" * 16_000, "fine too"])
    assert refused.value.number == 2
