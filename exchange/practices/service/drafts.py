"""A practice as it is written: one value with everything that a form or an import gives, and what it still lacks."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from exchange.kernel.errors import InvalidError
from exchange.kernel.messages import N_, Message
from exchange.kernel.translated import Translated
from exchange.practices.models import Piece, Rows, Section, TextState, Visibility
from exchange.text.rendering import TooHardError, render_markdown

LONGEST_TITLE = 120
LONGEST_SUMMARY = 600
MOST_THEMES = 4


@dataclass(frozen=True)
class TextDraft:
    """One language version. `html` is filled by `laid_out`."""

    language: str
    title: str = ""
    summary: str = ""
    sections: Mapping[Section, str] = field(default_factory=dict)
    html: Mapping[Section, str] = field(default_factory=dict)
    state: TextState = TextState.CURRENT
    source_revision: int | None = None
    behind_by: int = 0
    source_marks: tuple[str, ...] = ()  # of the official paragraphs that it follows
    translator: Translated | None = None
    is_reviewed: bool = False


@dataclass(frozen=True)
class PracticeDraft:
    """Everything of one revision, and the circulation that is asked for."""

    language: str
    country: str = ""
    level: str = "national"
    org: Translated = field(default_factory=Translated)
    contact_role: Translated = field(default_factory=Translated)
    status: str = ""
    started: str | None = None
    ended: str | None = None
    themes: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    evidence_claim: int | None = None
    licence: str = "reuse-with-credit"
    rows: Rows = field(default_factory=Rows)
    texts: tuple[TextDraft, ...] = ()
    visibility: Visibility | None = None
    partners: tuple[UUID, ...] = ()
    field_visibility: Mapping[Section, Visibility] = field(default_factory=dict)
    costs_circle: Visibility | None = None
    not_placed: tuple[Piece, ...] = ()  # from a file; never shown to readers, never part of what is cleared

    @property
    def official(self) -> TextDraft:
        """The official text, empty while nothing was written."""
        return next((text for text in self.texts if text.language == self.language), TextDraft(self.language))


CARD = ("title", "summary", "level", "org", "contact_role", "themes", "targets", "status", "results", "visibility")
_SAY = {
    "title": N_("Give the practice a title."),
    "summary": N_("Say in a few sentences what it is, for whom, and what changed."),
    "level": N_("Say whether it runs nationally, regionally or locally."),
    "org": N_("Name the lead institution."),
    "contact_role": N_("Name a post that answers questions."),
    "themes": N_("Choose at least one theme."),
    "targets": N_("Say who benefits."),
    "status": N_("Say how far the practice is."),
    "results": N_("Say who stated the figure “%(indicator)s” and where it comes from."),
    "visibility": N_("Choose who may read the practice."),
}


def missing(draft: PracticeDraft) -> dict[str, Message]:
    """What the ten fields of the card still lack before the draft can be sent: field → sentence."""
    text = draft.official
    present: dict[str, object] = {
        "title": text.title.strip(),
        "summary": text.summary.strip(),
        "level": draft.level,
        "org": draft.org,
        "contact_role": draft.contact_role,
        "themes": draft.themes,
        "targets": draft.targets,
        "status": draft.status,
        "visibility": draft.visibility,
    }
    lacking = {name: Message(_SAY[name]) for name, value in present.items() if not value}
    return lacking | _too_long(draft) | _unsourced(draft) | _unnamed_partners(draft)


def _too_long(draft: PracticeDraft) -> dict[str, Message]:
    text, found = draft.official, {}
    if len(text.title) > LONGEST_TITLE:
        found["title"] = Message(N_("Shorten the title to %(most)s characters."), {"most": LONGEST_TITLE})
    if len(text.summary) > LONGEST_SUMMARY:
        found["summary"] = Message(N_("Shorten the summary to %(most)s characters."), {"most": LONGEST_SUMMARY})
    if len(draft.themes) > MOST_THEMES:
        found["themes"] = Message(N_("Choose at most %(most)s themes."), {"most": MOST_THEMES})
    return found


def _unsourced(draft: PracticeDraft) -> dict[str, Message]:
    """Every number names its source and who stated it (rule 1 of the provenance rules)."""
    for row in draft.rows.results:
        if row.value is not None and not (row.source and row.stated_by):
            shown = row.indicator.text_for(draft.language) or f"{row.value:g}"
            return {"results": Message(_SAY["results"], {"indicator": shown})}
    return {}


def _unnamed_partners(draft: PracticeDraft) -> dict[str, Message]:
    circles = {draft.visibility, draft.costs_circle, *draft.field_visibility.values()}
    if Visibility.PARTNERS in circles and not draft.partners:
        return {"visibility": Message(N_("Name the ministries that may read the practice."))}
    return {}


def laid_out(draft: PracticeDraft, standing: PracticeDraft | None = None) -> PracticeDraft:
    """The draft with the HTML of every section. Call it before the writing transaction: it may take a second.

    Args:
        standing: what is saved; a text that did not change keeps the HTML that it has.

    Raises:
        InvalidError: a text takes too long to lay out; the sentence stands at its field.
    """
    known = _known_html(standing)
    html: list[dict[Section, str]] = [
        {section: known[words] for section, words in text.sections.items() if words in known} for text in draft.texts
    ]
    keys = [
        (number, section)
        for number, text in enumerate(draft.texts)
        for section in text.sections
        if section not in html[number]
    ]
    markdown = [draft.texts[number].sections[section] for number, section in keys]
    try:
        rendered = render_markdown(markdown)
    except TooHardError as error:
        raise InvalidError({keys[error.number][1].value: error.message}) from None
    for (number, section), text in zip(keys, rendered, strict=True):
        html[number][section] = text
    texts = tuple(replace(text, html=html[number]) for number, text in enumerate(draft.texts))
    return replace(draft, texts=texts)


def _known_html(standing: PracticeDraft | None) -> dict[str, str]:
    """Markdown → HTML of the texts that stand."""
    texts = standing.texts if standing else ()
    return {words: text.html[key] for text in texts for key, words in text.sections.items() if key in text.html}
