"""Relations, their entries, and the words that both are described with."""

from exchange.relations.models.detail import AgendaLine, EventDetail, ProposedSlot, Share, Source
from exchange.relations.models.kinds import (
    Basis,
    ChainLink,
    Circle,
    CommitmentState,
    EventKind,
    Part,
    Precision,
    Stage,
    Unit,
)
from exchange.relations.models.tables import Relation, RelationEvent, RelationEventPractice

__all__ = [
    "AgendaLine",
    "Basis",
    "ChainLink",
    "Circle",
    "CommitmentState",
    "EventDetail",
    "EventKind",
    "Part",
    "Precision",
    "ProposedSlot",
    "Relation",
    "RelationEvent",
    "RelationEventPractice",
    "Share",
    "Source",
    "Stage",
    "Unit",
]
