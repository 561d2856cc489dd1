"""The file format of a dossier: one YAML document, read strictly, into frozen values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cattrs

from exchange.adoptions.models import Unit
from exchange.kernel.documents import Source, document_converter
from exchange.kernel.errors import InvalidError
from exchange.kernel.messages import N_, Message
from exchange.kernel.moments import Precision
from exchange.kernel.translated import Translated
from exchange.relations.models import AgendaLine, Basis, EventDetail, EventKind, ProposedSlot

BOTH = "both"
_YEAR, _MONTH = 4, 7  # lengths of 2023 and 2023-11


@dataclass(frozen=True)
class EventContent:
    """One entry as written in the file."""

    id: str
    date: str  # as exact as `precision` says: 2023, 2023-11 or 2023-11-30
    precision: Precision
    kind: EventKind
    flag: Basis
    side: str  # slug of a ministry, or both
    title: Translated
    text: Translated
    source: Source | None = None
    more_sources: tuple[Source, ...] = ()
    until: dt.date | None = None
    date_note: str = ""
    visibility: str | None = None
    practice: str | None = None
    practices: tuple[str, ...] = ()
    adoption: str | None = None
    meeting: str | None = None
    state: str | None = None  # of the adoption or of the commitment
    due: dt.date | None = None
    done_on: dt.date | None = None
    value: float | None = None
    unit: Unit | None = None
    breakdown: Mapping[str, int] = field(default_factory=dict)
    level: str = ""
    format: str = ""
    languages: tuple[str, ...] = ()
    proposed_slots: tuple[ProposedSlot, ...] = ()
    accepted_slot: dt.datetime | None = None
    agenda: tuple[AgendaLine, ...] = ()
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def happened_on(self) -> dt.date:
        """The day, or the first day of the month or year."""
        return dt.date.fromisoformat(self.date + {_YEAR: "-01-01", _MONTH: "-01"}.get(len(self.date), ""))

    @property
    def subjects(self) -> tuple[str, ...]:
        """Slugs of the practices that it is about."""
        return ((self.practice,) if self.practice else ()) + self.practices

    @property
    def detail(self) -> EventDetail:
        """The rare fields."""
        return EventDetail(
            level=self.level,
            format=self.format,
            date_note=self.date_note,
            languages=self.languages,
            proposed_slots=self.proposed_slots,
            accepted_slot=self.accepted_slot,
            agenda=self.agenda,
            more_sources=self.more_sources,
        )

    @property
    def changes(self) -> tuple[Translated, ...]:
        """What an adopter does differently, sentence by sentence."""
        return _by_sentence(self.changed)

    @property
    def adopts(self) -> tuple[str, str | None]:
        """Whose adoption it belongs to: the adopter, and its own practice that came of it."""
        return self.side, self.adoption

    @property
    def is_of_adoption(self) -> bool:
        """Whether it stands in the ledger of adoptions."""
        return self.kind in {EventKind.ADOPTION_STEP, EventKind.RESULT}


@dataclass(frozen=True)
class DossierContent:
    """The file of two ministries."""

    slug: str
    between: tuple[str, str]
    title: Translated
    summary: Translated
    events: tuple[EventContent, ...]
    reviewed: bool = False


def read_content(path: Path) -> DossierContent:
    """Read and check the shape of a file.

    Raises:
        InvalidError: not YAML, a missing or unknown key, a value of the wrong kind; the sentence says where.
    """
    import yaml  # noqa: PLC0415 - loaded when a file is read in, not at every start

    try:
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _CONVERTER.structure(written, DossierContent)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _unreadable(path, str(error)) from error
    except cattrs.BaseValidationError as error:
        raise _unreadable(path, "; ".join(cattrs.transform_error(error, path="file"))) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise _unreadable(path, str(error)) from error


def _unreadable(path: Path, reason: str) -> InvalidError:
    values: dict[str, str | int] = {"file": path.name, "reason": reason}
    return InvalidError({"file": Message(N_("%(file)s cannot be read as a dossier: %(reason)s."), values)})


def _by_sentence(by_language: Mapping[str, tuple[str, ...]]) -> tuple[Translated, ...]:
    """Lists by language turned into texts: the first sentence of each list is one text."""
    length = max((len(sentences) for sentences in by_language.values()), default=0)
    return tuple(
        Translated({code: sentences[number] for code, sentences in by_language.items() if number < len(sentences)})
        for number in range(length)
    )


def _basis(value: Any, _kind: type[Basis]) -> Basis:
    return Basis(str(value).replace(" ", "_"))


def _converter() -> cattrs.Converter:
    converter = document_converter().copy()
    converter.register_structure_hook(Basis, _basis)
    return converter


_CONVERTER = _converter()
