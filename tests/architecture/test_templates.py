"""Rules about templates and styles (interface.md sections 4 and 9)."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, TEMPLATES

PAGES = sorted(TEMPLATES.rglob("*.html"))
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
MACRO = re.compile(r"{%-?\s*macro\s+(\w+)")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert "|safe" not in text.replace(" ", "") or "rendered" in text, "only text that the server rendered may be safe"


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_is_one_macro_in_a_file_of_its_name(path: Path) -> None:
    names = MACRO.findall(path.read_text(encoding="utf-8"))
    assert names[:1] == [path.stem]
    assert len(names) == 1


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_says_what_it_is(path: Path) -> None:
    assert path.read_text(encoding="utf-8").lstrip().startswith("{#")


def test_no_capitals_by_style() -> None:
    sheets = [*(ROOT / "assets" / "scss").rglob("*.scss"), ROOT / "exchange" / "static" / "exchange.css"]
    assert sheets
    assert [
        sheet.name for sheet in sheets if re.search(r"text-transform:\s*uppercase", sheet.read_text(encoding="utf-8"))
    ] == []


def test_colours_stand_in_the_tokens_only() -> None:
    literal = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(")
    sheets = [path for path in (ROOT / "assets" / "scss").rglob("*.scss") if "token" not in path.stem]
    found = {
        f"{path.name}: {line.strip()}"
        for path in sheets
        for line in path.read_text(encoding="utf-8").splitlines()
        if literal.search(line.partition("//")[0]) and "logo" not in line and "badge" not in line
    }
    assert found == set()


ICON = re.compile(r'ui\.icon\("([a-z-]+)"|\bicon="([a-z-]+)"|ui\.tasks\(_\("[^"]*"\), "([a-z-]+)"')


def test_every_icon_that_a_template_names_is_drawn() -> None:
    """One that is not in the sprite leaves an empty place."""
    drawn = set(re.findall(r'id="i-([a-z-]+)"', (TEMPLATES / "layout" / "sprite.html").read_text(encoding="utf-8")))
    named = {
        (path.name, name)
        for path in TEMPLATES.rglob("*.html")
        for found in ICON.findall(path.read_text(encoding="utf-8"))
        for name in found
        if name
    }
    assert len(named) > 30
    assert {(file, name) for file, name in named if name not in drawn} == set()
