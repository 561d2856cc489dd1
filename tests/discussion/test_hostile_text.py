"""No stored text runs anything, wherever it is shown (trust.md 1.2, I21)."""

import re

import pytest
from bs4 import BeautifulSoup

from exchange.discussion import service
from exchange.kernel.errors import InvalidError
from exchange.kernel.languages import Language

_IGNORED_BY_BROWSERS = re.compile(r"[\t\n\r]|^[\x00-\x20]+")
_RUNS = re.compile(r"(?i)(javascript|vbscript|data):")
HOSTILE = [
    "<script>alert(1)</script>words",
    "<img src=x onerror=alert(1)> words",
    "<svg onload=alert(1)> words",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](java\tscript:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[click](vbscript:msgbox(1))",
    '<a href="javascript:alert(1)">words</a>',
    "<a href='&#106;avascript:alert(1)'>words</a>",
    "![picture](https://evil.example/track.gif) words",
    "<iframe src=https://evil.example></iframe>words",
    "<form action=https://evil.example><input name=password></form>words",
    "<style>body{display:none}</style>words",
    '<p style="position:fixed">words</p>',
    "words {: onclick=alert(1)}",
    "<math><mtext><script>alert(1)</script></mtext></math>words",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>words",
    "<details open ontoggle=alert(1)>words</details>",
    "<b onmouseover=alert(1)>words</b>",
    "```\n<script>alert(1)</script>\n```",
    "<base href=https://evil.example/>words",
    "<meta http-equiv=refresh content=0;url=https://evil.example>words",
    "<object data=javascript:alert(1)></object>words",
    "<template><script>alert(1)</script></template>words",
]
ACTIVE = ["script", "iframe", "object", "embed", "form", "input", "style", "link", "meta", "base", "img", "svg", "math"]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_active_is_kept(text: str) -> None:
    soup = BeautifulSoup(service.lay_out(text, Language.EN).html, "html.parser")
    assert soup.find_all(ACTIVE) == []
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or name in {"style", "class", "id"}]
    for link in soup.find_all("a", href=True):
        assert not _RUNS.match(_IGNORED_BY_BROWSERS.sub("", str(link["href"])))


def test_a_text_that_is_too_hard_to_lay_out_is_a_fault_of_the_field() -> None:
    with pytest.raises(InvalidError) as refusal:
        service.lay_out("[" * 4_999, Language.EN)
    assert set(refusal.value.fields) == {"text"}
