"""The filters beside the results and the chips above them, in the reader's words."""

from collections.abc import Mapping

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
_OPEN = {Dimension.THEME, Dimension.COUNTRY, Dimension.EVIDENCE, Dimension.LANGUAGE}
_LISTS = {
    Dimension.THEME: TermList.THEME,
    Dimension.TARGET: TermList.TARGET,
    Dimension.CHANNEL: TermList.CHANNEL,
    Dimension.STATUS: TermList.STATUS,
    Dimension.EVIDENCE: TermList.EVIDENCE,
}
Row = tuple[str, str, int, bool, str]
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
    values = list(dict.fromkeys((*chosen, *_ordered(dimension, counts))))[: max(MOST_ROWS, len(chosen))]
    is_language = dimension is Dimension.LANGUAGE
    return [
        (value, labels.label(dimension, value), counts.get(value, 0), value in chosen, value if is_language else "")
        for value in values
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
