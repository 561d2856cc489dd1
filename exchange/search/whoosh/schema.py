"""How a document lies in Whoosh: streams of terms that we analysed ourselves, and its card as stored JSON."""

import json
from array import array
from collections.abc import Generator, Mapping
from dataclasses import fields as fields_of
from typing import Any, cast

from whoosh.fields import ID, STORED, FieldType, Schema
from whoosh.formats import Format

from exchange.kernel.languages import Language
from exchange.search.inverted import Card, Field, Stream
from exchange.search.port import DocumentKind

KEY = "key"
GROUP = "group"
CARD = "card"
_NO_PLACES = b"."  # Whoosh cannot merge postings whose values are empty


class PlacesFormat(Format):
    """Positions as plain numbers; Whoosh's own format hides a pickle in every posting."""

    def decode_positions(self, value: bytes) -> list[int]:
        """Ascending positions."""
        return decode_positions(value)


class TermsField(FieldType):
    """Takes a ready `Stream`; Whoosh's analysers stay out of it."""

    def __init__(self, *, has_positions: bool) -> None:
        self.has_positions = has_positions
        super().__init__(format=PlacesFormat(), analyzer=cast("Any", None), scorable=False)

    def index(self, value: Stream, **_: object) -> Generator[tuple[bytes, int, float, bytes], None, None]:
        """Term, frequency, weight and positions of each term."""
        for term, occurrence in value.items():
            places = array("I", occurrence.positions).tobytes() if self.has_positions else _NO_PLACES
            yield term.encode("utf-8", "surrogatepass"), len(occurrence.positions), occurrence.weight, places


def decode_positions(value: bytes) -> list[int]:
    """What `TermsField.index` wrote."""
    places = array("I")
    places.frombytes(value)
    return places.tolist()


def make_schema() -> Schema:
    """The schema of a new index."""
    streams = {name.value: TermsField(has_positions=name is not Field.SPELLED) for name in Field}
    return Schema(**{KEY: ID(), GROUP: ID(), CARD: STORED()}, **streams)


def write_card(card: Card) -> str:
    """The card as JSON; sets become sorted lists so that equal cards are equal texts."""
    plain = {part.name: getattr(card, part.name) for part in fields_of(card)}
    return json.dumps(plain | {"audience": sorted(card.audience)}, ensure_ascii=False, sort_keys=True)


def read_card(text: str) -> Card:
    """What `write_card` wrote."""
    plain: Mapping[str, object] = json.loads(text)
    facets, audience, values = plain["facets"], plain["audience"], plain["sort_values"]
    if not (isinstance(facets, dict) and isinstance(audience, list) and isinstance(values, dict)):
        msg = "damaged card"
        raise TypeError(msg)
    return Card(
        key=str(plain["key"]),
        kind=DocumentKind(str(plain["kind"])),
        group=str(plain["group"]),
        language=Language(str(plain["language"])),
        facets={name: tuple(found) for name, found in facets.items()},
        audience=frozenset(audience),
        sort_values=values,
        length=int(str(plain["length"])),
        fingerprint=str(plain["fingerprint"]),
        title=str(plain["title"]),
    )
