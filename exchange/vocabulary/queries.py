"""Reads of the shared words: asked by every page and changed once in months, so each process keeps them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from time import monotonic

from sqlalchemy import event, func, select
from sqlalchemy.orm import Mapper, Session

from exchange.kernel.errors import NotFoundError
from exchange.kernel.kept import is_keeping
from exchange.kernel.kept import kept as kept_while_same
from exchange.kernel.languages import Language, fold
from exchange.kernel.pages import Page
from exchange.kernel.translated import Translated
from exchange.vocabulary.concepts import Concept, ConceptBank, shipped_bank
from exchange.vocabulary.models import StoredConcept, Term, TermList

PAGE_SIZE = 40  # concepts
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

    def retired(self, kind: TermList, codes: Iterable[str]) -> tuple[TermView, ...]:
        """Those of the codes for which another term stands now."""
        found = (self._terms.get((kind, code)) for code in codes)
        return tuple(term for term in found if term and term.retired_into)

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
        """The themes directly under a wider one, those of a theme that was retired into it too."""
        return tuple(term for term in self.list_of(TermList.THEME) if self._wider(term.code) == code)

    def with_wider(self, code: str) -> tuple[str, ...]:
        """A theme and every wider theme above it."""
        found: list[str] = []
        wider: str | None = self.resolve(TermList.THEME, code)
        while wider and wider not in found:
            found.append(wider)
            wider = self._wider(wider)
        return tuple(found)

    def _wider(self, code: str) -> str | None:
        term = self._terms.get((TermList.THEME, code))
        return self.resolve(TermList.THEME, term.parent) if term and term.parent else None

    def codes_under(self, kind: TermList, code: str) -> tuple[str, ...]:
        """Every code of a list that counts for this one: itself, what was retired into it, narrower themes."""
        counts = self.with_wider if kind is TermList.THEME else lambda one: (self.resolve(kind, one),)
        return tuple(term.code for term in self.every(kind) if code in counts(term.code))

    def in_use(self, name: str, codes: Iterable[str]) -> tuple[str, ...]:
        """Values of a filter as they are now: a retired code as its successor; what is no list stays as it is."""
        if name not in set(TermList):
            return tuple(codes)
        return tuple(dict.fromkeys(self.resolve(TermList(name), code) for code in codes))

    def same_as(self, kind: TermList, codes: Iterable[str]) -> tuple[str, ...]:
        """Every code of a list that means one of these now, the retired ones too."""
        wanted = {self.resolve(kind, code) for code in codes}
        return tuple(term.code for term in self.every(kind) if self.resolve(kind, term.code) in wanted)


@dataclass(frozen=True)
class _Kept:
    taxonomy: Taxonomy
    until: float


_kept: dict[str, _Kept] = {}  # by database


def taxonomy(session: Session) -> Taxonomy:
    """The taxonomy; a session that has changed it reads it anew, and so does everyone after that.

    Pages see every change at once (kernel/kept.py); jobs and commands after a while.
    """
    place = session.get_bind().engine.url  # its parts: as one text it cannot be written where a path is no UTF-8
    name = f"{place.host}:{place.port}/{place.database}"
    if is_keeping():
        return kept_while_same(("taxonomy", name), lambda: _read(session))
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


@dataclass(frozen=True)
class StoredView:
    """A concept with the version that a change has to name."""

    concept: Concept
    version: int


_banks: dict[str, tuple[int, ConceptBank]] = {}  # by database


def bank(session: Session) -> ConceptBank:
    """The term bank as it stands now: one look at the highest edition tells whether anybody changed it.

    Until somebody has changed it, it is the one that comes with the product.
    """
    place = session.get_bind().engine.url  # its parts: as one text it cannot be written where a path is no UTF-8
    name = f"{place.host}:{place.port}/{place.database}"
    return kept_while_same(("bank", name), lambda: _bank(session, name))


def _bank(session: Session, name: str) -> ConceptBank:
    edition = session.scalar(select(func.max(StoredConcept.edition)))
    if edition is None:
        return shipped_bank()
    kept = _banks.get(name)
    if kept is None or kept[0] != edition:
        kept = _banks[name] = (edition, ConceptBank(concept_of(row) for row in _in_use(session)))
    return kept[1]


def forget_bank() -> None:
    """Read it anew the next time."""
    _banks.clear()


def stored_concept(session: Session, concept_id: str) -> StoredView:
    """One concept to change; NotFoundError when there is none in use."""
    row = session.get(StoredConcept, concept_id)
    if row is not None and not row.is_retired:
        return StoredView(concept_of(row), row.version)
    shipped = shipped_bank().concept(concept_id) if _is_untouched(session) else None
    if shipped is None:
        raise NotFoundError
    return StoredView(shipped, 1)


def bank_page(session: Session, typed: str, number: int) -> Page[Concept]:
    """Concepts a label or the name of which holds what is typed, by name."""
    wanted = fold(typed).strip()
    found = sorted((one for one in bank(session) if _holds(one, wanted)), key=lambda one: one.concept_id)
    start = (number - 1) * PAGE_SIZE
    return Page(tuple(found[start : start + PAGE_SIZE]), number, PAGE_SIZE, len(found))


def concept_of(row: StoredConcept) -> Concept:
    """The row as a value."""
    labels = {language: tuple(row.labels.get(language.value, ())) for language in Language}
    reviewed = frozenset(map(Language, row.reviewed))
    return Concept(row.concept_id, labels, row.domain, row.broader, dict(row.notes), row.is_certain, reviewed)


def _holds(concept: Concept, wanted: str) -> bool:
    labels = (label for held in concept.labels.values() for label in held)
    return wanted in concept.concept_id or any(wanted in fold(label) for label in labels)


def _in_use(session: Session) -> Iterable[StoredConcept]:
    return session.scalars(
        select(StoredConcept).where(StoredConcept.is_retired.is_(False)).order_by(StoredConcept.concept_id)
    )


def _is_untouched(session: Session) -> bool:
    return session.scalar(select(func.max(StoredConcept.edition))) is None
