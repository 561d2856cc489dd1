"""Reads of dossiers: frozen values, each already cut to what the actor may know."""

from exchange.relations.queries.chain import LinkView, chain_of
from exchange.relations.queries.dossiers import (
    Dossier,
    DossierCard,
    canonical,
    dossier_by_slug,
    dossiers,
    find_dossier,
)
from exchange.relations.queries.entries import EventView, PaperView
from exchange.relations.queries.keeping import KeptEntry, kept_entry, paper_file

__all__ = [
    "Dossier",
    "DossierCard",
    "EventView",
    "KeptEntry",
    "LinkView",
    "PaperView",
    "canonical",
    "chain_of",
    "dossier_by_slug",
    "dossiers",
    "find_dossier",
    "kept_entry",
    "paper_file",
]
