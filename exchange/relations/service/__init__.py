"""Change a dossier: for now, read it in from a file."""

from exchange.relations.service.importing import DossierReport, import_dossier

__all__ = ["DossierReport", "import_dossier"]
