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


def test_a_footnote_stands_with_its_number_and_no_way_that_leads_nowhere() -> None:
    soup = BeautifulSoup(render_markdown(["Mətn[^1].\n\n[^1]: Qanun, maddə 5."])[0], "html.parser")
    assert [mark.get_text() for mark in soup.find_all("sup")] == ["1"]
    assert " ".join(soup.get_text().split()) == "Mətn1. Qanun, maddə 5."
    assert not soup.find("a")


@pytest.mark.parametrize("text", ["# Başlıq", "## Başlıq", "Başlıq\n===", "Başlıq\n---", "<h1>Başlıq</h1>"])
def test_a_wide_heading_stays_a_heading_below_those_of_the_page(text: str) -> None:
    assert render_markdown([text + "\n\nmətn"])[0].split() == ["<h3>Başlıq</h3>", "<p>mətn</p>"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Bunlar:\n- bir\n- iki", "<p>Bunlar:</p> <ul> <li>bir</li> <li>iki</li> </ul>"),
        ("Bunlar:\n* bir\n  davamı\n* iki", "<p>Bunlar:</p> <ul> <li>bir<br> davamı</li> <li>iki</li> </ul>"),
        ("Mərhələlər:\n1. bir\n2. iki", "<p>Mərhələlər:</p> <ol> <li>bir</li> <li>iki</li> </ol>"),
        ("Qərar\n145. maddə", "<p>Qərar<br> 145. maddə</p>"),
        ("- bir\ndavamı\n- iki", "<ul> <li>bir<br> davamı</li> <li>iki</li> </ul>"),
        ("```\nkod\n- bir\n```", "<pre><code>kod - bir </code></pre>"),
        ("mənfi\n-5 dərəcə\n--\n", "<p>mənfi<br> -5 dərəcə<br> --</p>"),
    ],
)
def test_a_list_right_below_its_sentence_is_a_list(text: str, html: str) -> None:
    assert " ".join(render_markdown([text])[0].split()) == html


def test_a_table_right_below_its_sentence_is_a_table() -> None:
    soup = BeautifulSoup(render_markdown(["Cədvəl:\n| a | b |\n|---|:-:|\n| 1 | 2 |"])[0], "html.parser")
    assert [cell.get_text() for cell in soup.find_all(["th", "td"])] == ["a", "b", "1", "2"]
    assert soup.find("p").get_text() == "Cədvəl:"  # type: ignore[union-attr]


def test_a_long_table_of_a_ministry_is_laid_out() -> None:
    rows = "".join(f"| Rayon {number} | 12 | 7 | 5 |\n" for number in range(400))
    assert render_markdown([f"| Rayon | Uşaq | Qız | Oğlan |\n|---|---|---|---|\n{rows}"])[0].count("<tr>") == 401
