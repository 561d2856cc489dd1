"""Short lines of a practice's page: acts, registries, sources, origins, with their addresses and dates."""

import re
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from exchange.files.views import type_and_size
from exchange.kernel.when import date_text, month_text
from exchange.practices.forms.practice import OPEN_SOURCE
from exchange.practices.forms.rows import ACT_KINDS, FILE_KINDS, FILE_LANGUAGES, SOURCE_KINDS
from exchange.practices.models import Attachment
from exchange.practices.queries import PracticePage, briefs_by_slug
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import taxonomy
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader

_MOST_ORIGINS = 4
_LONG_WORD = 24
_PIECE = re.compile(r"[^/._?=&-]{1,24}[/._?=&-]?|[/._?=&-]")


@dataclass(frozen=True)
class Line:
    """A short text with an address where there is one, and its own language where it is not the reader's."""

    text: str
    href: str = ""
    lang: str = ""
    note: str = ""

    @property
    def pieces(self) -> list[str]:
        """The text with places to break inside long addresses, which would widen a narrow page."""
        words = re.split(r"(\s+)", self.text)
        return [piece for word in words for piece in (_PIECE.findall(word) if len(word) > _LONG_WORD else [word])]


def said_date(published: str) -> str:
    """A date as it was published, a day, a month or a year, in the reader's way; other words as they are."""
    match = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", published)
    if not match:
        return published
    try:
        day = date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return published
    return date_text(day, reader_language()) if match[3] else month_text(day, reader_language())


def reader_language() -> str:
    """The code of the page's language."""
    return current_reader().language.value


def term(kind: TermList, code: str | int) -> str:
    """The word for a code of the taxonomy."""
    return taxonomy(reading()).label(kind, code, reader_language())


def _address(link: str) -> str:
    return link if link.startswith(("https://", "http://")) else ""


def acts(page: PracticePage) -> tuple[Line, ...]:
    """The acts that allow it."""
    lines = []
    for act in page.rows.legal_acts:
        title = act.title.text_for(page.language)
        kind = str(_(ACT_KINDS[act.kind])) if ACT_KINDS.get(act.kind) and act.kind else ""
        note = ", ".join(part for part in (kind, act.number, said_date(act.date)) if part)
        lines.append(Line(title or act.number, _address(act.link), act.title.language_for(page.language) or "", note))
    return tuple(lines)


def digital(page: PracticePage) -> tuple[tuple[str, str], ...]:
    """Registries, identifier, consent, code: name and value."""
    digital, language = page.rows.digital, page.language
    rows = (
        (_("Registries joined"), "; ".join(text.text_for(language) for text in digital.registries)),
        (_("How a person is recognised"), digital.identifier.text_for(language)),
        (_("How consent is asked"), digital.consent.text_for(language)),
        (
            _("Is the code open?"),
            str(_(OPEN_SOURCE.get(digital.open_source, digital.open_source))) if digital.open_source else "",
        ),
    )
    return tuple((name, value) for name, value in rows if value)


def sources(page: PracticePage) -> tuple[Line, ...]:
    """Where the facts come from."""
    lines = []
    for row in page.rows.sources:
        kind = str(_(SOURCE_KINDS[row.kind])) if row.kind and row.kind in SOURCE_KINDS else row.kind
        note = ", ".join(part for part in (kind, said_date(row.date)) if part)
        lines.append(Line(row.link or row.id, _address(row.link), "", note))
    return tuple(lines)


def documents(page: PracticePage) -> tuple[Line, ...]:
    """Documents and links: what a file is, its kind, language and licence stand beside the title."""
    lines = []
    for row in page.rows.files:
        lang = row.title.language_for(page.language) or ""
        title = row.title.text_for(page.language) or row.link
        lines.append(Line(title, _address(row.link) or _download(page, row), lang, file_facts(row)))
    return tuple(lines)


def _download(page: PracticePage, row: Attachment) -> str:
    return url_for("practices.attachment", slug=page.card.slug, file_id=row.file) if row.file else ""


def file_facts(row: Attachment) -> str:
    """What the reader is told before opening: type and size, kind, language, licence."""
    what = type_and_size(row.media_type, row.size_bytes) if row.file else ""
    words = (FILE_KINDS.get(row.kind) if row.kind else "", FILE_LANGUAGES.get(row.language) if row.language else "")
    return ", ".join(part for part in (what, *(str(_(word)) for word in words if word), row.licence) if part)


def origins(page: PracticePage) -> tuple[Line, ...]:
    """What inspired it: practices that the reader may read by their title, and words."""
    lines = [Line(text.text_for(page.language)) for text in page.rows.based_on]
    slugs = page.rows.based_on_slugs[:_MOST_ORIGINS]
    cards = briefs_by_slug(reading(), actor=current_actor(), slugs=slugs, language=reader_language())
    lines += [
        Line(card.title, url_for("practices.show", slug=card.slug), card.title_language, card.country) for card in cards
    ]
    return tuple(line for line in lines if line.text)
