"""From scored documents to one page of an answer."""

import time
from collections.abc import Hashable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from exchange.kernel.languages import Language
from exchange.search.columns.view import View
from exchange.search.columns.without import without
from exchange.search.conceptual import by_concept
from exchange.search.contents import contents
from exchange.search.evaluation import Deadline, Evaluation, Scored
from exchange.search.facets import Filtered, counts, filtered, narrowed
from exchange.search.grouping import Groups
from exchange.search.meant import allowed_documents, known_owners, near_hits
from exchange.search.port import DocumentKind, Hit, Matched, SearchAnswer, SearchQuery, Sort
from exchange.search.prepared import Prepared, prepare, relaxed
from exchange.search.query import ParsedQuery, parse
from exchange.search.suggesting import Speller

TIME_LIMIT_SECONDS = 0.3
KEPT_ANSWERS = 256
_LANGUAGES = tuple(Language)


def answer(view: View, query: SearchQuery) -> SearchAnswer:
    """The whole answer for one reader. The same question to the same commit is answered from memory."""
    asked, seen = _asked(query), contents(view, query.audience)
    view = without(view, query.withheld)
    kept = view.kept.get(asked)
    if isinstance(kept, SearchAnswer) and query.nearness is None:
        return kept
    made = replace(_Answering(view, query).answer(), contents=seen)
    if made.complete and query.nearness is None:  # vectors come and go without a commit
        view.kept[asked] = made
        while len(view.kept) > KEPT_ANSWERS:
            view.kept.popitem(last=False)
    return made


def _asked(query: SearchQuery) -> Hashable:
    filters = frozenset((name, values) for name, values in query.filters.items())
    return query.text, query.audience, filters, query.sort, query.offset, query.limit, query.concepts, query.limits


class _Answering:
    """One question to one commit."""

    def __init__(self, view: View, query: SearchQuery) -> None:
        self._view = view
        self._query = query
        self._deadline = Deadline(time.thread_time() + TIME_LIMIT_SECONDS)
        self._evaluation = Evaluation(view, query.audience, self._deadline)

    def answer(self) -> SearchAnswer:
        """Words first, then what only a concept finds; counts of both together."""
        parsed = parse(self._query.text, self._query.limits)
        prepared, by_words, is_relaxed = self._by_words(parsed)
        scored, conceptual = self._parted(self._narrowed(by_words, prepared), self._by_concept(prepared))
        both = np.concatenate([scored.documents, conceptual.documents])
        passed = filtered(self._view, self._query.filters, both)
        main, others = _passing(scored, conceptual, passed)
        return SearchAnswer(
            hits=self._page(main, prepared),
            total=self._groups(main).total,
            facets=counts(self._view, both, passed),
            explained=parsed,
            other_languages=self._first(others),
            other_total=self._groups(others).total,
            near=self._near(prepared, by_words),
            cut=parsed.cut,
            suggestion=None if len(others.documents) else Speller(self._view, self._query.audience).suggest(parsed),
            is_relaxed=is_relaxed,
            complete=not self._deadline.passed,
        )

    def _by_words(self, parsed: ParsedQuery) -> tuple[Prepared, Scored, bool]:
        prepared = prepare(parsed)
        scored = self._evaluation.main(prepared)
        is_relaxed = bool(prepared.required and prepared.words) and not len(scored.documents)
        if is_relaxed:
            prepared = relaxed(prepared, parsed)
            scored = self._evaluation.main(prepared)
        return prepared, scored, is_relaxed

    def _by_concept(self, prepared: Prepared) -> Scored | None:
        """What a concept finds; a quoted phrase means its words and no others."""
        if not self._query.concepts or prepared.required:
            return None
        return self._narrowed(by_concept(self._evaluation, self._query.concepts, prepared), prepared)

    def _near(self, prepared: Prepared, by_words: Scored) -> tuple[Hit, ...]:
        """What meaning finds; a quoted phrase or an excluded word means the words and nothing else."""
        nearness = self._query.nearness
        if nearness is None or prepared.required or prepared.excluded or prepared.is_open:
            return ()
        passing = narrowed(self._view, prepared.narrowings)
        allowed = allowed_documents(self._view, self._evaluation.visible.flags, self._query.filters, passing)
        known = known_owners(self._view, by_words, prepared.matched)
        return near_hits(self._view, allowed, nearness, known, self._query.limit)

    def _narrowed(self, found: Scored, prepared: Prepared) -> Scored:
        passing = narrowed(self._view, prepared.narrowings)
        return found if passing is None else found.only(passing[found.documents])

    def _parted(self, scored: Scored, conceptual: Scored | None) -> tuple[Scored, Scored]:
        """Each owner stands on one side: who holds every typed word with the words, even if a concept finds it too.

        A part of the words (aile) is less than the concept.
        """
        if conceptual is None or not len(conceptual.documents):
            nothing = np.zeros(len(scored.documents), np.bool_)
            return scored, scored.only(nothing)
        owners, count = self._view.owners
        elsewhere = np.zeros(count, np.bool_)
        elsewhere[owners[conceptual.documents]] = True
        elsewhere[owners[scored.documents[scored.full]]] = False
        return (
            scored.only(~elsewhere[owners[scored.documents]]),
            conceptual.only(elsewhere[owners[conceptual.documents]]),
        )

    def _groups(self, found: Scored) -> Groups:
        return Groups(self._view, found.documents, found.scores)

    def _page(self, found: Scored, prepared: Prepared) -> tuple[Hit, ...]:
        by_score = self._query.sort is Sort.RELEVANCE and not prepared.is_open
        start, limit = max(self._query.offset, 0), max(self._query.limit, 0)
        places = self._groups(found).page(self._query.sort, start + limit, by_score=by_score)[start:]
        matched = prepared.matched
        return tuple(self._hit(found, at, matched) for at in places)

    def _first(self, found: Scored) -> tuple[Hit, ...]:
        places = self._groups(found).page(Sort.RELEVANCE, max(self._query.limit, 0), by_score=True)
        return tuple(self._hit(found, at, ()) for at in places)

    def _hit(self, found: Scored, at: int, matched: Matched) -> Hit:
        number = int(found.documents[at])
        kind, _, group = self._view.owner(number).partition(":")
        why = found.why(number)
        return Hit(
            group=group,
            key=self._view.key(number),
            kind=DocumentKind(kind),
            language=_LANGUAGES[int(self._view.languages[number])],
            score=round(float(found.scores[at]), 6),
            matched=why.marks if why else matched,
            reason=why.reason if why else None,
        )


def _passing(scored: Scored, conceptual: Scored, passed: Filtered) -> tuple[Scored, Scored]:
    if not passed.chosen:
        return scored, conceptual
    passing: NDArray[np.bool_] = passed.passing
    border = len(scored.documents)
    return scored.only(passing[:border]), conceptual.only(passing[border:])
