"""The value that capabilities hand over: one thing to tell one person, already in that person's language."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

DIGEST = "digest"  # the kind of a collected mail


@dataclass(frozen=True)
class CalendarPart:
    """An iTIP message that travels with the mail (RFC 6047); its METHOD must equal `method`."""

    method: Literal["REQUEST", "CANCEL"]
    content: bytes
    sequence: int
    stamp: datetime


@dataclass(frozen=True)
class Second:
    """The same words once more in the other side's language, for mails that are shown across the table."""

    language: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What happened and where to go, in the recipient's language and clock.

    Attributes:
        kind: what it is about, such as "practice.sent_for_clearance".
        path: address of the page on this host, beginning with one slash.
        lines: paragraphs of plain text.
        action: the words on the link.
        guard: "practice:<id>": asked again before anything is shown or sent; empty when everyone may know it.
        key: a second notice with this key for the same person is not made.
        topics: what it is about, as people follow it: "practice:<id>", "theme:cp.foster", "search:<id>".
        thread: any name of a conversation; mails of one thread to one person stay in order and answer the first.
        begins_thread: the conversation begins with what this tells, so there is no earlier mail that it could answer.
    """

    kind: str
    path: str
    subject: str
    lines: tuple[str, ...]
    action: str
    guard: str
    key: str
    calendar: CalendarPart | None = None
    topics: tuple[str, ...] = ()
    thread: str | None = None
    begins_thread: bool = False
    reply_to: str | None = None
    second: Second | None = None  # in the mail only

    def __post_init__(self) -> None:
        """Refuse an address that could lead to another host (trust.md I23, I24)."""
        if not self.path.startswith("/") or self.path.startswith("//") or "\\" in self.path:
            message = f"{self.path!r} is not the address of a page on this host"
            raise ValueError(message)
