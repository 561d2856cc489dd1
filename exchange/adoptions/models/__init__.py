"""The ledger of adoptions, and the words that it is kept in."""

from exchange.adoptions.models.kinds import Readers, Stage, Unit
from exchange.adoptions.models.tables import PROMPTS, Adoption, AdoptionResult, AdoptionStep, Differences, months_after

__all__ = [
    "PROMPTS",
    "Adoption",
    "AdoptionResult",
    "AdoptionStep",
    "Differences",
    "Readers",
    "Stage",
    "Unit",
    "months_after",
]
