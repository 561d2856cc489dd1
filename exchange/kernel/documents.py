"""A column that keeps a frozen dataclass, or a tuple of them, as one JSON document, read and written whole."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import cattrs
from cattrs.preconf.json import make_converter
from sqlalchemy import JSON
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from exchange.kernel.translated import Translated


@dataclass(frozen=True)
class Source:
    """Where a fact stands: a short mark and an address, or the name of a paper where there is no address."""

    id: str
    link: str


@cache
def document_converter() -> cattrs.Converter:
    """A converter that knows texts in several languages and refuses keys that nobody reads."""
    converter = make_converter(forbid_extra_keys=True, omit_if_default=True)
    converter.register_structure_hook(Translated, lambda value, _: Translated(value))
    converter.register_unstructure_hook(Translated, dict)
    return converter


class Document(TypeDecorator[Any]):
    """The values of one type as JSON: `mapped_column(Document(tuple[Source, ...]))`."""

    impl = JSON
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Write the fields that are set."""
        return None if value is None else json.loads(json.dumps(document_converter().unstructure(value)))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Read it back."""
        return None if value is None else document_converter().structure(value, self.kind)
