"""What would tell who asked: names of the ministry, its country and post, addresses. Found and masked, in any case."""

import re
from collections.abc import Iterable, Iterator

from exchange.accounts.queries import MinistryView
from exchange.kernel.countries import country_name
from exchange.kernel.languages import Language, fold
from exchange.kernel.translated import Translated
from exchange.search.analysis.forms import query_places
from exchange.search.analysis.stems import is_beginning
from exchange.search.analysis.tokens import Token, tokens

MASK = "…"
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SHORTEST_BEGINNING = 4  # shorter words count whole: endings are not told from other words


def names_of(ministry: MinistryView, post: Translated) -> tuple[str, ...]:
    """What the ministry, its country, its capital and the post are called, in every language."""
    countries = [country_name(ministry.country, language.value) for language in Language]
    texts = [ministry.own_name, ministry.abbreviation or "", ministry.country, *countries]
    for translated in (ministry.names, ministry.short_names, ministry.city, post):
        texts += translated.values()
    return tuple(dict.fromkeys(text for text in texts if text))


def named_in(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """The places of the text that name somebody, as they are written there."""
    return tuple(dict.fromkeys(text[start:end] for start, end in _spots(text, names)))


def masked(text: str, names: Iterable[str]) -> str:
    """The text with a sign instead of each name."""
    parts, at = [], 0
    for start, end in _spots(text, names):
        parts += [text[at:start], MASK]
        at = end
    return "".join([*parts, text[at:]])


def _spots(text: str, names: Iterable[str]) -> list[tuple[int, int]]:
    words = list(tokens(text))
    found = [match.span() for match in _ADDRESS.finditer(text)]
    for name in names:
        found += _runs(words, [fold(token.raw) for token in tokens(name)])
    return _apart(found)


def _runs(words: list[Token], name: list[str]) -> Iterator[tuple[int, int]]:
    """Where the words of the name stand side by side; the last one may carry an ending."""
    for first in range(len(words) - len(name) + 1 if name else 0):
        here = words[first : first + len(name)]
        if _is_named([token.raw for token in here], name):
            yield here[0].start, here[-1].end


def _is_named(written: list[str], name: list[str]) -> bool:
    if len(name) == 1 and len(name[0]) < _SHORTEST_BEGINNING:
        return written[0].isupper() and fold(written[0]) == name[0]  # AZ and TR, not a syllable
    return all(_is_word(raw, word) for raw, word in zip(written, name, strict=True))


def _is_word(raw: str, word: str) -> bool:
    """The same word, with any ending: Türkiyə, Türkiyənin, в Турции."""
    folded = fold(raw)
    if folded == word or len(word) < _SHORTEST_BEGINNING:
        return folded == word
    return folded.startswith(word) or bool(_stems(folded) & _stems(word))


def _stems(word: str) -> frozenset[str]:
    return frozenset(term for place in query_places(word) for term in place.terms if not is_beginning(term))


def _apart(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
