"""Write the pages of docs/ that are made from the code; `--check` fails when one of them is stale."""

import sys
from dataclasses import fields
from pathlib import Path

import click

from exchange.cli import exchange
from exchange.kernel.settings import PREFIX, Settings
from exchange.meetings.states import table_as_markdown
from exchange.practices.models.transitions import as_markdown as practice_states
from exchange.search.columns.layout import ALIGNMENT, FORMAT, MAGIC, as_markdown
from exchange.search.inverted import Field
from security import cryptography_page, security_page

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


def asvs_page() -> str:
    """Every item of ASVS 5.0, levels 1 and 2, with its tests or its reason."""
    sys.path.insert(0, str(DOCS.parent))
    from tests.trust import asvs

    return asvs.as_markdown()


def practice_states_page() -> str:
    """The state machines of a practice and its texts, from the tables that the models ask."""
    head = ["# States of a practice", "", "Made from `exchange/practices/models/transitions.py` by `make docs`.", ""]
    return "\n".join([*head, practice_states().strip(), ""])


def search_format_page() -> str:
    """How the column store lies on the disk, from the table that the code reads and writes by."""
    return f"""# The index on the disk

Made from `exchange/search/columns/layout.py` by `make docs`. The index is a cache: everything in it can be made again from the database.

    index/                  mode 0700, owned by the service
      CURRENT               the manifest of the live commit; the next one takes its place by one rename
      lock, merge.lock      held (flock) by the one writer, by the one who merges or rebuilds
      000001/               one build; a rebuild makes the next number beside it
        MAIN_<id>.seg       an ordinary Whoosh segment (W3 codec): any fork from 2.7.4 on opens the folder
        MAIN_<id>.columns   the column store of the same segment, what searches read
        _MAIN_<n>.toc       Whoosh's table of contents of commit n

**CURRENT.** Line 1: a keyed BLAKE2b checksum of the rest. Line 2: JSON with build, commit, stamp (the last outbox row that is in it), analysis version, the segments with their deleted documents, and size and keyed checksum of every file. Nothing is opened that is not named here; Whoosh unpickles what it reads, so its files are compared with their checksum first.

**A commit.** Segment written and flushed, store written and flushed, table of contents flushed and renamed, its folder flushed, manifest flushed and renamed over CURRENT, folder flushed. Before the last rename nothing has changed; after it everything has.

**A store.** `{MAGIC.decode()}`, the length of the head as eight digits, the head (JSON: format {FORMAT}, size, and for each array type, shape, place and CRC-32), then the arrays, each at a multiple of {ALIGNMENT} bytes, little endian. Length and format are checked whenever a store is opened, its checksums too up to 4 MB; larger ones are read through once by the indexer (`mend`). A store that is missing or bad is made again from its segment, a bad segment from its store; meanwhile Whoosh answers from the segment.

`*` stands for a stream (`{"`, `".join(Field)}`) or, after `facet.`, for a dimension. A ragged array has a `start`: row n is `start[n]` to `start[n + 1]`.

{as_markdown()}
"""


PAGES = {
    "search-format.md": search_format_page,
    "security.md": security_page,
    "cryptography.md": cryptography_page,
    "trust.md": trust_page,
    "asvs.md": asvs_page,
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
