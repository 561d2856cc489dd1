"""How a segment lies in Whoosh: streams of terms that we analysed, and each document's card as JSON."""

import json
from array import array
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, cast

from whoosh.fields import ID, STORED, FieldType, Schema
from whoosh.formats import Format

from exchange.kernel.languages import Language
from exchange.search.columns.layout import SORT_KEYS, Arrays
from exchange.search.columns.merging import dimensions
from exchange.search.columns.segment import DocumentTexts
from exchange.search.columns.texts import Texts, decoded
from exchange.search.inverted import Card, Field
from exchange.search.port import DocumentKind

KEY = "key"
CARD = "card"
_LANGUAGES = tuple(Language)


class PlacesFormat(Format):
    """Positions as plain numbers; Whoosh's own format hides a pickle in every posting."""

    def decode_positions(self, value: bytes) -> list[int]:
        """Ascending positions."""
        places = array("I")
        places.frombytes(value)
        return places.tolist()


class TermsField(FieldType):
    """A stream. Its terms come ready from the columns; Whoosh's analysers stay out of it."""

    def __init__(self) -> None:
        super().__init__(format=PlacesFormat(), analyzer=cast("Any", None), scorable=False)


def make_schema() -> Schema:
    """The schema of a new index."""
    streams = {name.value: TermsField() for name in Field}
    return Schema(**{KEY: ID(), CARD: STORED()}, **streams)


def cards_of(arrays: Arrays) -> Iterator[str]:
    """Each document as JSON: enough to make its arrays again."""
    texts = DocumentTexts(arrays)
    facets = {name: _facet_rows(arrays, name) for name in dimensions(arrays)}
    lengths, sort = arrays["lengths"].tolist(), arrays["sort"].tolist()
    for number, language in enumerate(arrays["language"].tolist()):
        kind, _, group = texts.owner(number).partition(":")
        plain = {
            "key": texts.key(number),
            "kind": kind,
            "group": group,
            "language": _LANGUAGES[language].value,
            "facets": {name: rows[number] for name, rows in facets.items() if rows[number]},
            "audience": sorted(texts.audiences[int(arrays["audience"][number])]),
            "sort_values": dict(zip(SORT_KEYS, sort[number], strict=True)),
            "fingerprint": texts.fingerprint(number),
            "title": texts.title_of(number),
            "lengths": lengths[number],
        }
        yield json.dumps(plain, ensure_ascii=False)


def read_card(text: str) -> tuple[Card, list[int]]:
    """A card, and the words of its sections."""
    plain: Mapping[str, Any] = json.loads(text)
    card = Card(
        key=plain["key"],
        kind=DocumentKind(plain["kind"]),
        group=plain["group"],
        language=Language(plain["language"]),
        facets={name: tuple(found) for name, found in plain["facets"].items()},
        audience=frozenset(plain["audience"]),
        sort_values=plain["sort_values"],
        fingerprint=plain["fingerprint"],
        title=plain["title"],
    )
    return card, plain["lengths"]


def _facet_rows(arrays: Arrays, dimension: str) -> list[list[str]]:
    name = f"facet.{dimension}"
    names = [decoded(text) for text in Texts(arrays, name).all()]
    values, start = [names[at] for at in arrays[f"{name}.values"].tolist()], arrays[f"{name}.start"].tolist()
    return [values[begin:end] for begin, end in pairwise(start)]
