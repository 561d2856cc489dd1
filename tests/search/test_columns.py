"""The column store against two measures: stock Whoosh on the same folder, and BM25 as textbooks write it."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from whoosh.index import open_dir
from whoosh.query.compound import And, Or
from whoosh.query.positional import Phrase
from whoosh.query.qcore import Every, Query
from whoosh.query.terms import Term
from whoosh.searching import Searcher

from exchange.kernel.languages import Language
from exchange.search.inverted import Field
from exchange.search.port import Change, DocumentKind, SearchDocument, SearchQuery, Sort
from exchange.search.prepared import Prepared, Run, prepare
from exchange.search.query import parse
from tests.search.generated import BATCHES, ENOUGH, MEMBER, PHASES, READERS, filled
from tests.search.reference import Reference

QUERIES = (
    "himayedar aile",
    "foster care",
    "uşaq",
    "aile foster 2023",
    "приёмная семья care",
    '"foster care"',
    '"himayədar ailə" care',
    "aile -foster",
    "title:aile",
    'title:aile "uşaq evi"',
    "bmt",
    "covid19",
    "",
)
CLOSE = 1e-4  # float32 against float64


@pytest.mark.slow
@settings(deadline=None, max_examples=12, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(BATCHES)
def test_the_order_is_that_of_textbook_bm25(batches: list[list[Change]]) -> None:
    with filled(batches) as (index, _, held):
        for reader in READERS:
            reference = Reference(held.values(), reader)
            for text in QUERIES:
                answer = index.search(SearchQuery(text, reader, sort=Sort.RELEVANCE, limit=ENOUGH))
                expected = reference.answer(text)
                found = [(f"{hit.kind}:{hit.group}", hit.score) for hit in answer.hits]
                if answer.is_relaxed:
                    continue  # no document holds the quoted words: the words are sought alone
                assert answer.total == len(expected), text
                assert_same_order(found, expected)


def assert_same_order(found: list[tuple[str, float]], expected: list[tuple[str, float]]) -> None:
    """Equal but where two scores differ by less than float32 tells apart."""
    scores = dict(expected)
    assert {owner for owner, _ in found} == scores.keys()
    for owner, score in found:
        assert score == pytest.approx(scores[owner], rel=CLOSE, abs=CLOSE)
    for (owner, _), (wanted, worth) in zip(found, expected, strict=True):
        assert owner == wanted or scores[owner] == pytest.approx(worth, rel=CLOSE, abs=CLOSE)


@pytest.mark.slow
@settings(deadline=None, max_examples=12, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(BATCHES)
def test_stock_whoosh_finds_the_same_documents_in_the_same_folder(batches: list[list[Change]]) -> None:
    with filled(batches) as (index, build, held), open_dir(str(build)).searcher() as searcher:
        for text in QUERIES:
            prepared = prepare(parse(text))
            cards = [
                json.loads(searcher.stored_fields(number)["card"]) for number in documents_in_whoosh(searcher, prepared)
            ]
            assert {card["key"] for card in cards} <= held.keys()
            for reader in READERS:
                answer = index.search(SearchQuery(text, reader, limit=ENOUGH))
                seen = {f"{c['kind']}:{c['group']}" for c in cards if not reader.isdisjoint(c["audience"])}
                if not answer.is_relaxed:
                    assert {f"{hit.kind}:{hit.group}" for hit in answer.hits} == seen, text
                    assert answer.total == len(seen)


def documents_in_whoosh(searcher: Searcher, prepared: Prepared) -> set[int]:
    """Set difference for what is excluded: whoosh3's AndNot lets a document through after one that holds both."""
    gone = [_found(searcher, run_in_whoosh(run)) for run in prepared.excluded]
    return _found(searcher, in_whoosh(prepared)).difference(*gone)


def _found(searcher: Searcher, query: Query) -> set[int]:
    return set(searcher.docs_for_query(query))  # type: ignore[no-untyped-call]


def in_whoosh(prepared: Prepared) -> Query:
    """The same question in Whoosh's own words."""
    if prepared.is_open:
        wanted: Query = Every()  # type: ignore[no-untyped-call]
    elif prepared.required:
        wanted = And([run_in_whoosh(run) for run in prepared.required])
    else:
        terms = [sought for word in prepared.words for sought in word.sought]
        wanted = Or([Term(sought.field.value, sought.term) for sought in terms])
    return wanted


def run_in_whoosh(run: Run) -> Query:
    """Words side by side: every choice of alternatives is a phrase of its own."""
    phrases: list[list[str]] = [[]]
    for alternatives in run.sequence:
        phrases = [[*begun, term] for begun in phrases for term in sorted(alternatives)]
    return Or(
        [Term(run.field.value, words[0]) if len(words) == 1 else Phrase(run.field.value, words) for words in phrases]
    )


@pytest.mark.slow
@settings(deadline=None, max_examples=8, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(BATCHES)
def test_facets_are_counted_practice_by_practice(batches: list[list[Change]]) -> None:
    with filled(batches) as (index, _, held):
        for filters in (
            {},
            {"theme": frozenset({"a", "b"})},
            {"theme": frozenset({"a"}), "language": frozenset({"az"})},
        ):
            facets = index.search(SearchQuery("", MEMBER, filters)).facets
            for dimension in ("theme", "language", "kind"):
                assert facets.get(dimension, {}) == counted(held, dimension, filters)


def counted(
    held: Mapping[str, SearchDocument], dimension: str, filters: Mapping[str, frozenset[str]]
) -> dict[str, int]:
    owners: dict[str, set[str]] = {}
    for one in held.values():
        values = {"language": (one.language,), "kind": (one.kind,), "theme": one.facets["theme"]}
        others = all(wanted & {*values[name]} for name, wanted in filters.items() if name != dimension)
        if others and not one.audience.isdisjoint(MEMBER):
            for value in values[dimension]:
                owners.setdefault(str(value), set()).add(f"{one.kind}:{one.group}")
    return {value: len(found) for value, found in owners.items()}


def test_every_array_of_a_store_stands_in_the_table() -> None:
    from exchange.search.columns.building import arrays_of  # noqa: PLC0415
    from exchange.search.columns.layout import kind_of  # noqa: PLC0415

    arrays = arrays_of([SearchDocument("k", DocumentKind.PRACTICE, "g", Language.EN, "A title")])
    for name, array in arrays.items():
        kind = kind_of(name)
        assert array.dtype.name == kind.dtype, name
        assert array.ndim == 1 + kind.shape.count("×"), name
    assert {kind_of(f"{field}.text").name for field in Field} == {"*.text"}
