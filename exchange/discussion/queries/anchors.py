"""Where a remark about a paragraph stands now: at the same paragraph, or the text has changed since."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from exchange.discussion.models import SECTIONS, Comment
from exchange.kernel.actor import Actor
from exchange.kernel.languages import fold
from exchange.practices.models import Practice, Section
from exchange.practices.policies import can_read_section
from exchange.practices.queries import find_readable
from exchange.text.cleaning import paragraphs, plain_text

_LONGEST_WORDS = 120


@dataclass(frozen=True)
class Anchor:
    """What a contribution is about, as its reader may know it."""

    section: str  # its name, untranslated
    key: str
    words: str  # how the paragraph begins; empty for the whole section
    language: str
    has_changed: bool


@dataclass(frozen=True)
class Paragraph:
    """One paragraph that a remark may be about."""

    number: int
    words: str


@dataclass(frozen=True)
class Sections:
    """The sections that a reader sees, with the paragraphs of each language version."""

    keys: tuple[str, ...]
    texts: dict[tuple[str, str], tuple[str, ...]]  # (section, language) → paragraphs
    wide: frozenset[str]  # as widely read as the practice itself: only these may be written about

    def anchor_of(self, comment: Comment | Row[Any]) -> Anchor | None:
        """What the contribution is about; None when it is about nothing, or about what the reader may not see."""
        key = comment.anchor_field or ""
        if key not in self.keys or key not in SECTIONS:
            return None
        now = self.texts.get((key, comment.anchor_language or ""), ())
        has_changed = bool(comment.anchor_mark) and comment.anchor_mark not in {mark_of(words) for words in now}
        return Anchor(SECTIONS[key], key, comment.anchor_words or "", comment.anchor_language or "", has_changed)

    def paragraphs_of(self, key: str, language: str) -> tuple[Paragraph, ...]:
        """The paragraphs of a section in one language, with their first words."""
        return tuple(
            Paragraph(number, beginning(words)) for number, words in enumerate(self.texts.get((key, language), ()), 1)
        )


def sections_of(session: Session, *, actor: Actor, slug: str) -> Sections:
    """What this reader sees of the practice's sections.

    Raises:
        NotFoundError: no such practice, or the actor may not know of it.
    """
    practice = find_readable(session, actor=actor, slug=slug)
    keys = tuple(key.value for key in Section if can_read_section(actor, practice, key))
    revision = practice.published_revision
    texts: dict[tuple[str, str], tuple[str, ...]] = {
        (section.key.value, text.language): tuple(paragraphs(section.html))
        for text in (revision.texts if revision else ())
        for section in text.sections
        if section.key.value in keys
    }
    return Sections(keys, texts, _wide(practice, keys))


def _wide(practice: Practice, keys: Iterable[str]) -> frozenset[str]:
    return frozenset(key for key in keys if key in SECTIONS and practice.circle_of(key) is practice.visibility)


def mark_of(words: str) -> str:
    """Equal for the same words, whatever their spacing, case and accents."""
    return sha256(fold(" ".join(words.split())).encode()).hexdigest()[:32]


def beginning(words: str) -> str:
    """The first words of a paragraph, cut between words."""
    return words if len(words) <= _LONGEST_WORDS else words[:_LONGEST_WORDS].rsplit(" ", 1)[0] + "…"


def first_words_of(comment: Comment) -> str:
    """How a contribution begins, for lists and feeds."""
    return beginning(plain_text(comment.html))
