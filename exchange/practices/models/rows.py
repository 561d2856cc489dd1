"""The repeated rows of a practice: steps, results, costs and the like. Read and versioned whole with their revision.

Fields 12 (legal acts), 13 (beside the running text), 15 (new to whom), 16, 17, 19, 21, 22, 27, 29, 32, 35 (links) and
36 of domain.md section 1; see docs/decisions/0006.
"""

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypeVar

import cattrs

from exchange.kernel.translated import Translated

Row = TypeVar("Row")
OF_COSTS = ("costs", "staff_fte", "funding_source", "notes")  # read by those who may read what it costs


@dataclass(frozen=True)
class Step:
    """Field 16: when, what, who."""

    when: str = ""
    what: Translated = field(default_factory=Translated)
    who: Translated = field(default_factory=Translated)


@dataclass(frozen=True)
class Partner:
    """Field 17: an organisation and the part that it played."""

    org: Translated = field(default_factory=Translated)
    part: Translated = field(default_factory=Translated)


@dataclass(frozen=True)
class Objective:
    """Field 13: what success would have been, in which figure, by when."""

    text: Translated = field(default_factory=Translated)
    target: Translated = field(default_factory=Translated)
    by_when: str = ""  # ISO date, month or year where there is one


@dataclass(frozen=True)
class LegalAct:
    """Field 12: which act allows it."""

    kind: str = ""
    number: str = ""
    date: str = ""  # ISO date, month or year, as published
    title: Translated = field(default_factory=Translated)
    link: str = ""


@dataclass(frozen=True)
class Result:
    """Field 22: one number with its source, method, period and who stated it."""

    indicator: Translated = field(default_factory=Translated)
    value: float | None = None
    unit: str = ""
    period: str = ""
    source: str = ""
    link: str = ""
    method: str = ""
    stated_by: Translated = field(default_factory=Translated)


@dataclass(frozen=True)
class Cost:
    """Field 21: what it cost, and where the amount comes from."""

    kind: str = ""
    amount: float | None = None
    currency: str = ""
    period: str = ""
    note: Translated = field(default_factory=Translated)
    source: str = ""
    link: str = ""


@dataclass(frozen=True)
class Precondition:
    """Field 27: a condition for success and how much it is needed."""

    key: str = ""
    need: str = ""


@dataclass(frozen=True)
class Digital:
    """Field 19: registries joined, identifier, consent, open source."""

    registries: tuple[Translated, ...] = ()
    identifier: Translated = field(default_factory=Translated)
    consent: Translated = field(default_factory=Translated)
    open_source: str = ""


@dataclass(frozen=True)
class Source:
    """Where a fact of the practice comes from."""

    id: str = ""
    link: str = ""
    date: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Attachment:
    """Field 35: a document elsewhere, or a stored file. `language` is a code, or "other"."""

    kind: str = ""
    title: Translated = field(default_factory=Translated)
    link: str = ""
    language: str = ""
    licence: str = ""
    file: str = ""  # id of the stored file; then there is no link
    size_bytes: int = 0
    media_type: str = ""


@dataclass(frozen=True)
class Rows:
    """All repeated rows and small lists of one revision."""

    objectives: tuple[Objective, ...] = ()
    new_to: str = ""  # field 15: organisation, country or region
    steps: tuple[Step, ...] = ()
    partners: tuple[Partner, ...] = ()
    legal_acts: tuple[LegalAct, ...] = ()
    results: tuple[Result, ...] = ()
    costs: tuple[Cost, ...] = ()
    staff_fte: float | None = None
    funding_source: Translated = field(default_factory=Translated)
    preconditions: tuple[Precondition, ...] = ()
    sources: tuple[Source, ...] = ()
    digital: Digital = field(default_factory=Digital)
    age_bands: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    based_on: tuple[Translated, ...] = ()  # free texts; links to practices stand in `based_on_slugs`
    based_on_slugs: tuple[str, ...] = ()
    files: tuple[Attachment, ...] = ()
    sdg: tuple[str, ...] = ()
    awards: tuple[Translated, ...] = ()
    notes: Translated = field(default_factory=Translated)  # why a cost is not available
    started_note: Translated = field(default_factory=Translated)
    status_note: Translated = field(default_factory=Translated)
    legal_acts_note: Translated = field(default_factory=Translated)
    samples: tuple[str, ...] = ()  # keys whose values were invented for the demonstration


def without_costs(rows: Rows) -> Rows:
    """The rows for readers outside the circle of the costs: nothing of them is left, not even their marks."""
    empty = Rows()
    kept = tuple(key for key in rows.samples if key not in {*OF_COSTS, "cost_note"})
    return replace(rows, samples=kept, **{name: getattr(empty, name) for name in OF_COSTS})


@cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=False)
    converter.register_unstructure_hook(Translated, dict)
    converter.register_structure_hook(Translated, lambda value, _type: _translated(value))
    return converter


def _translated(value: dict[str, str] | str | None) -> Translated:
    """Texts by language; one text alone, as results were stated before they were translated, is taken as English."""
    return Translated({"en": value} if isinstance(value, str) else value)


def to_json(rows: Rows) -> dict[str, Any]:
    """The rows as one JSON object; what is empty is left out."""
    raw: dict[str, Any] = _converter().unstructure(rows)
    return {name: value for name, value in raw.items() if value or value == 0.0}


def from_json(raw: dict[str, Any] | None) -> Rows:
    """The rows back; what is not there is empty."""
    return _converter().structure(raw or {}, Rows)
