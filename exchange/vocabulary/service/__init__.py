"""Changes of the shared words: the taxonomy from its file, the term bank by administrators."""

from exchange.vocabulary.service.bank import fill_bank
from exchange.vocabulary.service.taxonomy import import_taxonomy

__all__ = ["fill_bank", "import_taxonomy"]
