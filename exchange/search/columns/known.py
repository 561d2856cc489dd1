"""What one commit found out about its segments; the next one, which has most of them too, uses it again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from exchange.search.columns.facet import Facet
from exchange.search.columns.owners import Owners


class Sameness(NamedTuple):
    """Whether all living versions of an owner have the same values of a dimension, in these segments.

    It goes on to hold when documents are deleted. Where it did not hold, it may by then: taking it not to is slower,
    never wrong.
    """

    holds: bool
    segments: frozenset[str]


@dataclass(frozen=True)
class Known:
    """What may be used again.

    Attributes:
        facets: by dimension, with the parts of the segments that are still there.
        owners: their numbers.
        sameness: by dimension.
    """

    facets: Mapping[str, Facet] = field(default_factory=dict)
    owners: Owners | None = None
    sameness: Mapping[str, Sameness] = field(default_factory=dict)
