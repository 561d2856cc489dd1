"""Reads of the ledger: frozen values, each already cut to what the actor may know."""

from exchange.adoptions.queries.ledger import (
    PairCount,
    Ways,
    adopted_from,
    adoption,
    adoptions_between,
    adoptions_by,
    adoptions_of_ministry,
    between,
    knowable,
    pair_counts,
    prompts_open,
    ways_of,
)
from exchange.adoptions.queries.lineage import Branch, Edge, lineage
from exchange.adoptions.queries.views import AdoptionView, ResultView, StepView, load

__all__ = [
    "AdoptionView",
    "Branch",
    "Edge",
    "PairCount",
    "ResultView",
    "StepView",
    "Ways",
    "adopted_from",
    "adoption",
    "adoptions_between",
    "adoptions_by",
    "adoptions_of_ministry",
    "between",
    "knowable",
    "lineage",
    "load",
    "pair_counts",
    "prompts_open",
    "ways_of",
]
