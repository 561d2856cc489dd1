"""A corpus that every machine makes alike: words by Zipf's law, recurring phrases, themes with words of their own."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from exchange.kernel.languages import Language
from exchange.search.port import PUBLIC, DocumentKind, SearchDocument, SortKey

SEED = 7
COUNTRIES = tuple(f"c{number:02d}" for number in range(24))
THEMES = tuple(f"t{number:02d}" for number in range(30))
_VOCABULARY = 40_000  # words of each language
_SHARES = {Language.AZ: 0.35, Language.TR: 0.30, Language.EN: 0.25, Language.RU: 0.10}
_SYLLABLES = [
    "ba",
    "be",
    "da",
    "do",
    "ka",
    "ke",
    "la",
    "li",
    "ma",
    "mu",
    "na",
    "ne",
    "pa",
    "po",
    "ra",
    "ri",
    "sa",
    "so",
    "ta",
    "te",
    "va",
    "vu",
    "za",
    "zo",
]
_CYRILLIC = str.maketrans("abdeiklmnoprstuvz", "абдеиклмнопрстувз")  # none that folding changes
_THEME_WORDS, _FROM_THEME, _FROM_PHRASE = 200, 0.12, 0.12
LATER = 20  # documents that every engine takes in one by one after the build
_START_SECONDS, _DAY, _DAYS = 1_325_376_000.0, 86_400.0, 5_400


@dataclass(frozen=True)
class Speech:
    """The words of one language, the commonest first, and how often each comes."""

    words: NDArray[np.object_]
    cumulated: NDArray[np.float64]
    themes: NDArray[np.intp]  # theme × place: words that the theme likes
    followers: NDArray[np.intp]  # what follows each word in a phrase


@lru_cache(maxsize=len(Language))
def speech(language: Language) -> Speech:
    """The same in every process."""
    random = np.random.default_rng([SEED, tuple(Language).index(language)])
    lengths = random.choice([2, 3, 4, 5], _VOCABULARY * 2, p=[0.2, 0.4, 0.3, 0.1])
    picks = random.integers(0, len(_SYLLABLES), (_VOCABULARY * 2, 5))
    made = dict.fromkeys("".join(_SYLLABLES[at] for at in row[:n]) for row, n in zip(picks, lengths, strict=True))
    mark = "" if language is Language.RU else language.value[0]
    words = [f"{word}{mark}" for word in made][:_VOCABULARY]
    words = [word.translate(_CYRILLIC) for word in words] if language is Language.RU else words
    weights = 1 / (np.arange(len(words)) + 2.7)
    return Speech(
        np.array(words, object),
        np.cumsum(weights / weights.sum()),
        random.integers(200, 15_000, (len(THEMES), _THEME_WORDS)),
        random.integers(0, 20_000, len(words)),
    )


@dataclass(frozen=True)
class Corpus:
    """A corpus in a file, a document a line: made once, read by every engine."""

    path: Path
    count: int

    def write_once(self) -> None:
        """Make it, with those that come later, unless it is there."""
        if not self.path.exists():
            unfinished = self.path.with_suffix(".new")
            self._write(unfinished)
            unfinished.replace(self.path)

    def _write(self, path: Path) -> None:
        with path.open("w", encoding="utf-8") as file:
            for one in documents(self.count + LATER):
                country, theme = one.facets["country"][0], one.facets["theme"][0]
                held = one.group, one.language, one.title, one.summary, one.body, country, theme
                file.write(json.dumps([*held, one.sort_values[SortKey.PUBLISHED]], ensure_ascii=False) + "\n")

    def documents(self) -> Iterator[SearchDocument]:
        """What is built at once."""
        return islice(self._all(), self.count)

    def later(self) -> Iterator[SearchDocument]:
        """What comes one by one."""
        return islice(self._all(), self.count, None)

    def _all(self) -> Iterator[SearchDocument]:
        with self.path.open(encoding="utf-8") as file:
            yield from (_made(*json.loads(line)) for line in file)


class Reading:
    """The corpus, and how long it took to read: no part of the building."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self.seconds = 0.0

    def __iter__(self) -> Iterator[SearchDocument]:
        remaining = self._corpus.documents()
        while True:
            before = time.process_time()
            one = next(remaining, None)
            self.seconds += time.process_time() - before
            if one is None:
                return
            yield one


def documents(count: int, start: int = 0) -> Iterator[SearchDocument]:
    """Documents number `start` to `start + count`: 300 to 1,500 words each."""
    for number in range(start, start + count):
        yield _document(number)


def _document(number: int) -> SearchDocument:
    random = np.random.default_rng([SEED, 99, number])
    language = list(_SHARES)[int(random.choice(len(_SHARES), p=list(_SHARES.values())))]
    theme = _skewed(random, len(THEMES), 0.6)
    words = int(np.clip(random.lognormal(np.log(480), 0.5), 300, 1500))
    title, summary, body = (_text(random, language, theme, n) for n in (8, 50, words))
    country = COUNTRIES[_skewed(random, len(COUNTRIES), 0.9)]
    published = _START_SECONDS + _DAY * int(random.integers(0, _DAYS))
    return _made(str(number), language, title, summary, body, country, THEMES[theme], published)


def _made(
    group: str, language: str, title: str, summary: str, body: str, country: str, theme: str, published: float
) -> SearchDocument:
    return SearchDocument(
        key=f"practice:{group}:{language}",
        kind=DocumentKind.PRACTICE,
        group=group,
        language=Language(language),
        title=title,
        summary=summary,
        body=body,
        facets={"country": (country,), "theme": (theme,)},
        audience=frozenset({PUBLIC}),
        sort_values={SortKey.PUBLISHED: published},
    )


def _text(random: np.random.Generator, language: Language, theme: int, count: int) -> str:
    known = speech(language)
    places = np.searchsorted(known.cumulated, random.random(count)).clip(0, len(known.words) - 1)
    liked = (random.pareto(1.0, count) * 8).astype(int).clip(0, _THEME_WORDS - 1)
    places = np.where(random.random(count) < _FROM_THEME, known.themes[theme][liked], places)
    for at in np.flatnonzero(random.random(count) < _FROM_PHRASE):
        if at:
            places[at] = known.followers[places[at - 1]]
    return " ".join(known.words[places])


def _skewed(random: np.random.Generator, count: int, power: float) -> int:
    weights = 1 / np.arange(1, count + 1) ** power
    return int(random.choice(count, p=weights / weights.sum()))
