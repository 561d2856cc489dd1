"""Whatever is typed gets an answer, and soon."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.kernel.languages import Language
from exchange.search.memory import MemoryIndex
from exchange.search.port import Put, SearchQuery
from exchange.search.whoosh.index import WhooshIndex
from tests.search.samples import ALL, MEMBER, document
from tests.support.seconds import least_seconds

DOCUMENTS = 3_000
LIMIT_SECONDS = 0.1  # of processor time, at 3,000 documents

_random = random.Random(7)  # noqa: S311 - words, not secrets
VOCABULARY = ["".join(_random.choices("abcdefghijklmnoprstuvyz", k=_random.randint(2, 10))) for _ in range(2_000)]

HOSTILE = [
    "*",
    "s*",
    "[a TO z]",
    " ".join(VOCABULARY[:500]),
    "NOT NOT NOT",
    '"' * 51,
    '"a b" "c d" "e f" "g h"',
    " ".join(VOCABULARY[:12]),
    f'"{" ".join(VOCABULARY[:12])}"',
    "word~3 ((((",
    "title:" * 40,
    "-" * 200,
    "\x00\x01\x02",
    "🙂 🙃",
    "שלום مرحبا",
    "a" * 10_000,
    "\u0301" * 300,
    "\ud800",
    "ve ile and the и или",
    "country:" + "z" * 300,
    "after:9999 before:0000",
]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    index = WhooshIndex(tmp_path_factory.mktemp("large") / "index", key=b"test")
    weights = [1 / (rank + 3) for rank in range(len(VOCABULARY))]
    texts = (" ".join(_random.choices(VOCABULARY, weights, k=15)) for _ in range(DOCUMENTS))
    index.rebuild((document(f"p{n}", list(Language)[n % 4], text) for n, text in enumerate(texts)), 1)
    return index


@pytest.mark.slow
@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed[:12]))
def test_a_hostile_query_is_answered_soon(large: WhooshIndex, typed: str) -> None:
    query = SearchQuery(typed, MEMBER)
    large.search(query)
    assert least_seconds(lambda: large.search(query), under=LIMIT_SECONDS) < LIMIT_SECONDS
    assert large.search(query).complete


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=300))
def test_any_text_is_answered(typed: str) -> None:
    index = MemoryIndex()
    index.apply([Put(one) for one in ALL], 1)
    answer = index.search(SearchQuery(typed, MEMBER))
    assert answer.total >= len(answer.hits)
