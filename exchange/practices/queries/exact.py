"""A cleared version as a file that never changes: what every reader of the practice sees of it, and its check value.

Parts with a narrower circle are not in it, so the same number stands for every reader and says nothing of what is kept
from some (docs/decisions/0016).
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.translated import Translated
from exchange.practices import policies
from exchange.practices.models import COSTS, Practice, PracticeText, Revision, Rows, Section, without_costs
from exchange.practices.models.rows import to_json
from exchange.practices.queries.loading import WHOLE_REVISION
from exchange.practices.queries.page import open_version

FORMAT = "exchange-practice-version/1"


@dataclass(frozen=True)
class ExactVersion:
    """What a decree quotes."""

    slug: str
    permanent: int | None
    version: int
    newest: int
    country: str
    ministry: Translated
    titles: Translated
    language: str
    cleared_on: date | None
    content: dict[str, Any]

    @cached_property
    def as_bytes(self) -> bytes:
        """The file: keys in order, two spaces, UTF-8, one line end."""
        return (json.dumps(self.content, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()

    @cached_property
    def check_value(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.as_bytes).hexdigest()


def exact_version(session: Session, *, actor: Actor, slug: str, version: int | None = None) -> ExactVersion:
    """A cleared version, the newest without a number.

    Raises:
        NotFoundError: none, or not the actor's to read.
    """
    practice, opened = open_version(session, actor=actor, slug=slug, version=version)
    whole = select(Revision).where(Revision.id == opened.id).options(*WHOLE_REVISION)
    revision = session.scalars(whole.execution_options(populate_existing=True)).one()
    newest = practice.published_revision
    return ExactVersion(
        slug=practice.slug,
        permanent=practice.number,
        version=revision.number,
        newest=newest.number if newest else revision.number,
        country=practice.country,
        ministry=practice.ministry.names,
        titles=Translated({text.language: text.title for text in revision.texts}),
        language=revision.language,
        cleared_on=revision.cleared_at.date() if revision.cleared_at else None,
        content=_content(practice, revision),
    )


def _content(practice: Practice, revision: Revision) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "practice": {
            "slug": practice.slug,
            "number": practice.number,
            "country": practice.country,
            "ministry": dict(practice.ministry.names),
        },
        "version": revision.number,
        "cleared_on": revision.cleared_at.date().isoformat() if revision.cleared_at else None,
        "official_language": revision.language,
        "level": revision.level,
        "status": revision.status,
        "started": revision.started,
        "ended": revision.ended,
        "licence": revision.licence,
        "evidence_claim": revision.evidence_claim,
        "org": dict(revision.org),
        "contact_role": dict(revision.contact_role),
        "themes": [theme.code for theme in revision.themes],
        "targets": [code.code for code in revision.codes if code.kind == "target"],
        "channels": [code.code for code in revision.codes if code.kind == "channel"],
        "rows": to_json(_rows(practice, revision)),
        "texts": {text.language: _text(practice, revision, text) for text in revision.texts},
    }


def _text(practice: Practice, revision: Revision, text: PracticeText) -> dict[str, Any]:
    whole = [section for section in text.sections if _is_whole(practice, revision, section.key)]
    sections = {section.key.value: section.markdown for section in whole}
    return {"title": text.title, "summary": text.summary, "state": text.state.value, "sections": sections}


def _rows(practice: Practice, revision: Revision) -> Rows:
    narrow = {section.value for section in Section if not _is_whole(practice, revision, section)}
    rows = revision.rows
    shown = replace(rows, samples=tuple(key for key in rows.samples if key not in narrow))
    return shown if _is_whole(practice, revision, COSTS) else without_costs(shown)


def _is_whole(practice: Practice, revision: Revision, part: str) -> bool:
    """Whether every reader of the version reads the part, today and to the last."""
    is_last = revision.last_circle_of(part) is revision.last_circle_of()
    return practice.circle_of(part) is practice.visibility and is_last


def slug_of_number(session: Session, *, actor: Actor, number: int) -> str:
    """The address behind a permanent number.

    Raises:
        NotFoundError: none, or not the actor's to read.
    """
    slug = session.scalar(select(Practice.slug).where(Practice.number == number, policies.readable_by(actor)))
    if slug is None:
        raise NotFoundError
    return slug
