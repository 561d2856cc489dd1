"""Named places of a page that capabilities higher up may fill, so that what is below never imports them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from flask import Flask, current_app
from markupsafe import Markup

_SLOTS = "exchange.slots"


class Slot(StrEnum):
    """Every place there is.

    The first four are drawn with the practice, and kept with it while what they rest on stands: their renderers show
    nothing but what the subject, the actor, the reader and the day say; no token, nothing of the request.
    """

    PRACTICE_ASIDE = "practice.aside"  # beside a practice: act on it
    PRACTICE_KEYS = "practice.keys"  # the keys at the top of that side, in one box
    PRACTICE_OUTCOME = "practice.outcome"  # in its head: what it led to, in counts
    PRACTICE_AFTER = "practice.after"  # after its text: where it went, what was answered
    PRACTICE_BELOW = "practice.below"  # under a practice: discussion
    PRACTICE_SECTION = "practice.section"  # beside a section's heading
    PRACTICE_SECTION_COUNT = "practice.section_count"  # the number beside it in the contents; nothing or digits
    PRACTICE_CHAIN = "practice.chain"  # in its head, before what it led to: how much is said about it
    MEETING_PURPOSE = "meeting.purpose"  # a new request: words that it may begin with, as text
    SEARCH_SAVE = "search.save"  # beside the results: keep this search
    DESK_TASKS = "desk.tasks"  # the desk: what waits for me
    DESK_TODAY = "desk.today"  # the desk's side: meetings of today
    PRIVACY = "privacy"  # on the page about privacy: what is kept
    HOME_CHAIN = "home.chain"  # the public home: a chain that is true


@dataclass(frozen=True)
class Subject:
    """What the page is about; ids only, the renderer reads the rest under the reader's rights."""

    practice_id: UUID | None = None
    practice_slug: str = ""
    ministry_id: UUID | None = None  # whose it is
    part: str = ""  # the section, by its key
    parts: tuple[str, ...] = ()  # the sections that this reader sees
    search: str = ""  # a search as the query string of its address
    question_id: UUID | None = None  # a meeting that a question led to

    def at(self, part: str) -> "Subject":
        """One section of it."""
        return replace(self, part=part)


Renderer = Callable[[Subject], Markup]


def fill(app: Flask, slot: Slot, renderer: Renderer, *, order: int = 50) -> None:
    """Put a renderer into a slot; lower `order` comes first."""
    slots = app.extensions.setdefault(_SLOTS, defaultdict(list))
    slots[slot].append((order, renderer))
    slots[slot].sort(key=lambda entry: entry[0])


def render_slot(slot: str, subject: Subject | None = None) -> Markup:
    """Everything that was put into the slot, in order."""
    slots = current_app.extensions.get(_SLOTS, {})
    return Markup("\n").join(renderer(subject or Subject()) for _, renderer in slots.get(Slot(slot), ()))
