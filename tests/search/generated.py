"""Generated indexes: batches of changes, and an index that took them in one after another."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hypothesis import Phase
from hypothesis import strategies as st

from exchange.kernel.languages import Language
from exchange.search.port import Change, DocumentKind, Drop, Put, SearchDocument, SortKey
from exchange.search.whoosh.index import WhooshIndex

WORDS = [
    "himayədar", "ailə", "ailələr", "uşaq", "evi", "koruyucu", "aile", "çocuk", "foster", "care", "families",
    "приёмная", "семья", "семьи", "2023", "BMT-nin", "covid-19", "Türkiye'nin",
]  # fmt: skip
MEMBER = frozenset({"public", "members"})
READERS = (frozenset({"public"}), MEMBER, MEMBER | {"ministry:a"})
ENOUGH = 1_000
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking builds hundreds of indexes


@st.composite
def documents(draw: st.DrawFn) -> SearchDocument:
    title, summary, body = (" ".join(draw(st.lists(st.sampled_from(WORDS), max_size=length))) for length in (3, 3, 9))
    group, language = draw(st.sampled_from("pqrstuv")), draw(st.sampled_from(list(Language)))
    kind = draw(st.sampled_from(list(DocumentKind)))
    return SearchDocument(
        key=f"{kind}:{group}:{language}",
        kind=kind,
        group=group,
        language=language,
        title=title,
        summary=summary,
        body=body,
        audience=frozenset({draw(st.sampled_from(["public", "members", "ministry:a", "ministry:b"]))}),
        sort_values={key: float(draw(st.integers(0, 3))) for key in SortKey},
        facets={"theme": tuple(draw(st.lists(st.sampled_from(["a", "b", "c"]), max_size=3, unique=True)))},
    )


BATCHES = st.lists(
    st.lists(documents().map(Put) | st.sampled_from("pqrstuv").map(Drop), min_size=1, max_size=8),
    min_size=1,
    max_size=9,
)


@contextmanager
def filled(batches: list[list[Change]]) -> Iterator[tuple[WhooshIndex, Path, Mapping[str, SearchDocument]]]:
    """An index of several segments with deletions, its Whoosh folder, and what should be in it."""
    held: dict[str, SearchDocument] = {}
    with tempfile.TemporaryDirectory() as place:
        index = WhooshIndex(Path(place) / "index", key=b"test")
        index.rebuild((), 0)
        for stamp, batch in enumerate(batches, start=1):
            index.apply(batch, stamp)
            for change in batch:
                if isinstance(change, Put):
                    held[change.document.key] = change.document
                else:
                    held = {key: one for key, one in held.items() if one.group != change.group}
        yield index, Path(place) / "index" / "000001", held
        index.close()
