"""Counts of practices with several versions, however many values a document has."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from exchange.kernel.languages import Language
from exchange.search.columns import facet
from exchange.search.columns.building import arrays_of
from exchange.search.columns.segment import ColumnSegment, Segment
from exchange.search.columns.view import View
from exchange.search.facets import counts, filtered
from exchange.search.port import SearchDocument
from tests.search.samples import document

THEMES = "abcdefghijkl"


def versions(seed: int, owners: Iterable[int]) -> list[SearchDocument]:
    """Practices in two languages; all versions of one agree about the year, not about themes."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
    return [
        document(f"p{at}", language, "Title", theme=themes(chance), year=(str(2020 + at % 3),) if at % 4 else ())
        for at in owners
        for language in (Language.AZ, Language.EN)
    ]


def themes(chance: random.Random) -> tuple[str, ...]:
    return tuple(chance.sample(THEMES, k=chance.choice((0, 1, 2, len(THEMES)))))


def plainly(documents: Iterable[SearchDocument], dimension: str) -> Mapping[str, int]:
    owners: dict[str, set[str]] = defaultdict(set)
    for one in documents:
        for value in (one.language.value,) if dimension == "language" else one.facets.get(dimension, ()):
            owners[value].add(one.group)
    return {value: len(held) for value, held in owners.items()}


@pytest.mark.parametrize(("widest", "most_pairs"), [(8, 4_000_000), (len(THEMES), 4_000_000), (8, 0), (len(THEMES), 0)])
def test_practices_are_counted_once_for_each_value(
    monkeypatch: pytest.MonkeyPatch, widest: int, most_pairs: int
) -> None:
    monkeypatch.setattr(facet, "_WIDEST", widest)
    monkeypatch.setattr(facet, "_MOST_PAIRS", most_pairs)
    first, second, third = versions(1, range(30)), versions(2, range(20, 40)), versions(3, range(35, 45))
    third[0] = replace(
        third[0], facets=dict(third[0].facets) | {"year": ("1999",)}
    )  # another year than its other version
    held = [(first, "first", tuple(range(40, 60))), (second, "second", (0, 1)), (third, "third", ())]
    segments: list[Segment] = [ColumnSegment(name, arrays_of(part)) for part, name, _ in held]
    before: View | None = None
    for end in (1, 2, 3):
        view = View(segments[:end], [dead for *_, dead in held[:end]], before)
        living = [one for part, _, dead in held[:end] for at, one in enumerate(part) if at not in dead]
        documents = view.alive.documents()
        found = counts(view, documents, filtered(view, {}, documents))
        for dimension in ("theme", "year", "language"):
            assert found[dimension] == plainly(living, dimension)
        chosen = {"theme": frozenset({"a", "b"})}
        found = counts(view, documents, filtered(view, chosen, documents))
        assert found["theme"] == plainly(living, "theme")
        assert found["year"] == plainly([one for one in living if {"a", "b"} & {*one.facets["theme"]}], "year")
        assert view.speaks_for_owner("year") is (end < 3)
        assert not view.speaks_for_owner("language")
        before = view
