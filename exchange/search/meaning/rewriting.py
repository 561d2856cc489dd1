"""Azerbaijani rewritten towards Turkish, which the encoder knows. For the encoder only: never shown to a reader."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from exchange.kernel.languages import Language, fold, lower
from exchange.search.analysis import cyrillic
from exchange.search.analysis.tokens import Token, tokens, unified
from exchange.search.analysis.turkic.endings import noun_endings
from exchange.search.analysis.turkic.sounds import normal
from exchange.search.analysis.turkic.stemmer import stem

_LETTERS = str.maketrans("əxqƏXQ", "ehkEHK")
_SOFTENED = {"ğ": "q", "y": "k", "g": "k"}  # uşağın is of uşaq, çörəyin of çörək
_LONGEST_PHRASE = 6
_SHORTEST_STEM = 3
_NOUN_ENDINGS = noun_endings()


@dataclass(frozen=True)
class Pair:
    """An Azerbaijani word or expression and the Turkish one that a reader of Turkish expects."""

    az: str
    tr: str
    part_of_speech: str = "noun"


@dataclass
class _Tables:
    """The same pairs by spelling, by folded spelling, by stem; expressions by their stems."""

    spelt: dict[str, str] = field(default_factory=dict)
    folded: dict[str, str] = field(default_factory=dict)
    stemmed: dict[str, str] = field(default_factory=dict)
    phrases: dict[tuple[str, ...], str] = field(default_factory=dict)

    def add(self, pair: Pair) -> None:
        """Take in a pair; the first one of a spelling stays."""
        words = [lower(unified(token.raw), Language.AZ) for token in tokens(pair.az)]
        if len(words) > 1:
            self.phrases.setdefault(tuple(_stem(word) for word in words), pair.tr)
        elif words:
            self.spelt.setdefault(words[0], pair.tr)
            self.folded.setdefault(fold(words[0]), pair.tr)
            if pair.part_of_speech != "form":  # these are matched whole
                self.stemmed.setdefault(_stem(words[0]), pair.tr)


class Rewriter:
    """Looks words up in the order that README-terms.md 2 recommends; what is unknown gets Turkish letters."""

    def __init__(self, labels: Iterable[Pair] = (), words: Iterable[Pair] | None = None) -> None:
        self._labels, self._words = _Tables(), _Tables()
        for pair in labels:
            self._labels.add(pair)
        for pair in shipped_words() if words is None else words:
            self._words.add(pair)

    def rewrite(self, text: str) -> str:
        """The text with every known word in Turkish; what stands between the words stays."""
        found = list(tokens(text))
        written = [lower(_latin(token), Language.AZ) for token in found]
        stems = [_stem(word) for word in written]
        parts, at, end = [], 0, 0
        while at < len(found):
            turkish, length = self._phrase(stems, at)
            if not length:
                turkish, length = self.word(written[at], _latin(found[at])), 1
            parts += [text[end : found[at].start], turkish]
            at += length
            end = found[at - 1].end
        return "".join(parts) + text[end:]

    def word(self, written: str, raw: str) -> str:
        """One word."""
        return self._known(written) or raw.translate(_LETTERS)

    def _phrase(self, stems: list[str], at: int) -> tuple[str, int]:
        for length in range(min(_LONGEST_PHRASE, len(stems) - at), 1, -1):
            key = tuple(stems[at : at + length])
            turkish = self._labels.phrases.get(key) or self._words.phrases.get(key)
            if turkish:
                return turkish, length
        return "", 0

    def _known(self, word: str) -> str | None:
        return (
            self._words.spelt.get(word)
            or _with_ending(word, self._words.spelt)
            or self._words.folded.get(fold(word))
            or _with_ending(fold(word), self._words.folded)
            or (self._words.stemmed.get(_stem(word)) if len(word) > _SHORTEST_STEM else None)
        )


def _with_ending(word: str, known: Mapping[str, str]) -> str | None:
    """A listed word and a chain of noun endings, the longest word first."""
    for at in range(len(word) - 1, 1, -1):
        if normal(fold(word[at:])) not in _NOUN_ENDINGS:
            continue
        root = word[:at]
        hard = root[:-1] + _SOFTENED[root[-1]] if root[-1] in _SOFTENED else root
        turkish = known.get(root) or known.get(hard)
        if turkish:
            return turkish
    return None


def _latin(token: Token) -> str:
    raw = unified(token.raw)
    return cyrillic.to_latin(raw) if cyrillic.has_cyrillic(raw) else raw


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return stem(fold(word))


@lru_cache(maxsize=1)
def shipped_words() -> tuple[Pair, ...]:
    """The word list that comes with the product."""
    text = files("exchange.search.meaning").joinpath("data/az_tr_words.csv").read_text("utf-8")
    return tuple(Pair(row["az"], row["tr"], row["pos"]) for row in csv.DictReader(text.splitlines()))
