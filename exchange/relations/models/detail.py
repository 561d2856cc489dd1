"""What only some entries of a dossier have, read and written whole as one document."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import cattrs
from cattrs.preconf.json import make_converter
from sqlalchemy import JSON
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from exchange.kernel.translated import Translated


@dataclass(frozen=True)
class Source:
    """Where a fact stands: a short mark and an address, or host and date where only that is known."""

    id: str
    link: str


@dataclass(frozen=True)
class AgendaLine:
    """One subject of a meeting. `side`: the ministry's slug, or both."""

    theme: str
    side: str
    topic: Translated


@dataclass(frozen=True)
class ProposedSlot:
    """A time that was offered for a meeting."""

    starts: datetime
    minutes: int


@dataclass(frozen=True)
class Share:
    """A part of a result: 32 girls of 53 children."""

    name: str
    value: int


@dataclass(frozen=True)
class EventDetail:
    """The rare fields of an entry."""

    level: str = ""
    format: str = ""
    date_note: str = ""
    languages: tuple[str, ...] = ()
    proposed_slots: tuple[ProposedSlot, ...] = ()
    accepted_slot: datetime | None = None
    agenda: tuple[AgendaLine, ...] = ()
    changes: tuple[Translated, ...] = ()  # what the adopter does differently
    breakdown: tuple[Share, ...] = ()
    more_sources: tuple[Source, ...] = ()


def make_detail_converter() -> cattrs.Converter:
    """A converter that knows texts in several languages and refuses keys that nobody reads."""
    converter = make_converter(forbid_extra_keys=True, omit_if_default=True)
    converter.register_structure_hook(Translated, lambda value, _: Translated(value))
    converter.register_unstructure_hook(Translated, dict)
    return converter


_CONVERTER = make_detail_converter()


class DetailColumn(TypeDecorator[EventDetail]):
    """An EventDetail as one JSON document."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: EventDetail | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Write the fields that are set."""
        return None if value is None else json.loads(json.dumps(_CONVERTER.unstructure(value)))

    def process_result_value(self, value: Any, dialect: Dialect) -> EventDetail | None:  # noqa: ARG002
        """Read it back."""
        return None if value is None else _CONVERTER.structure(value, EventDetail)
