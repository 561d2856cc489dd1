"""The questions, the same for every engine: words by how common they are in the head of the corpus."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from exchange.search.bench.speed.corpus import documents

HEAD = 3_000
EACH = 30  # questions of a kind
_SEED = 3
_COMMON, _MIDDLE = (0.10, 0.50), (0.02, 0.10)  # shares of documents that hold the word
_RARE_MOST = 3
_PHRASE_LEAST = 4
_SHORTEST = 5

Question = tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """One kind of question. `about` says what is measured."""

    name: str
    about: str


KINDS = (
    Kind("common", "a word that 10 to 50 % of the documents hold"),
    Kind("rare", "a word that one in a thousand holds"),
    Kind("and", "two words, both required"),
    Kind("or", "three words, any of them, ranked"),
    Kind("phrase", "two words side by side"),
    Kind("prefix", "everything that begins with four letters"),
    Kind("near", "one letter wrong: every spelling at distance 1"),
    Kind("filter", "a common word within one country and one theme"),
    Kind("facets", "a common word with exact counts of three dimensions"),
    Kind("newest", "a common word, newest first"),
    Kind("snippets", "twenty passages with the words marked"),
)


def questions(count: int) -> Mapping[str, Sequence[Question]]:
    """Questions by kind for a corpus of so many documents."""
    texts = [f"{one.title} {one.summary} {one.body}".split() for one in documents(min(count, HEAD))]
    held = Counter(word for text in texts for word in set(text))
    chance = random.Random(_SEED)  # noqa: S311 - repeatable, no secret
    common, middle = (_between(held, len(texts), bounds, chance) for bounds in (_COMMON, _MIDDLE))
    rare = _shuffled([word for word, holders in held.items() if holders <= _RARE_MOST], chance)
    long = [word for word in middle if len(word) >= _SHORTEST]
    singles = [(word,) for word in common[:EACH]]
    return {
        "common": singles,
        "rare": [(word,) for word in rare[:EACH]],
        "and": [_pair(texts, held, chance) for _ in range(EACH)],
        "or": list(zip(middle[:EACH], common[EACH // 2 :] + common, middle[EACH : 2 * EACH], strict=False)),
        "phrase": _phrases(texts, chance),
        "prefix": [(word[:4],) for word in long[:EACH]],
        "near": [(word,) for word in long[-EACH:]],
        "filter": singles,
        "facets": singles,
        "newest": singles,
        "snippets": [(word,) for word in middle[:EACH]],
    }


def _between(held: Counter[str], total: int, bounds: tuple[float, float], chance: random.Random) -> list[str]:
    low, high = (share * total for share in bounds)
    return _shuffled([word for word, holders in held.items() if low < holders < high], chance)


def _shuffled(words: list[str], chance: random.Random) -> list[str]:
    ordered = sorted(words)
    chance.shuffle(ordered)
    return ordered


def _pair(texts: Sequence[Sequence[str]], held: Counter[str], chance: random.Random) -> Question:
    """Two different words of one document, neither of them rare."""
    least = _MIDDLE[0] * len(texts)
    while True:
        text = chance.choice(texts)
        one, other = chance.choice(text), chance.choice(text)
        if one != other and held[one] > least and held[other] > least:
            return one, other


def _phrases(texts: Sequence[Sequence[str]], chance: random.Random) -> list[Question]:
    pairs = Counter(pair for text in texts[::3] for pair in set(pairwise(text)))
    common = sorted(pair for pair, times in pairs.items() if times >= _PHRASE_LEAST)
    chance.shuffle(common)
    return [tuple(pair) for pair in common[:EACH]]
