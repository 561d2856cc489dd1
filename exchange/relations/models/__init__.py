"""Relations, their entries, and the words that both are described with."""

from exchange.relations.models.detail import AgendaLine, EventDetail, ProposedSlot
from exchange.relations.models.kinds import (
    Basis,
    ChainLink,
    Circle,
    CommitmentState,
    EventKind,
    Part,
)
from exchange.relations.models.tables import (
    Briefing,
    BriefingState,
    Relation,
    RelationEvent,
    RelationEventPractice,
    RelationFile,
)

__all__ = [
    "AgendaLine",
    "Basis",
    "Briefing",
    "BriefingState",
    "ChainLink",
    "Circle",
    "CommitmentState",
    "EventDetail",
    "EventKind",
    "Part",
    "ProposedSlot",
    "Relation",
    "RelationEvent",
    "RelationEventPractice",
    "RelationFile",
]
