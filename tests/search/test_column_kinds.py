"""Beginnings, orders and near spellings over several segments with deletions, against stock Whoosh and plain loops."""

import json
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.index import open_dir
from whoosh.query.terms import Prefix

from exchange.kernel.languages import Language, fold
from exchange.search.analysis.tokens import tokens
from exchange.search.columns.texts import encoded, hash_of
from exchange.search.inverted import SHORTEST_SPELLED, Field
from exchange.search.port import Change, Put, SearchDocument, SearchQuery, Sort
from tests.search.generated import BATCHES, ENOUGH, PHASES, READERS, WORDS, filled
from tests.search.reference import Reference, Taken, distance

BEGINNINGS = ("a", "ai", "aile", "f", "care", "cove", "covid", "се", "приемная", "2", "zzz")
SORTS = {Sort.NEWEST: "published", Sort.DISCUSSED: "discussed", Sort.ADOPTED: "adopted", Sort.EVIDENCE: "evidence"}
MISSPELT = ("aila", "ale", "ialə", "famlies", "fosterr", "usak", "семя", "cocuk", "himayetar", "qqq")


@pytest.mark.slow
@settings(deadline=None, max_examples=10, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(BATCHES)
def test_stock_whoosh_finds_the_same_beginnings(batches: list[list[Change]]) -> None:
    with filled(batches) as (index, build, _), open_dir(str(build)).searcher() as searcher:
        view = index.view()
        for stream in (Field.EXACT, Field.TERMS, Field.TITLE, Field.HEADING):
            for beginning in BEGINNINGS:
                numbers = searcher.docs_for_query(Prefix(stream.value, beginning))
                expected = {json.loads(searcher.stored_fields(number)["card"])["key"] for number in numbers}
                found = view.beginning_with(stream, beginning).documents().tolist()
                assert {view.key(number) for number in found} == expected, (stream, beginning)


@pytest.mark.slow
@settings(deadline=None, max_examples=10, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(BATCHES)
def test_titles_go_on_like_what_is_typed(batches: list[list[Change]]) -> None:
    with filled(batches) as (index, _, held):
        for reader in READERS:
            for typed in ("ai", "uşaq e", "fost", "приём"):
                found = [one.title for one in index.complete(typed, reader, ENOUGH)]
                assert found == titles_like(typed, held.values(), reader), typed


def titles_like(typed: str, documents: Iterable[SearchDocument], reader: frozenset[str]) -> list[str]:
    """Titles with all typed words, the last one begun: those that begin so first, then newest, then by key."""
    *whole, begun = folded(typed)
    found = []
    for one in documents:
        words = folded(one.title)
        if reader & one.audience and {*whole} <= {*words} and any(word.startswith(begun) for word in words):
            begins = " ".join(words).startswith(" ".join([*whole, begun]))
            found.append((not begins, -one.sort_values["published"], one.key, one.title))
    return list(dict.fromkeys(title for *_, title in sorted(found)))


def folded(text: str) -> list[str]:
    return [fold(token.raw) for token in tokens(text)]


@pytest.mark.slow
@settings(deadline=None, max_examples=10, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(BATCHES)
def test_every_order_is_that_of_a_plain_sort(batches: list[list[Change]]) -> None:
    with filled(batches) as (index, _, held):
        for reader in READERS:
            for sort, key in SORTS.items():
                hits = index.search(SearchQuery("", reader, sort=sort, limit=ENOUGH)).hits
                assert [hit.key for hit in hits] == in_order(key, held, reader)
                for start in (0, 2):
                    page = index.search(SearchQuery("", reader, sort=sort, offset=start, limit=3)).hits
                    assert page == hits[start : start + 3]
                answer = index.search(SearchQuery("aile foster", reader, sort=sort, limit=ENOUGH))
                owners = {owner for owner, _ in Reference(held.values(), reader).answer("aile foster")}
                assert {f"{hit.kind}:{hit.group}" for hit in answer.hits} == owners
                values = [held[hit.key].sort_values[key] for hit in answer.hits if versions(held, hit.key) == 1]
                assert values == sorted(values, reverse=True)


def in_order(key: str, held: Mapping[str, SearchDocument], reader: frozenset[str]) -> list[str]:
    """Owners by their greatest value, each shown by its newest version; then newest first, then `among_equals`."""
    owners: dict[tuple[str, str], list[SearchDocument]] = {}
    for one in held.values():
        if reader & one.audience:
            owners.setdefault((one.kind, one.group), []).append(one)
    rows = []
    for held_versions in owners.values():
        shown = min(held_versions, key=lambda one: (-one.sort_values["published"], among_equals(one)))
        greatest = max(one.sort_values[key] for one in held_versions)
        rows.append((-greatest, -shown.sort_values["published"], among_equals(shown), shown.key))
    return [shown for *_, shown in sorted(rows)]


def among_equals(one: SearchDocument) -> tuple[int, int]:
    return list(Language).index(one.language), hash_of(encoded(one.key))


def versions(held: Mapping[str, SearchDocument], key: str) -> int:
    one = held[key]
    return sum((other.kind, other.group) == (one.kind, one.group) for other in held.values())


@pytest.mark.slow
@settings(deadline=None, max_examples=10, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(BATCHES, st.sampled_from(WORDS))
def test_near_spellings_are_those_of_the_textbook(batches: list[list[Change]], word: str) -> None:
    with filled(batches) as (index, _, held):
        ever = [change.document for batch in batches for change in batch if isinstance(change, Put)]
        for asked in (*MISSPELT, fold(word)):
            near = {one for one in spelled(held.values()) if distance(asked, one) <= 1}
            found = index.view().spelled_like(asked, 1)
            assert near <= found, asked
            assert found - {asked} <= {one for one in spelled(ever) if distance(asked, one) <= 1}


def spelled(documents: Iterable[SearchDocument]) -> set[str]:
    """The folded words that did-you-mean may offer."""
    places = [place for one in documents for *_, place in Taken(one).places]
    return {place.exact[0] for place in places if len(place.spelling) >= SHORTEST_SPELLED and place.spelling.isalpha()}
