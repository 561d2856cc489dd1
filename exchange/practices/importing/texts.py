"""The files en.md, az.md …: front matter with title and summary, then one heading for each section."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from exchange.kernel.messages import N_, Message
from exchange.kernel.signs import with_pictures
from exchange.practices.models import Section

LARGEST_FILE = 1_000_000
PARTS = frozenset({"keep", "may-change", "avoid"})  # of the advice
REQUIRED = (
    Section.PROBLEM,
    Section.CONTEXT,
    Section.SOLUTION,
    Section.DIFFICULTIES,
    Section.ADAPT,
    Section.LESSONS,
)
_WHOLE = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_HEADING = re.compile(r"^## +(\S.*?) *$", re.MULTILINE)
_PART = re.compile(r"^### +(\S.*?) *$", re.MULTILINE)


class UnreadableError(Exception):
    """A file that cannot be read; the message says which and why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


@dataclass(frozen=True)
class WrittenText:
    """One language version as written."""

    title: str
    summary: str
    sections: dict[Section, str] = field(default_factory=dict)


def read_file(path: Path) -> str:
    """The file's text; UnreadableError when it is not there, too large, or no UTF-8."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableError(Message(N_("%(file)s is larger than one megabyte."), {"file": path.name}))
        return with_pictures(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        message = Message(N_("%(file)s cannot be read as UTF-8 text."), {"file": path.name})
        raise UnreadableError(message) from error


def read_text(path: Path) -> WrittenText:
    """One language version; UnreadableError when a part of it has no place in the format."""
    found = _WHOLE.match(read_file(path))
    if found is None:
        raise UnreadableError(Message(N_("%(file)s does not begin with its title and summary."), {"file": path.name}))
    front = _front(path, found["front"])
    return WrittenText(front["title"], front["summary"], _sections(path, found["body"]))


def _front(path: Path, text: str) -> dict[str, str]:
    try:
        front = yaml.safe_load(text)
    except yaml.YAMLError as error:
        message = Message(N_("The head of %(file)s is not valid YAML."), {"file": path.name})
        raise UnreadableError(message) from error
    if not isinstance(front, dict) or not all(isinstance(front.get(key), str) for key in ("title", "summary")):
        raise UnreadableError(Message(N_("The head of %(file)s lacks a title or a summary."), {"file": path.name}))
    return {"title": front["title"].strip(), "summary": front["summary"].strip()}


def _sections(path: Path, body: str) -> dict[Section, str]:
    pieces = _HEADING.split(body)
    names, texts = pieces[1::2], [text.strip() for text in pieces[2::2]]
    if pieces[0].strip():
        raise UnreadableError(Message(N_("%(file)s has text before its first heading."), {"file": path.name}))
    for name in names:
        if name not in set(Section) or names.count(name) > 1:
            values: dict[str, str | int] = {"file": path.name, "name": name}
            raise UnreadableError(Message(N_("%(file)s has a heading “%(name)s” that has no place."), values))
    found = {Section(name): text for name, text in zip(names, texts, strict=True)}
    _check(path, found)
    return found


def _check(path: Path, sections: dict[Section, str]) -> None:
    for section in REQUIRED:
        if not sections.get(section):
            values: dict[str, str | int] = {"file": path.name, "name": section.value}
            raise UnreadableError(Message(N_("%(file)s lacks the section “%(name)s”."), values))
    if not set(_PART.findall(sections[Section.ADAPT])) <= PARTS:
        raise UnreadableError(Message(N_("The advice in %(file)s has a part without a place."), {"file": path.name}))
