"""Two worlds that differ only in what a reader may not see give that reader the same bytes (trust.md I1, I2)."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.kernel.languages import Language
from exchange.search import answering
from exchange.search.memory import MemoryIndex
from exchange.search.port import Change, Drop, Put, SearchDocument, SearchIndex
from exchange.search.whoosh.index import WhooshIndex
from tests.search.samples import FOSTER_CARE, ask, document

WORDS = [
    "himayədar",
    "ailə",
    "uşaq",
    "evi",
    "koruyucu",
    "aile",
    "çocuk",
    "foster",
    "care",
    "family",
    "приёмная",
    "семья",
    "2023",
    "BMT-nin",
]
QUERIES = ("himayedar aile", "foster care", "koruyucu ayle", "famly", '"foster care"', "uşaq -evi", "title:aile", "")
READERS = (
    frozenset({"public"}),
    frozenset({"public", "members"}),
    frozenset({"public", "members", "ministry:a"}),
    frozenset({"public", "members", "ministry:b"}),
)
AUDIENCES = [frozenset({token}) for token in ("public", "members", "ministry:a", "ministry:b")]


@pytest.fixture(autouse=True, scope="module")
def without_hurry() -> Iterator[None]:
    """No answer is cut short: a look for garbage in a long row of tests takes longer than an answer may."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(answering, "TIME_LIMIT_SECONDS", 60.0)
        yield


@st.composite
def documents(draw: st.DrawFn) -> SearchDocument:
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
    group, language = draw(st.sampled_from("pqrst")), draw(st.sampled_from(list(Language)))
    audience, published = draw(st.sampled_from(AUDIENCES)), draw(st.integers(0, 3))
    title, body = " ".join(words[:2]), " ".join(words[2:])
    return document(group, language, title, body, audience=audience, published=published, country=(group,))


BATCHES = st.lists(
    st.lists(documents().map(Put) | st.sampled_from("pqrst").map(Drop), min_size=1, max_size=6), min_size=1, max_size=5
)


def everything(index: SearchIndex, reader: frozenset[str]) -> list[object]:
    answers = [ask(index, query, reader, concepts=(FOSTER_CARE,)) for query in QUERIES]
    return [*answers, *(index.complete(text, reader) for text in ("him", "aile", "fos"))]


def without_hidden(held: dict[str, SearchDocument], reader: frozenset[str]) -> list[SearchDocument]:
    return [one for one in held.values() if not one.audience.isdisjoint(reader)]


@pytest.mark.slow
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(BATCHES)
def test_both_engines_agree_and_neither_lets_the_unseen_be_felt(batches: list[list[Change]]) -> None:
    memory = MemoryIndex()
    with tempfile.TemporaryDirectory() as folder:
        disk = WhooshIndex(Path(folder) / "index", key=b"test")
        disk.rebuild((), 0)
        held: dict[str, SearchDocument] = {}
        for stamp, batch in enumerate(batches, start=1):
            memory.apply(batch, stamp)
            disk.apply(batch, stamp)
            _follow(held, batch)
        assert memory.entries() == disk.entries()
        for reader in READERS:
            seen = everything(disk, reader)
            assert seen == everything(memory, reader)
            twin = MemoryIndex()
            twin.apply([Put(one) for one in without_hidden(held, reader)], 1)
            assert seen == everything(twin, reader)
            assert disk.contents(reader) == memory.contents(reader) == twin.contents(reader)
        disk.close()


def _follow(held: dict[str, SearchDocument], batch: list[Change]) -> None:
    for change in batch:
        match change:
            case Put(one):
                held[one.key] = one
            case Drop(group):
                for key in [key for key, one in held.items() if one.group == group]:
                    del held[key]
