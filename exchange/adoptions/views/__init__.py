"""Pages of the ledger, and what it puts on the pages of others."""

from exchange.adoptions.views import keeping, reading, slots
from exchange.adoptions.views.blueprint import bp

__all__ = ["bp", "keeping", "reading", "slots"]
