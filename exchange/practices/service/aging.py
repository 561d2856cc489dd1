"""Which paragraphs of the official text a translation has not followed yet: paragraph by paragraph, never by guess.

Each language version keeps the marks of the official paragraphs that it renders. A paragraph whose mark it lacks is
newer. A minor edit and a dismissal add marks without a change of the translation.
"""

import hashlib
from dataclasses import dataclass, replace

from exchange.practices.models import TextState
from exchange.practices.service.drafts import PracticeDraft, TextDraft

_MARK_LENGTH = 16


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the official text: of the title, the summary or a section."""

    part: str
    text: str

    @property
    def mark(self) -> str:
        """The same words of the same part have the same mark; spaces do not count."""
        words = f"{self.part}\0{' '.join(self.text.split())}"
        return hashlib.sha256(words.encode()).hexdigest()[:_MARK_LENGTH]


def paragraphs(text: TextDraft) -> tuple[Paragraph, ...]:
    """Everything of a text that a translator renders, in order."""
    whole = {"title": text.title, "summary": text.summary, **{key.value: body for key, body in text.sections.items()}}
    return tuple(
        Paragraph(part, piece.strip()) for part, body in whole.items() for piece in body.split("\n\n") if piece.strip()
    )


def newer(text: TextDraft, official: TextDraft) -> tuple[Paragraph, ...]:
    """The paragraphs that the version has not followed. A version without marks is taken to know none of them."""
    known = set(text.source_marks)
    return tuple(one for one in paragraphs(official) if one.mark not in known)


def caught_up(text: TextDraft, official: TextDraft) -> TextDraft:
    """The version after its translator has seen every paragraph; a machine draft stays one."""
    state = TextState.MACHINE if text.state is TextState.MACHINE else TextState.CURRENT
    return replace(text, source_marks=_marks(official), behind_by=0, state=state)


def aged(draft: PracticeDraft, *, before: TextDraft, base: TextDraft, is_minor: bool) -> PracticeDraft:
    """The draft with every translation told what is newer in the official text.

    Args:
        before: the official text as it was saved last.
        base: the official text of the version before this one: a minor edit exempts what changed since.
    """
    official = draft.official
    if official.language != before.language or not before.title:
        return draft
    exempt = set(_marks(official)) - set(_marks(base)) if is_minor else set()
    texts = tuple(
        text if text.language == draft.language else _aged(text, before, official, exempt) for text in draft.texts
    )
    return replace(draft, texts=texts)


def _aged(text: TextDraft, before: TextDraft, official: TextDraft, exempt: set[str]) -> TextDraft:
    if not text.source_marks and not exempt and _marks(before) == _marks(official):
        return text
    known = set(text.source_marks) or _known_of_old(text, before)
    marked = replace(text, source_marks=tuple(sorted(known | exempt)))
    behind = len(newer(marked, official))
    if text.state is TextState.MACHINE:
        return replace(marked, behind_by=behind)
    return replace(marked, behind_by=behind, state=TextState.BEHIND if behind else TextState.CURRENT)


def _known_of_old(text: TextDraft, before: TextDraft) -> set[str]:
    """A version written before marks were kept: the last paragraphs, as many as it was behind, are the newer ones."""
    every = _ordered(before)
    return set(every[: len(every) - text.behind_by] if text.behind_by else every)


def _ordered(text: TextDraft) -> list[str]:
    return [one.mark for one in paragraphs(text)]


def _marks(text: TextDraft) -> tuple[str, ...]:
    return tuple(sorted({one.mark for one in paragraphs(text)}))
