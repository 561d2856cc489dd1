"""Write the pages of docs/ that are made from the code; `--check` fails when one of them is stale."""

import sys
from dataclasses import fields
from pathlib import Path

import click

from exchange.cli import exchange
from exchange.kernel.settings import PREFIX, Settings
from exchange.meetings.states import table_as_markdown
from exchange.practices.models.transitions import as_markdown as practice_states

DOCS = Path(__file__).resolve().parent.parent / "docs"


def settings_page() -> str:
    """Every setting with its default and meaning."""
    lines = ["# Settings", "", "Made from `exchange/kernel/settings.py` by `make docs`. All are optional.", ""]
    lines += ["| Variable | Default | Meaning |", "|---|---|---|"]
    lines += [
        f"| `{PREFIX}{item.name.upper()}` | {_default(item.default)} | {item.metadata['meaning']} |"
        for item in fields(Settings)
    ]
    return "\n".join(
        [*lines, "", "A wrong value, or a variable that does not exist, stops the start with a sentence.", ""]
    )


def _default(value: object) -> str:
    return f"`{value}`" if value else "empty"


def commands_page() -> str:
    """Every command with its help."""
    lines = ["# Commands", "", "Made from the command line itself by `make docs`.", ""]
    context = click.Context(exchange, info_name="exchange")
    for name in exchange.list_commands(context):
        command = exchange.get_command(context, name)
        if command is not None:
            lines += _command(f"exchange {name}", command)
    return "\n".join(lines)


def _command(path: str, command: click.Command) -> list[str]:
    lines = [f"## `{path}{_arguments(command)}`", "", (command.help or "").strip(), ""]
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    if options:
        lines += ["| Option | Meaning |", "|---|---|"]
        lines += [
            f"| `{' / '.join([*option.opts, *option.secondary_opts])}` | {option.help or ''} |" for option in options
        ]
        lines += [""]
    if isinstance(command, click.Group):
        for name, child in sorted(command.commands.items()):
            lines += _command(f"{path} {name}", child)
    return lines


def _arguments(command: click.Command) -> str:
    return "".join(
        f" {parameter.human_readable_name}" for parameter in command.params if isinstance(parameter, click.Argument)
    )


def states_page() -> str:
    """The state machine of meetings, from the table that the code runs."""
    head = ["# States of a meeting", "", "Made from `exchange/meetings/states.py` by `make docs`.", ""]
    return "\n".join([*head, table_as_markdown().strip(), ""])


def trust_page() -> str:
    """The matrix of rights as the tests hold it, and which tests hold each invariant."""
    sys.path.insert(0, str(DOCS.parent))
    from tests.trust import invariants, matrix

    head = ["# Trust", "", "Made from `tests/trust/matrix.py` and the docstrings of the tests by `make docs`.", ""]
    rights = ["## Who may do what", "", matrix.as_markdown(), ""]
    said = (
        "Each cell is asked of the policies in `tests/trust/test_matrix.py`; a dash is answered like something absent."
    )
    held = ["## What must hold, and which tests hold it", "", invariants.as_markdown(), ""]
    return "\n".join([*head, *rights, said, "", *held])


def practice_states_page() -> str:
    """The state machines of a practice and its texts, from the tables that the models ask."""
    head = ["# States of a practice", "", "Made from `exchange/practices/models/transitions.py` by `make docs`.", ""]
    return "\n".join([*head, practice_states().strip(), ""])


PAGES = {
    "trust.md": trust_page,
    "settings.md": settings_page,
    "commands.md": commands_page,
    "meeting-states.md": states_page,
    "practice-states.md": practice_states_page,
}

if __name__ == "__main__":
    stale = [
        name for name, page in PAGES.items() if not (DOCS / name).exists() or (DOCS / name).read_text("utf-8") != page()
    ]
    if "--check" in sys.argv:
        if stale:
            print(f"docs/{stale[0]} is stale; run: make docs")
        sys.exit(1 if stale else 0)
    for name in stale:
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
