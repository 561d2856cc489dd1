"""From scored documents to one page of an answer."""

import time
from collections.abc import Sequence

from exchange.search.conceptual import by_concept
from exchange.search.evaluation import Deadline, Evaluation, Scored
from exchange.search.facets import FacetCounter, Filters
from exchange.search.grouping import Groups, gather
from exchange.search.leaf import Leaf
from exchange.search.meant import known_owners, near_hits
from exchange.search.port import Hit, SearchAnswer, SearchQuery, Sort
from exchange.search.prepared import Prepared, prepare, relaxed
from exchange.search.query import parse
from exchange.search.suggesting import Speller

TIME_LIMIT_SECONDS = 0.3


def answer(leaves: Sequence[Leaf], query: SearchQuery) -> SearchAnswer:
    """The whole answer for one reader, from leaves of any engine."""
    parsed = parse(query.text, query.limits)
    prepared = prepare(parsed)
    deadline = Deadline(time.thread_time() + TIME_LIMIT_SECONDS)
    evaluation = Evaluation(leaves, query.audience, deadline)
    scored = evaluation.main(prepared)
    is_relaxed = bool(prepared.required and prepared.words) and not any(part.scores for part in scored)
    if is_relaxed:
        prepared = relaxed(prepared, parsed)
        scored = evaluation.main(prepared)
    filters, facets = Filters(query.filters, prepared.narrowings), FacetCounter()
    conceptual = _by_concept(evaluation, query, prepared)
    elsewhere = _owners(conceptual) - _full_owners(scored)
    main = gather(scored, filters, facets, query.sort, lambda owner: owner not in elsewhere)
    others = gather(conceptual, filters, facets, query.sort, lambda owner: owner in elsewhere)
    by_score = query.sort is Sort.RELEVANCE and not prepared.is_open
    return SearchAnswer(
        hits=_page(main, main.ordered(by_score=by_score), query, prepared.matched_terms),
        total=len(main),
        facets=facets.counts(),
        explained=parsed,
        other_languages=_first(others, query.limit),
        other_total=len(others),
        near=_near(leaves, query, prepared, filters, scored),
        cut=parsed.cut,
        suggestion=None if others else Speller(leaves, query.audience).suggest(parsed),
        is_relaxed=is_relaxed,
        complete=not deadline.passed,
    )


def _by_concept(evaluation: Evaluation, query: SearchQuery, prepared: Prepared) -> list[Scored]:
    """What a concept finds; a quoted phrase means its words and no others."""
    if not query.concepts or prepared.required:
        return []
    return by_concept(evaluation, query.concepts, prepared)


def _near(
    leaves: Sequence[Leaf], query: SearchQuery, prepared: Prepared, filters: Filters, scored: list[Scored]
) -> tuple[Hit, ...]:
    """What meaning finds; a quoted phrase or an excluded word means the words and nothing else."""
    if query.nearness is None or prepared.required or prepared.excluded or prepared.is_open:
        return ()
    known = known_owners(scored, prepared.matched_terms)
    return near_hits(leaves, query.audience, query.nearness, filters, known, query.limit)


def _owners(scored: list[Scored]) -> frozenset[str]:
    return frozenset(
        card.owner for part in scored for number in part.scores if (card := part.leaf.cards[number]) is not None
    )


def _full_owners(scored: list[Scored]) -> frozenset[str]:
    """Who holds every typed word: those stay where they are. A part of the words (aile) is less than the concept."""
    return frozenset(
        card.owner
        for part in scored
        for number in part.full & part.scores.keys()
        if (card := part.leaf.cards[number]) is not None
    )


def _page(groups: Groups, ordered: Sequence[str], query: SearchQuery, matched: frozenset[str]) -> tuple[Hit, ...]:
    start = max(query.offset, 0)
    return tuple(groups.hit(owner, matched) for owner in ordered[start : start + max(query.limit, 0)])


def _first(groups: Groups, limit: int) -> tuple[Hit, ...]:
    return tuple(groups.hit(owner, frozenset()) for owner in groups.ordered(by_score=True)[: max(limit, 0)])
