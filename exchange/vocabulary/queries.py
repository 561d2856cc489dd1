"""Reads of the taxonomy: asked by every page and changed once in months, so each process keeps it for a while."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from time import monotonic

from sqlalchemy import event, select
from sqlalchemy.orm import Mapper, Session

from exchange.kernel.translated import Translated
from exchange.vocabulary.models import Term, TermList

_KEPT_SECONDS = 30  # another process of the installation shows a changed list after this time at the latest


@dataclass(frozen=True)
class TermView:
    """One code with its words."""

    kind: TermList
    code: str
    parent: str | None
    labels: Translated
    notes: Translated
    reviewed: tuple[str, ...] = ()
    retired_into: str | None = None

    def label(self, language: str) -> str:
        """The word for it in the language, or the next best one."""
        return self.labels.text_for(language)


class Taxonomy:
    """All lists, in their order."""

    def __init__(self, terms: Iterable[TermView]) -> None:
        self._terms: Mapping[tuple[TermList, str], TermView] = {(term.kind, term.code): term for term in terms}

    def list_of(self, kind: TermList) -> tuple[TermView, ...]:
        """The terms of one list that are in use."""
        return tuple(term for term in self.every(kind) if term.retired_into is None)

    def every(self, kind: TermList) -> tuple[TermView, ...]:
        """The terms of one list, the retired ones too."""
        return tuple(term for (of_kind, _), term in self._terms.items() if of_kind is kind)

    def resolve(self, kind: TermList, code: str) -> str:
        """The code that stands for this one now: cleared texts keep theirs, readers see its successor."""
        seen: list[str] = []
        while code not in seen:
            seen.append(code)
            term = self._terms.get((kind, code))
            code = term.retired_into if term and term.retired_into else code
        return code

    def label(self, kind: TermList, code: str | int, language: str) -> str:
        """The word for a code; the code itself when it is unknown."""
        term = self._terms.get((kind, self.resolve(kind, str(code))))
        return term.label(language) if term else str(code)

    def labels(self, kind: TermList, code: str | int) -> Translated:
        """The word for a code in every language."""
        term = self._terms.get((kind, self.resolve(kind, str(code))))
        return term.labels if term else Translated({"en": str(code)})

    def note(self, kind: TermList, code: str | int, language: str) -> str:
        """The rule or help that goes with a code."""
        term = self._terms.get((kind, str(code)))
        return term.notes.text_for(language) if term else ""

    def knows(self, kind: TermList, code: str) -> bool:
        """Whether the list has this code."""
        return (kind, code) in self._terms

    @cached_property
    def main_themes(self) -> tuple[TermView, ...]:
        """The widest themes."""
        return tuple(term for term in self.list_of(TermList.THEME) if term.parent is None)

    def themes_under(self, code: str) -> tuple[TermView, ...]:
        """The themes directly under a wider one."""
        return tuple(term for term in self.list_of(TermList.THEME) if term.parent == code)

    def with_wider(self, code: str) -> tuple[str, ...]:
        """A theme and every wider theme above it."""
        found: list[str] = []
        wider: str | None = self.resolve(TermList.THEME, code)
        while wider and wider not in found:
            found.append(wider)
            term = self._terms.get((TermList.THEME, wider))
            wider = term.parent if term else None
        return tuple(found)


@dataclass(frozen=True)
class _Kept:
    taxonomy: Taxonomy
    until: float


_kept: dict[str, _Kept] = {}  # by database


def taxonomy(session: Session) -> Taxonomy:
    """The taxonomy; a session that has changed it reads it anew, and so does everyone after that."""
    name = str(session.get_bind().engine.url)
    kept = _kept.get(name)
    if kept is None or kept.until < monotonic():
        kept = _Kept(_read(session), monotonic() + _KEPT_SECONDS)
        _kept[name] = kept
    return kept.taxonomy


def forget_taxonomy() -> None:
    """Read it anew the next time."""
    _kept.clear()


def _read(session: Session) -> Taxonomy:
    rows = session.scalars(select(Term).order_by(Term.position))
    return Taxonomy(
        TermView(row.kind, row.code, row.parent, row.labels, row.notes, tuple(row.reviewed), row.retired_into)
        for row in rows
    )


def _changed(_mapper: Mapper[Term], _connection: object, _target: Term) -> None:
    forget_taxonomy()


for _act in ("after_insert", "after_update", "after_delete"):
    event.listen(Term, _act, _changed)
