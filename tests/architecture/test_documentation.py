"""What people rely on is written down: settings, commands, events, states."""

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

from exchange.cli import exchange
from exchange.kernel.settings import PREFIX, Settings
from tests.architecture.sources import ROOT

DOCS = ROOT / "docs"


@pytest.mark.parametrize("name", [PREFIX + item.name.upper() for item in fields(Settings)])
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in (DOCS / "settings.md").read_text(encoding="utf-8")


def test_every_command_is_documented() -> None:
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    context = click.Context(exchange)
    missing = [name for name in exchange.list_commands(context) if f"`exchange {name}" not in text]
    assert missing == []


def test_the_readme_shows_the_two_commands_and_fits_a_screen() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in text
    assert "make test" in text
    assert len(text.splitlines()) <= 70


def test_links_of_the_documentation_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"


def test_no_file_names_a_place_of_one_machine() -> None:
    pattern = re.compile("/" + "(work|farm|root|home)/")
    names = [
        *ROOT.glob("*.md"),
        *DOCS.rglob("*.md"),
        *(ROOT / "exchange").rglob("*.py"),
        *(ROOT / "tests").rglob("*.py"),
    ]
    found = [path.name for path in names if pattern.search(Path(path).read_text(encoding="utf-8"))]
    assert found == []
