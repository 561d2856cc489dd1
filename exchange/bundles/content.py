"""A practice and a dossier as values that mean the same in every installation: no ids, no persons, no dates of ours."""

from collections.abc import Mapping
from typing import Any

from exchange.kernel.errors import InvalidError
from exchange.kernel.messages import N_, Message
from exchange.kernel.translated import Translated
from exchange.practices.models import COSTS, Practice, Rows, Section, TextState, Visibility
from exchange.practices.models.rows import from_json
from exchange.practices.service import PracticeDraft, TextDraft

_PLAIN = ("language", "level", "status", "started", "ended", "evidence_claim", "licence")


def practice_content(practice: Practice, ministry_slug: str) -> dict[str, Any]:
    """The published text; how wide it goes is each installation's own decision.

    Needs the published revision with texts, themes and codes loaded.
    """
    revision = practice.published_revision
    if revision is None:
        raise ValueError(practice.slug)
    return {name: getattr(revision, name) for name in _PLAIN} | {
        "slug": practice.slug,
        "ministry": ministry_slug,
        "country": practice.country,
        "org": dict(revision.org),
        "contact_role": dict(revision.contact_role),
        "field_visibility": dict(practice.field_visibility or {}),
        "themes": [theme.code for theme in revision.themes],
        "codes": [[code.kind, code.code] for code in sorted(revision.codes, key=lambda one: (one.kind, one.position))],
        "rows": revision.rows_json,
        "texts": {text.language: _text(text) for text in revision.texts},
    }


def _text(text: Any) -> dict[str, Any]:
    return {
        "title": text.title,
        "summary": text.summary,
        "state": text.state.value,
        "translator": dict(text.translator) if text.translator else None,
        "is_reviewed": text.is_reviewed,
        "sections": {section.key.value: section.markdown for section in text.sections},
    }


def draft_of(content: Mapping[str, Any]) -> PracticeDraft:
    """The same as a draft. Circulation asks for its ministry only: the officers here decide how wide it goes.

    Raises:
        InvalidError: a value that no practice has.
    """
    try:
        return _draft(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason: dict[str, str | int] = {"reason": f"{type(error).__name__}: {error}"[:120]}
        raise InvalidError(
            {"bundle": Message(N_("A practice in the bundle cannot be read: %(reason)s."), reason)}
        ) from error


def _draft(content: Mapping[str, Any]) -> PracticeDraft:
    codes = [(str(kind), str(code)) for kind, code in content["codes"]]
    rows: Rows = from_json(content["rows"])
    circles = {str(part): Visibility(circle) for part, circle in content["field_visibility"].items()}
    return PracticeDraft(
        **{name: content[name] for name in _PLAIN},
        country=str(content["country"]),
        org=Translated(content["org"]),
        contact_role=Translated(content["contact_role"]),
        themes=tuple(map(str, content["themes"])),
        targets=tuple(code for kind, code in codes if kind == "target"),
        channels=tuple(code for kind, code in codes if kind == "channel"),
        rows=rows,
        texts=tuple(_text_draft(str(language), text) for language, text in content["texts"].items()),
        visibility=Visibility.MINISTRY,
        field_visibility={Section(part): circle for part, circle in circles.items() if part != COSTS},
        costs_circle=circles.get(COSTS),
    )


def _text_draft(language: str, text: Mapping[str, Any]) -> TextDraft:
    return TextDraft(
        language=language,
        title=str(text["title"]),
        summary=str(text["summary"]),
        sections={Section(key): str(words) for key, words in text["sections"].items()},
        state=TextState(text["state"]),
        translator=Translated(text["translator"]) if text["translator"] else None,
        is_reviewed=bool(text["is_reviewed"]),
    )
