"""How often a misspelt word is understood: errors made by a seeded generator in words of a parallel set."""

import random
from collections.abc import Iterator, Sequence

from exchange.kernel.languages import Language, fold
from exchange.search.analysis.forms import places
from exchange.search.bench.rows import Row
from exchange.search.bench.sets import ParallelSet
from exchange.search.columns.building import arrays_of
from exchange.search.columns.deletions import LONG_WORD
from exchange.search.columns.segment import ColumnSegment
from exchange.search.columns.view import View
from exchange.search.port import PUBLIC, DocumentKind, SearchDocument
from exchange.search.suggesting import Speller

WORDS = 200
SEED = 20_220_706
SHORTEST = 5
PLACES = 5
_TWO_ERRORS = 0.3  # share of long words that get a second error
_ALPHABETS = {
    Language.AZ: "abcdefghxijkqlmnoprstuvyz",
    Language.TR: "abcdefghijklmnoprstuvyz",
    Language.EN: "abcdefghijklmnopqrstuvwxyz",
    Language.RU: "абвгдежзийклмнопрстуфхцчшщъыьэюя",
}


def spelling_rows(parallel: ParallelSet) -> Iterator[Row]:
    """The right word first, and among the first five, by language."""
    for language in Language:
        texts = [sentence.texts[language] for sentence in parallel.sentences]
        speller = Speller(_view(texts, language), frozenset({PUBLIC}))
        found = [_rank(speller, word, typed) for word, typed in _misspelt(texts, language)]
        how = f"{WORDS} words by frequency; one letter dropped, added, changed or swapped, in some long words two"
        if not found:
            continue
        first = sum(rank == 1 for rank in found) / len(found)
        among = sum(0 < rank <= PLACES for rank in found) / len(found)
        yield Row(f"did you mean, {language}", "first", round(first, 4), 0.92, {}, how)
        yield Row(f"did you mean, {language}", "first five", round(among, 4), 0.995, {}, how)


def _view(texts: Sequence[str], language: Language) -> View:
    documents = [
        SearchDocument(
            key=str(at),
            kind=DocumentKind.PRACTICE,
            group=str(at),
            language=language,
            title="",
            body=text,
            audience=frozenset({PUBLIC}),
        )
        for at, text in enumerate(texts)
    ]
    return View([ColumnSegment("sentences", arrays_of(documents))], [()])


def _misspelt(texts: Sequence[str], language: Language) -> Iterator[tuple[str, str]]:
    chance = random.Random(SEED)  # noqa: S311 - repeatable errors, no secrets
    words = [place.exact[0] for text in texts for place in places(text, language)]
    known = set(words)
    long = [word for word in words if len(word) >= SHORTEST and word.isalpha()]
    made = 0
    while long and made < WORDS:
        word = chance.choice(long)
        errors = 2 if len(word) >= LONG_WORD and chance.random() < _TWO_ERRORS else 1
        typed = word
        for _ in range(errors):
            typed = _with_an_error(typed, chance, _ALPHABETS[language])
        if typed not in known:
            made += 1
            yield word, typed


def _with_an_error(word: str, chance: random.Random, alphabet: str) -> str:
    at, letter = chance.randrange(len(word)), chance.choice(alphabet)
    before, after = word[:at], word[at + 1 :]
    swapped = before + after[:1] + word[at] + after[1:]
    return chance.choice((before + after, before + letter + word[at:], before + letter + after, swapped))


def _rank(speller: Speller, word: str, typed: str) -> int:
    """The place of the right word among the suggestions, from 1; 0 if it is missing."""
    offered = [fold(suggestion.spelling) for suggestion in speller.nearest(typed, PLACES)]
    return offered.index(word) + 1 if word in offered else 0
