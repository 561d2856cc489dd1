"""The file practice.yaml as it is written: every key that may stand in it, read strictly into frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import cattrs
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError
from cattrs.v import transform_error

from exchange.kernel.languages import Language
from exchange.kernel.translated import Translated
from exchange.practices.models import (
    Attachment,
    Cost,
    LegalAct,
    Objective,
    Partner,
    Precondition,
    Result,
    Source,
    Step,
    TextState,
    Visibility,
)

MOST_FAULTS = 20


@dataclass(frozen=True)
class Missing:
    """A paragraph that a language version lacks."""

    field: str
    paragraph: int | None = None
    note: str = ""


@dataclass(frozen=True)
class VersionState:
    """How a language version stands against the official text."""

    source_revision: int = 1
    state: TextState = TextState.CURRENT
    reviewed: bool = False
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class DigitalContent:
    """Field 19 as written: registries are a list for each language."""

    registries: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    identifier: Translated = field(default_factory=Translated)
    consent: Translated = field(default_factory=Translated)
    open_source: str = ""


@dataclass(frozen=True)
class Flags:
    """Marks beside the level of evidence."""

    transferred: bool = False
    lasting: bool = False


@dataclass(frozen=True)
class Review:
    """The evidence reviewer's level."""

    level: int
    date: date
    by: str = ""
    reason: Translated = field(default_factory=Translated)


@dataclass(frozen=True, kw_only=True)
class PracticeContent:
    """Everything of a practice that is not running text."""

    slug: str
    country: str
    level: str
    ministry: str
    org: Translated
    contact_role: Translated
    themes: tuple[str, ...]
    targets: tuple[str, ...]
    status: str
    lang: Language
    versions: tuple[Language, ...]
    visibility: Visibility
    revision: int = 1
    age_band: tuple[str, ...] = ()
    started: str = ""
    ended: str = ""
    translation_state: Mapping[Language, VersionState] = field(default_factory=dict)
    visible_to: tuple[str, ...] = ()
    field_visibility: Mapping[str, Visibility] = field(default_factory=dict)  # by section, or "costs"
    channels: tuple[str, ...] = ()
    legal_acts: tuple[LegalAct, ...] = ()
    objectives: tuple[Objective, ...] = ()  # beside the running text
    new_to: str = ""
    steps: tuple[Step, ...] = ()
    partners: tuple[Partner, ...] = ()
    digital: DigitalContent = field(default_factory=DigitalContent)
    results: tuple[Result, ...] = ()
    costs: tuple[Cost, ...] = ()
    cost_note: str | Translated = ""
    staff_fte: float | None = None
    funding_source: Translated = field(default_factory=Translated)
    preconditions: tuple[Precondition, ...] = ()
    evidence_claim: int | None = None
    evidence_flags: Flags = field(default_factory=Flags)
    review: Review | None = None
    based_on: tuple[str | Translated, ...] = ()
    offers: tuple[str, ...] = ()
    files: tuple[Attachment, ...] = ()
    sdg: tuple[str, ...] = ()
    licence: str = "reuse-with-credit"
    valid_until: date | None = None
    confirmed_on: date | None = None
    awards: tuple[Translated, ...] = ()
    sources: tuple[Source, ...] = ()
    sample: tuple[str, ...] = ()
    number: int | None = None  # only orders the files of the demonstration
    started_note: Translated = field(default_factory=Translated)
    status_note: Translated = field(default_factory=Translated)
    legal_acts_note: Translated = field(default_factory=Translated)
    to_confirm: tuple[str, ...] = ()


def structured(raw: object, organisations: Mapping[str, Translated]) -> PracticeContent | list[str]:
    """The content, or one line for each place that cannot be read.

    Args:
        organisations: names by slug; a slug in the place of a name stands for them.
    """
    if not isinstance(raw, dict):
        return ["it is no table of keys and values"]
    try:
        return _converter(organisations).structure(raw, PracticeContent)
    except (ClassValidationError, ForbiddenExtraKeysError) as error:
        return transform_error(error, path="practice")[:MOST_FAULTS]


def _converter(organisations: Mapping[str, Translated]) -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)
    # by predicate: a hook for the class would be taken for enumerations of texts too
    # Asked for subclasses of str too; a hook by predicate never is, because cattrs has one of its own for str.
    converter.register_structure_hook(str, lambda value, kind: _words(value) if kind is str else kind(_words(value)))
    converter.register_structure_hook(float | None, lambda value, _: _number(value))
    converter.register_structure_hook(bool, lambda value, _: _yes_or_no(value))
    converter.register_structure_hook(int, lambda value, _: _whole(value))
    converter.register_structure_hook(date, lambda value, _: date.fromisoformat(_words(value)))
    converter.register_structure_hook(Translated, lambda value, _: _translated(value, organisations))
    converter.register_structure_hook(str | Translated, lambda value, _: _either(value, organisations))
    return converter


def _words(value: Any) -> str:
    """A text; nothing counts as empty, and a number or a date that YAML made of one is a text again."""
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        message = "a text is expected"
        raise TypeError(message)
    return str(value)


def _number(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = "a number is expected"
        raise TypeError(message)
    return float(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        message = "a whole number is expected"
        raise TypeError(message)
    return value


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        message = "true or false is expected"
        raise TypeError(message)
    return value


def _translated(value: Any, organisations: Mapping[str, Translated]) -> Translated:
    """A text for each language, the name behind a slug, or one English text."""
    if isinstance(value, dict):
        return Translated({Language(code): _words(text) for code, text in value.items()})
    plain = _words(value)
    return organisations.get(plain) or Translated({"en": plain})


def _either(value: Any, organisations: Mapping[str, Translated]) -> str | Translated:
    return _translated(value, organisations) if isinstance(value, dict) else _words(value)
