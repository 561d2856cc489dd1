"""Between the value that a form gives and the rows of the database, both ways, and the hash of what was cleared."""

import hashlib
import json
from collections.abc import Mapping
from uuid import UUID

from exchange.practices.models import (
    COSTS,
    PracticeSection,
    PracticeText,
    Revision,
    RevisionCode,
    RevisionFile,
    RevisionTheme,
    Section,
    TextState,
    Visibility,
    pieces_from_json,
    pieces_to_json,
)
from exchange.practices.models.rows import to_json
from exchange.practices.service.drafts import PracticeDraft, TextDraft

_PLAIN = ("language", "level", "org", "contact_role", "status", "started", "ended", "evidence_claim", "licence")


def fill(revision: Revision, draft: PracticeDraft) -> None:
    """Write the whole draft into the revision. Needs texts, sections, themes, codes and files loaded."""
    for name in _PLAIN:
        setattr(revision, name, getattr(draft, name))
    revision.rows = draft.rows
    revision.visibility = draft.visibility
    revision.partner_ids = [str(ministry_id) for ministry_id in draft.partners]
    revision.field_visibility = _circles(draft)
    revision.not_placed = pieces_to_json(draft.not_placed)
    _fill_codes(revision, draft)
    _fill_files(revision, draft)
    _fill_texts(revision, draft)


def _fill_codes(revision: Revision, draft: PracticeDraft) -> None:
    wanted = [("target", code) for code in draft.targets] + [("channel", code) for code in draft.channels]
    if [theme.code for theme in revision.themes] != list(draft.themes):
        kept = {theme.code: theme for theme in revision.themes}
        revision.themes = [kept.get(code) or RevisionTheme(code=code) for code in draft.themes]
        for position, theme in enumerate(revision.themes):
            theme.position = position
    if sorted((code.kind, code.code) for code in revision.codes) != sorted(wanted):
        known = {(code.kind, code.code): code for code in revision.codes}
        revision.codes = [known.get(pair) or RevisionCode(kind=pair[0], code=pair[1]) for pair in wanted]
    for code in revision.codes:
        code.position = wanted.index((code.kind, code.code))


def _fill_files(revision: Revision, draft: PracticeDraft) -> None:
    wanted = {UUID(row.file) for row in draft.rows.files if row.file}
    kept = [link for link in revision.files if link.file_id in wanted]
    new = wanted - {link.file_id for link in kept}
    if new or len(kept) != len(revision.files):
        revision.files = [*kept, *(RevisionFile(file_id=file_id) for file_id in sorted(new))]


def _fill_texts(revision: Revision, draft: PracticeDraft) -> None:
    standing = {text.language: text for text in revision.texts}
    kept = []
    for wanted in draft.texts:
        text = standing.get(wanted.language) or PracticeText(language=wanted.language, sections=[])
        text.title, text.summary = wanted.title, wanted.summary
        text.state = TextState.OFFICIAL if wanted.language == draft.language else wanted.state
        text.source_revision, text.behind_by = wanted.source_revision, wanted.behind_by
        text.source_marks = list(wanted.source_marks)
        text.translator, text.is_reviewed = wanted.translator, wanted.is_reviewed
        _fill_sections(text, wanted)
        kept.append(text)
    revision.texts = kept


def _fill_sections(text: PracticeText, wanted: TextDraft) -> None:
    standing = {section.key: section for section in text.sections}
    kept = []
    for key, markdown in wanted.sections.items():
        if not markdown.strip():
            continue
        section = standing.get(key) or PracticeSection(key=key)
        section.markdown, section.html = markdown, wanted.html[key]
        kept.append(section)
    text.sections = kept


def draft_of(revision: Revision, country: str) -> PracticeDraft:
    """The revision as a value: what an edit form starts from. Needs everything of the revision loaded."""
    plain = {name: getattr(revision, name) for name in _PLAIN}
    return PracticeDraft(
        **plain,
        country=country,
        rows=revision.rows,
        themes=tuple(theme.code for theme in sorted(revision.themes, key=lambda theme: theme.position)),
        targets=_codes(revision, "target"),
        channels=_codes(revision, "channel"),
        texts=tuple(_text(text) for text in sorted(revision.texts, key=lambda text: text.language)),
        visibility=revision.visibility,
        partners=tuple(UUID(ministry_id) for ministry_id in revision.partner_ids),
        field_visibility=section_circles(revision.field_visibility),
        costs_circle=costs_circle(revision.field_visibility),
        not_placed=pieces_from_json(revision.not_placed),
    )


def _circles(draft: PracticeDraft) -> dict[str, str]:
    own = {section.value: circle.value for section, circle in draft.field_visibility.items()}
    return own | ({COSTS: draft.costs_circle.value} if draft.costs_circle else {})


def section_circles(stored: Mapping[str, str]) -> dict[Section, Visibility]:
    """The circles of sections among those that are stored."""
    return {Section(key): Visibility(circle) for key, circle in stored.items() if key != COSTS}


def costs_circle(stored: Mapping[str, str]) -> Visibility | None:
    """The circle of the costs, where they have one of their own."""
    return Visibility(stored[COSTS]) if COSTS in stored else None


def _codes(revision: Revision, kind: str) -> tuple[str, ...]:
    ordered = sorted(revision.codes, key=lambda code: code.position)
    return tuple(code.code for code in ordered if code.kind == kind)


def _text(text: PracticeText) -> TextDraft:
    order = list(Section)
    sections = sorted(text.sections, key=lambda section: order.index(section.key))
    return TextDraft(
        language=text.language,
        title=text.title,
        summary=text.summary,
        sections={section.key: section.markdown for section in sections},
        html={section.key: section.html for section in sections},
        state=text.state,
        source_revision=text.source_revision,
        behind_by=text.behind_by,
        source_marks=tuple(text.source_marks or ()),
        translator=text.translator,
        is_reviewed=text.is_reviewed,
    )


def content_hash(draft: PracticeDraft) -> str:
    """SHA-256 over everything that is cleared: what readers see must have this hash (trust.md I9)."""
    content = [
        [str(getattr(draft, name)) for name in ("language", "level", "status", "started", "ended", "licence")],
        dict(draft.org),
        dict(draft.contact_role),
        [draft.themes, draft.targets, draft.channels],
        to_json(draft.rows),
        [[text.language, text.title, text.summary, _by_key(text)] for text in draft.texts],
        draft.visibility,
        sorted(map(str, draft.partners)),
        _circles(draft),
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _by_key(text: TextDraft) -> dict[str, str]:
    return {section.value: words for section, words in text.sections.items()}
