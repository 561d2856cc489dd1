"""The product's engine, and stock Whoosh on the very same folder."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from exchange.kernel.languages import Language
from exchange.search.bench.speed.building import KEY
from exchange.search.bench.speed.corpus import Corpus
from exchange.search.bench.speed.engine import COUNTRY, FACETS, PAGE, THEME, Ask, Built, Found, built_or_kept
from exchange.search.bench.speed.questions import Question
from exchange.search.evaluation import Deadline, Evaluation, Scored
from exchange.search.facets import count_dimensions, filtered
from exchange.search.grouping import Groups
from exchange.search.inverted import Field
from exchange.search.passages import passage
from exchange.search.port import PUBLIC, Matched, Put, SearchDocument, SearchQuery, Sort
from exchange.search.prepared import Prepared, Run, Sought, Word
from exchange.search.whoosh.index import WhooshIndex

READER = frozenset({PUBLIC})
_CHECKS = 1_000


class Ours:
    """Asked through the same evaluation, filters and pages as a reader's question, in the stream of plain words."""

    name = "ours"

    def __init__(self, folder: Path, corpus: Corpus) -> None:
        self._folder = folder / "ours"
        self._index = WhooshIndex(self.index_folder, key=KEY)
        self._texts = _Texts()
        self.built = built_or_kept(self._folder, lambda: self._build(corpus))
        self._texts.hold(corpus.documents())
        self._texts.hold(corpus.later())
        self.view = self._index.view()
        self.kinds: dict[str, Ask] = {
            "common": self._ranked,
            "rare": self._ranked,
            "or": self._ranked,
            "and": self._all,
            "phrase": self._phrase,
            "prefix": self._prefix,
            "near": self._near,
            "filter": self._filtered,
            "facets": self._facets,
            "newest": lambda words: self._found(self._scored(_words(words)), Sort.NEWEST),
            "snippets": self._snippets,
        }

    @property
    def index_folder(self) -> Path:
        """The product's index."""
        return self._folder / "index"

    @property
    def clock(self) -> Callable[[], float]:
        """Processor time of this process."""
        return time.process_time

    def close(self) -> None:
        """Let go of files."""
        self._index.close()

    def answer(self, words: Question) -> Found:
        """The product's whole answer: all analyses of each word, ten dimensions, passages' marks, spelling."""
        self.view.kept.clear()
        answer = self._index.search(SearchQuery(" ".join(words), READER, limit=PAGE))
        return Found(answer.total, [hit.key for hit in answer.hits])

    def _build(self, corpus: Corpus) -> Built:
        """In a process of its own; then a document at a time, in this one."""
        module = "exchange.search.bench.speed.building"
        command = [sys.executable, "-m", module, str(self.index_folder), str(corpus.path), str(corpus.count)]
        said = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603 - our own
        saves = sorted(self._saved_among_merges(one) for one in corpus.later())
        size = sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file())
        return Built(said["cpu_seconds"], saves[len(saves) // 2] * 1e3, size, said["memory_mb"])

    def _saved_among_merges(self, document: SearchDocument) -> float:
        """The product merges beside the requests as soon as that is due; a save finds it done."""
        while self._index.merge():
            continue
        return self._save(document)

    def _save(self, document: SearchDocument) -> float:
        """Wall time until another reader's question finds it."""
        asked = '"' + " ".join(document.title.split()[:3]) + '"'
        before = time.perf_counter()
        self._index.apply([Put(document)], self._index.stamp() + 1)
        assert self._index.search(SearchQuery(asked, READER, limit=1)).hits  # noqa: S101
        return time.perf_counter() - before

    def _scored(self, prepared: Prepared) -> Scored:
        return Evaluation(self.view, READER, Deadline(float("inf"))).main(prepared)

    def _found(self, scored: Scored, sort: Sort = Sort.RELEVANCE) -> Found:
        groups = Groups(self.view, scored.documents, scored.scores)
        places = groups.page(sort, PAGE, by_score=sort is Sort.RELEVANCE)
        return Found(groups.total, scored.documents[places].tolist())

    def _ranked(self, words: Question) -> Found:
        return self._found(self._scored(_words(words)))

    def _all(self, words: Question) -> Found:
        runs = tuple(Run(Field.EXACT, (frozenset({word}),)) for word in words)
        return self._found(self._scored(Prepared(required=runs)))

    def _phrase(self, words: Question) -> Found:
        run = Run(Field.EXACT, tuple(frozenset({word}) for word in words))
        return self._found(self._scored(Prepared(required=(run,))))

    def _prefix(self, words: Question) -> Found:
        mask = self.view.beginning_with(Field.EXACT, words[0])
        return self._found(_unscored(mask.documents()), Sort.NEWEST)

    def _near(self, words: Question) -> Found:
        near = self.view.spelled_like(words[0], 1)
        return self._ranked(tuple(near))

    def _filtered(self, words: Question) -> Found:
        scored = self._scored(_words(words))
        chosen = {"country": frozenset({COUNTRY}), "theme": frozenset({THEME})}
        return self._found(scored.only(filtered(self.view, chosen, scored.documents).passing))

    def _facets(self, words: Question) -> Found:
        scored = self._scored(_words(words))
        found = self._found(scored)
        return Found(found.total, [count_dimensions(self.view, FACETS, scored.documents)])

    def _snippets(self, words: Question) -> Found:
        found = self._ranked(words)
        return Found(found.total, self._texts.passages([self.view.key(int(str(at))) for at in found.page], words))


class StockWhoosh:
    """Whoosh's own searcher on the product's folder: an ordinary index."""

    name = "Whoosh"
    built: Built | None = None

    def __init__(self, folder: Path) -> None:
        from exchange.search.whoosh.stock import StockSearcher  # noqa: PLC0415 - imports Whoosh

        self._searcher = StockSearcher(max(path for path in (folder / "ours" / "index").iterdir() if path.is_dir()))
        self.kinds: dict[str, Ask] = {
            "common": self._any,
            "rare": self._any,
            "or": self._any,
            "and": lambda words: Found(*self._searcher.every(Field.EXACT, words, PAGE)),
            "phrase": lambda words: Found(*self._searcher.phrase(Field.EXACT, words, PAGE)),
            "prefix": lambda words: Found(*self._searcher.prefix(Field.EXACT, words[0], PAGE)),
        }

    @property
    def clock(self) -> Callable[[], float]:
        """Processor time of this process."""
        return time.process_time

    def close(self) -> None:
        """Let go of files."""
        self._searcher.close()

    def _any(self, words: Question) -> Found:
        return Found(*self._searcher.any(Field.EXACT, words, PAGE))


class _Texts:
    """The texts of the corpus as the database would give them."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[str, Language]] = {}

    def hold(self, made: Iterable[SearchDocument]) -> None:
        """Keep these."""
        self._held |= {one.key: (f"{one.title}\n{one.summary}\n{one.body}", one.language) for one in made}

    def passages(self, keys: Sequence[Any], words: Question) -> list[str]:
        """One passage for each key."""
        matched = tuple(frozenset({word}) for word in words)
        return [passage(*self._passage(key, matched), width=160).text for key in keys]

    def _passage(self, key: str, matched: Matched) -> tuple[str, Matched, Language]:
        text, language = self._held[key]
        return text, matched, language


def _words(words: Question) -> Prepared:
    return Prepared(words=tuple(Word(word, (Sought(Field.EXACT, word, 1.0),)) for word in words))


def _unscored(found: Any) -> Scored:
    import numpy as np  # noqa: PLC0415

    return Scored(found, np.zeros(len(found), np.float32), np.ones(len(found), np.bool_))


if __name__ == "__main__":  # a fresh process: how long from opening to the first answer, and how large it is
    folder, word = Path(sys.argv[1]), sys.argv[2]
    before = time.process_time()
    index = WhooshIndex(folder, key=KEY)
    index.search(SearchQuery(word, READER, limit=PAGE))
    cpu = (time.process_time() - before) * 1e3
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    before = time.process_time()
    for _ in range(_CHECKS):
        index.stamp()
    check = (time.process_time() - before) * 1e3 / _CHECKS
    held = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    sys.stdout.write(json.dumps({"cpu_ms": cpu, "memory_mb": held, "check_ms": check}))
