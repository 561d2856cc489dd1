"""Practices for tests, written straight into the tables, and drafts for those that go through the service."""

import hashlib
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.kernel.translated import Translated
from exchange.practices.models import (
    Practice,
    PracticePartner,
    PracticeSection,
    PracticeState,
    PracticeText,
    Result,
    Revision,
    RevisionState,
    RevisionTheme,
    Rows,
    Section,
    TextPicture,
    TextState,
    Visibility,
)
from exchange.practices.service.drafts import PracticeDraft, TextDraft
from tests.support.clock import START

SAID = Translated({"en": "Social Services Agency", "az": "Sosial Xidmətlər Agentliyi"})
POST = Translated({"en": "Foster care desk", "az": "Himayədar ailə şöbəsi"})
_numbers = count(1)


def make_practice(
    session: Session,
    ministry: Ministry,
    *,
    visibility: Visibility = Visibility.MEMBERS,
    partners: Iterable[Ministry] = (),
    texts: Mapping[str, str] | None = None,
    sections: Mapping[Section, str] | None = None,
    themes: Iterable[str] = ("cp.foster",),
    author: Person | None = None,
    **chosen: Any,
) -> Practice:
    """A published practice that every signed-in partner reads.

    `texts` are titles by language, the first one official; every language has the same `sections`, taken as words and
    HTML alike. Everything else is a column of Practice.
    """
    number = next(_numbers)
    slug = chosen.pop("slug", f"{ministry.country}-practice-{number}".lower())
    values = {
        "country": ministry.country,
        "number": 500_000 + number,
        "state": PracticeState.PUBLISHED,
        "visibility": visibility,
        "created_by": author.id if author else None,
        "created_at": START,
        "published_at": START,
        "confirmed_on": START.date(),
    }
    practice = Practice(slug=slug, ministry_id=ministry.id, **(values | chosen))
    practice.ministry = ministry
    practice.partners = [PracticePartner(ministry_id=partner.id) for partner in partners]
    revision = _revision(texts or {"en": f"Foster care {number}"}, sections or {Section.PROBLEM: "Few families."})
    revision.themes = [RevisionTheme(code=code, position=at) for at, code in enumerate(themes)]
    revision.visibility, revision.written_by = practice.visibility, practice.created_by
    revision.partner_ids = [str(partner.ministry_id) for partner in practice.partners]
    revision.field_visibility = dict(practice.field_visibility or {})
    practice.revisions = [revision]
    session.add(practice)
    session.flush()
    practice.published_revision = revision
    session.flush()
    return practice


def _revision(titles: Mapping[str, str], sections: Mapping[Section, str]) -> Revision:
    official = next(iter(titles))
    revision = Revision(
        number=1, state=RevisionState.CLEARED, language=official, org=SAID, contact_role=POST, saved_at=START
    )
    revision.cleared_at, revision.document_number, revision.rows, revision.codes = START, "12/1", Rows(), []
    revision.files = []
    revision.texts = [
        PracticeText(
            language=language,
            title=title,
            summary=f"{title}: what it is and for whom.",
            state=TextState.OFFICIAL if language == official else TextState.CURRENT,
            sections=[PracticeSection(key=key, markdown=text, html=f"<p>{text}</p>") for key, text in sections.items()],
        )
        for language, title in titles.items()
    ]
    return revision


def make_picture(session: Session, practice: Practice, content: bytes = b"RIFF....WEBPVP8 ") -> TextPicture:
    """A picture of a practice's texts."""
    picture = TextPicture(
        practice_id=practice.id,
        made_at=START,
        media_type="image/webp",
        width=40,
        height=30,
        content_hash=hashlib.sha256(content).hexdigest(),
        content=content,
    )
    session.add(picture)
    session.flush()
    return picture


def make_draft(**chosen: Any) -> PracticeDraft:
    """A complete card in Azerbaijani for all members; `title`, `summary` and `sections` belong to its official text."""
    language = chosen.get("language", "az")
    text = TextDraft(
        language,
        title=chosen.pop("title", "Himayədar ailə"),
        summary=chosen.pop("summary", "Uşaq müəssisədə deyil, ailədə böyüyür."),
        sections=chosen.pop("sections", {Section.PROBLEM: "Ailə **azdır**."}),
    )
    result = Result(indicator=Translated({"en": "Children"}), value=53, source="Report, 2025", stated_by=SAID)
    values = {
        "language": language,
        "country": "AZ",
        "org": SAID,
        "contact_role": POST,
        "status": "running",
        "themes": ("cp.foster",),
        "targets": ("children-no-parental-care",),
        "rows": Rows(results=(result,)),
        "texts": (text,),
        "visibility": Visibility.MEMBERS,
    }
    return PracticeDraft(**(values | chosen))
