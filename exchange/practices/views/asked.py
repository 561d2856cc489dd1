"""What a person asks the search page, as its address says it. A link is a state; every chip and page is a link."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from flask import url_for
from werkzeug.datastructures import MultiDict

from exchange.kernel.messages import N_
from exchange.search.port import Dimension, DocumentKind, Sort
from exchange.vocabulary.queries import Taxonomy

SIZE = 20
LAST_PAGE = 500
_LONGEST = 400
_MOST_VALUES = 30
FACETS = {
    Dimension.THEME: N_("Theme"),
    Dimension.COUNTRY: N_("Country"),
    Dimension.EVIDENCE: N_("Evidence"),
    Dimension.LANGUAGE: N_("Language of the text"),
    Dimension.TARGET: N_("Target group"),
    Dimension.STATUS: N_("Status"),
    Dimension.CHANNEL: N_("Delivery channel"),
    Dimension.MINISTRY: N_("Ministry"),
    Dimension.YEAR: N_("Last confirmed"),
}
SORTS = {
    Sort.RELEVANCE: N_("Relevance"),
    Sort.NEWEST: N_("Newest"),
    Sort.EVIDENCE: N_("Evidence"),
    Sort.DISCUSSED: N_("Most discussed"),
    Sort.ADOPTED: N_("Most adopted"),
}
OUTPUTS = {"json": "search.as_json", "csv": "search.as_csv", "atom": "search.as_atom"}


@dataclass(frozen=True)
class Asked:
    """Words, filters, order, page."""

    words: str = ""
    filters: Mapping[Dimension, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    kind: DocumentKind = DocumentKind.PRACTICE

    @property
    def offset(self) -> int:
        """How many hits come before this page."""
        return (self.page - 1) * SIZE

    @property
    def is_about_discussion(self) -> bool:
        """Whether contributions are wanted instead of practices."""
        return self.kind is DocumentKind.DISCUSSION

    @property
    def query_string(self) -> str:
        """The state as the part of an address after the question mark, without the page: what a saved search keeps."""
        return urlsplit(replace(self, page=1).address()).query

    def in_use(self, words: Taxonomy) -> "Asked":
        """The same question in the codes of today: a retired term leads to its successor."""
        now = {dimension: words.in_use(dimension.value, chosen) for dimension, chosen in self.filters.items()}
        return self if now == self.filters else replace(self, filters=now)

    def address(self, output: str = "") -> str:
        """The address of this state, as a page or as `json`, `csv`, `atom`."""
        values: dict[str, str | list[str]] = {"q": self.words} if self.words else {}
        values |= {dimension.value: list(chosen) for dimension, chosen in self.filters.items() if chosen}
        if self.sort is not Sort.RELEVANCE:
            values["sort"] = self.sort.value
        if self.is_about_discussion:
            values["kind"] = self.kind.value
        if self.page > 1:
            values["page"] = str(self.page)
        return url_for(OUTPUTS.get(output, "search.page"), **values)  # type: ignore[arg-type]

    def on_page(self, page: int) -> str:
        """The address of another page."""
        return replace(self, page=page).address()

    def sorted_by(self, sort: Sort) -> str:
        """The address of another order."""
        return replace(self, sort=sort, page=1).address()

    def without(self, dimension: Dimension, value: str) -> str:
        """The address without one filter."""
        left = tuple(one for one in self.filters[dimension] if one != value)
        return replace(self, filters={**self.filters, dimension: left}, page=1).address()

    def of_kind(self, kind: DocumentKind) -> str:
        """The address of the same search among practices or contributions."""
        return replace(self, kind=kind, page=1).address()

    def with_words(self, words: str) -> str:
        """The address of other words under the same filters."""
        return replace(self, words=words, page=1).address()

    def unfiltered(self) -> str:
        """The address without any filter."""
        return replace(self, filters={}, page=1).address()


def asked_from(arguments: MultiDict[str, str]) -> Asked:
    """Whatever the address says, as a question; what makes no sense is left out."""
    page, sort = arguments.get("page", "1"), arguments.get("sort", "")
    kind = arguments.get("kind", "")
    return Asked(
        words=_printable(arguments.get("q", ""))[:_LONGEST].strip(),
        filters={dimension: _values(arguments.getlist(dimension.value)) for dimension in FACETS},
        sort=Sort(sort) if sort in set(SORTS) else Sort.RELEVANCE,
        kind=DocumentKind.DISCUSSION if kind == DocumentKind.DISCUSSION.value else DocumentKind.PRACTICE,
        page=min(max(int(page), 1), LAST_PAGE) if page.isdecimal() and len(page) < 6 else 1,  # noqa: PLR2004 - five digits are plenty
    )


def _printable(typed: str) -> str:
    """Control characters have no place in a page."""
    return "".join(character if character.isprintable() else " " for character in typed)


def _values(typed: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_printable(value)[:80] for value in typed if value))[:_MOST_VALUES]
