"""The filters beside the results and the chips above them, in the reader's words."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from exchange.accounts.queries import ministries
from exchange.kernel.countries import country_name
from exchange.kernel.languages import Language
from exchange.practices.views.asked import FACETS, Asked
from exchange.search.port import Dimension
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import taxonomy
from exchange.web.db import reading
from exchange.web.reader import current_reader

MOST_ROWS = 12
WHOLE_TREE = 10  # rows; a larger tree is unfolded only where something is chosen
_OPEN = {Dimension.THEME, Dimension.COUNTRY, Dimension.EVIDENCE, Dimension.LANGUAGE}
_LISTS = {
    Dimension.THEME: TermList.THEME,
    Dimension.TARGET: TermList.TARGET,
    Dimension.CHANNEL: TermList.CHANNEL,
    Dimension.STATUS: TermList.STATUS,
    Dimension.EVIDENCE: TermList.EVIDENCE,
}
Row = tuple[str, str, int, bool, str, int]  # value, label, count, chosen, language of the label, depth
FacetView = tuple[str, str, list[Row], bool]


class Labels:
    """Words for the codes of filters; the ministries are read once."""

    def __init__(self) -> None:
        self._language = current_reader().language.value
        self._words = taxonomy(reading())
        self._ministries: dict[str, str] | None = None

    def label(self, dimension: Dimension, value: str) -> str:
        """What people call the value."""
        if dimension in _LISTS:
            return self._words.label(_LISTS[dimension], value, self._language)
        if dimension is Dimension.COUNTRY:
            return country_name(value, self._language)
        if dimension is Dimension.LANGUAGE:
            return Language(value).own_name if value in set(Language) else value
        if dimension is Dimension.MINISTRY:
            return self._ministry(value)
        return value

    def tree(self, counts: Mapping[str, int], chosen: tuple[str, ...]) -> Iterator[tuple[str, int]]:
        """Themes with their depth: the widest first by count, narrower ones under those that lead to a chosen one."""
        main = [theme.code for theme in self._words.main_themes]
        opened = set(counts) if len(counts) <= WHOLE_TREE else self._opened(chosen)
        yield from self._branch(main, counts, opened, 0)

    def _branch(
        self, codes: list[str], counts: Mapping[str, int], opened: set[str], depth: int
    ) -> Iterator[tuple[str, int]]:
        for code in sorted((one for one in codes if one in counts), key=lambda one: (-counts[one], codes.index(one))):
            yield code, depth
            if code in opened:
                under = [theme.code for theme in self._words.themes_under(code)]
                yield from self._branch(under, counts, opened, depth + 1)

    def _opened(self, chosen: tuple[str, ...]) -> set[str]:
        return {wider for code in chosen for wider in self._words.with_wider(code)}

    def _ministry(self, slug: str) -> str:
        if self._ministries is None:
            self._ministries = {one.slug: one.short_name(self._language) for one in ministries(reading())}
        return self._ministries.get(slug, slug)


def facets(asked: Asked, counts: Mapping[str, Mapping[str, int]], labels: Labels) -> list[FacetView]:
    """Every dimension that has something to choose: name, title, rows (chosen first), whether it is unfolded."""
    found = []
    for dimension, title in FACETS.items():
        rows = _rows(dimension, asked.filters.get(dimension, ()), counts.get(dimension, {}), labels)
        if rows:
            is_open = dimension in _OPEN or any(row[3] for row in rows)
            found.append((dimension.value, str(_(title)), rows, is_open))
    return found


def _rows(dimension: Dimension, chosen: tuple[str, ...], counts: Mapping[str, int], labels: Labels) -> list[Row]:
    if dimension is Dimension.THEME:
        standing = dict(labels.tree(counts, chosen))
        pairs = [*((value, 0) for value in chosen if value not in standing), *standing.items()]
    else:
        values = dict.fromkeys((*chosen, *_ordered(dimension, counts)))
        pairs = [(value, 0) for value in values][: max(MOST_ROWS, len(chosen))]
    is_language = dimension is Dimension.LANGUAGE
    return [
        (value, labels.label(dimension, value), counts.get(value, 0), value in chosen, value if is_language else "", at)
        for value, at in pairs
    ]


def _ordered(dimension: Dimension, counts: Mapping[str, int]) -> list[str]:
    """Commonest first, as the index gives them; levels and years from the highest."""
    if dimension in {Dimension.EVIDENCE, Dimension.YEAR}:
        return sorted(counts, reverse=True)
    return list(counts)


def chips(asked: Asked, labels: Labels) -> list[tuple[str, str, str]]:
    """Chosen filters: name, value, the address without it."""
    return [
        (str(_(FACETS[dimension])), labels.label(dimension, value), asked.without(dimension, value))
        for dimension, values in asked.filters.items()
        for value in values
    ]
