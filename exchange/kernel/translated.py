"""A short text in several languages (a title of an act, the name of an institution)."""

from collections.abc import Iterable, Iterator, Mapping

FALLBACK = ("en", "az", "tr", "ru")


class Translated(Mapping[str, str]):
    """Texts by language code. Immutable; empty texts count as missing."""

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        self._texts = {str(code): text for code, text in (texts or {}).items() if text}

    def __getitem__(self, code: str) -> str:
        return self._texts[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __hash__(self) -> int:
        return hash(frozenset(self._texts.items()))

    def __repr__(self) -> str:
        return f"Translated({self._texts!r})"

    def language_for(self, wanted: str, then: Iterable[str] = FALLBACK) -> str | None:
        """The language in which the text can be shown: the wanted one, else the first of `then` that exists."""
        if wanted in self._texts:
            return str(wanted)
        candidates = (*map(str, then), *self._texts)
        return next((code for code in candidates if code in self._texts), None)

    def text_for(self, wanted: str, then: Iterable[str] = FALLBACK) -> str:
        """The text in the wanted language or the next best one; empty when there is none at all."""
        code = self.language_for(wanted, then)
        return self._texts[code] if code else ""
