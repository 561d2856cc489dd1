"""Every way from one state of a text or a practice to the next. The models ask this table; docs/ is made from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from exchange.kernel.errors import ConflictError
from exchange.kernel.messages import N_, Message
from exchange.practices.models.states import Life, Stage

ELSEWHERE = Message(N_("This text is not in the state that you saw. Open it again to see what changed."))


class TextCommand(StrEnum):
    """What happens to one text of a practice."""

    BEGIN = "begin"
    SAVE = "save"
    SEND = "send"
    TAKE_BACK = "take_back"
    SEND_BACK = "send_back"
    REFUSE = "refuse"
    CLEAR = "clear"
    ASK_EDITOR = "ask_editor"
    LET_OUT = "let_out"


class PracticeCommand(StrEnum):
    """What happens to a practice."""

    PUBLISH = "publish"
    CONFIRM = "confirm"
    ARCHIVE = "archive"
    WITHDRAW = "withdraw"
    CHANGE_READERS = "change_readers"
    CLOSE_VERSION = "close_version"


_AUTHOR = "the author, while still a publisher, or an administrator of the ministry"
_OFFICER = "a clearing officer or administrator of the ministry who neither wrote nor sent the text"
_EDITOR = "a second clearing officer or administrator: neither a writer of the text nor the one who cleared it"
_DESK = "the author, a clearing officer or an administrator of the ministry"
_OPEN = frozenset({Stage.DRAFT, Stage.SENT_BACK})
_OUT = frozenset({Life.CONFIRMED, Life.DUE, Life.GREY})


@dataclass(frozen=True)
class TextStep:
    """One row about a text. `target` None: the state stays. `audit`: the row that it leaves in the trail."""

    sources: frozenset[Stage]  # empty: there is nothing before
    target: Stage | None
    who: str
    follows: str
    audit: str


@dataclass(frozen=True)
class PracticeStep:
    """One row about a practice."""

    sources: frozenset[Life]
    target: Life | None
    who: str
    follows: str
    audit: str


TEXT_STEPS = {
    TextCommand.BEGIN: TextStep(
        frozenset(), Stage.DRAFT, _AUTHOR, "what is published stays readable", "practice.drafted"
    ),
    TextCommand.SAVE: TextStep(
        _OPEN, None, _AUTHOR, "a newer version is never overwritten; while typing, one row a sitting", "practice.saved"
    ),
    TextCommand.SEND: TextStep(
        _OPEN,
        Stage.IN_CLEARANCE,
        _AUTHOR,
        "the card must be complete; the clearing officers are told",
        "practice.sent_for_clearance",
    ),
    TextCommand.TAKE_BACK: TextStep(
        frozenset({Stage.IN_CLEARANCE, Stage.WITH_EDITOR}),
        Stage.DRAFT,
        _AUTHOR,
        "the text can be changed again",
        "practice.taken_back",
    ),
    TextCommand.SEND_BACK: TextStep(
        frozenset({Stage.IN_CLEARANCE, Stage.WITH_EDITOR}),
        Stage.SENT_BACK,
        f"{_OFFICER}; with the editor: {_EDITOR}",
        "a remark or questions about fields are kept; the author is told",
        "practice.sent_back",
    ),
    TextCommand.REFUSE: TextStep(
        frozenset({Stage.IN_CLEARANCE, Stage.WITH_EDITOR}),
        Stage.REFUSED,
        f"{_OFFICER}; with the editor: {_EDITOR}",
        "with a reason; this text never leaves the ministry, what is published stays, the author is told",
        "practice.refused",
    ),
    TextCommand.CLEAR: TextStep(
        frozenset({Stage.IN_CLEARANCE}),
        Stage.CLEARED,
        _OFFICER,
        "with document number and the SHA-256 of the text; it is published",
        "practice.published",
    ),
    TextCommand.ASK_EDITOR: TextStep(
        frozenset({Stage.IN_CLEARANCE}),
        Stage.WITH_EDITOR,
        _OFFICER,
        "instead of clear, where the ministry asks an editor: cleared with number and hash, not shown yet",
        "practice.passed_on",
    ),
    TextCommand.LET_OUT: TextStep(
        frozenset({Stage.WITH_EDITOR}),
        Stage.CLEARED,
        _EDITOR,
        "only if the text still has the hash that was cleared; it is published",
        "practice.published",
    ),
}
PRACTICE_STEPS = {
    PracticeCommand.PUBLISH: PracticeStep(
        frozenset(Life),
        Life.CONFIRMED,
        "follows from clear or let_out",
        "readers see the text from the next request on; valid for 12 to 24 months",
        "practice.published",
    ),
    PracticeCommand.CONFIRM: PracticeStep(
        _OUT | {Life.ARCHIVED},
        Life.CONFIRMED,
        _DESK,
        "the dates start anew, the text does not change",
        "practice.confirmed",
    ),
    PracticeCommand.ARCHIVE: PracticeStep(
        _OUT,
        Life.ARCHIVED,
        f"{_DESK}; by itself a year after it became grey",
        "stays readable and citable, marked as no longer kept up to date",
        "practice.archived",
    ),
    PracticeCommand.WITHDRAW: PracticeStep(
        _OUT | {Life.ARCHIVED},
        Life.WITHDRAWN,
        _DESK,
        "with a reason; nobody outside the ministry reads it from the next request on",
        "practice.withdrawn",
    ),
    PracticeCommand.CHANGE_READERS: PracticeStep(
        _OUT | {Life.ARCHIVED},
        None,
        f"narrower: {_DESK}; wider: {_OFFICER}",
        "counts at the next request",
        "practice.circulation_changed",
    ),
    PracticeCommand.CLOSE_VERSION: PracticeStep(
        frozenset(Life) - {Life.DRAFT},
        None,
        _DESK,
        "an older version stays with the ministry’s own desk; the published one is withdrawn or narrowed instead",
        "practice.version_closed",
    ),
}
BY_TIME = (
    (Life.CONFIRMED, Life.DUE, "sixty days before the end of its validity"),
    (Life.DUE, Life.GREY, "at the end of its validity"),
)


Steps = Iterable[tuple[StrEnum, TextStep | PracticeStep]]


def require(command: TextCommand, stage: Stage) -> None:
    """Refuse a command that does not lead on from the stage."""
    if stage not in TEXT_STEPS[command].sources:
        raise ConflictError(ELSEWHERE)


def is_possible(command: PracticeCommand, life: Life) -> bool:
    """Whether the command leads on from the state."""
    return life in PRACTICE_STEPS[command].sources


def as_markdown() -> str:
    """Tables and drawings for the documentation."""
    text, practice = _table(TEXT_STEPS.items()), _table(PRACTICE_STEPS.items())
    return "\n\n".join(
        [
            "## One text on its way out of the ministry",
            _drawing(TEXT_STEPS.items(), ()),
            text,
            "## The practice for its readers",
            _drawing(PRACTICE_STEPS.items(), BY_TIME),
            practice,
        ]
    )


def _table(steps: Steps) -> str:
    lines = ["| Command | From | To | Who | What follows | Row in the trail |", "|---|---|---|---|---|---|"]
    for command, step in steps:
        sources = ", ".join(sorted(step.sources)) or "–"
        lines.append(
            f"| {command} | {sources} | {step.target or 'the same'} | {step.who} | {step.follows} | `{step.audit}` |"
        )
    return "\n".join(lines)


def _drawing(steps: Steps, by_time: Iterable[tuple[Life, Life, str]]) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    for command, step in steps:
        sources = [str(source) for source in sorted(step.sources)] or ["[*]"]
        lines += [f"    {source} --> {step.target}: {command}" for source in sources if step.target is not None]
    lines += [f"    {before} --> {after}: {when}" for before, after, when in by_time]
    return "\n".join([*lines, "```"])
