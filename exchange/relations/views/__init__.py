"""Pages of the dossiers, and what they put on the pages of others."""

from exchange.relations.views import entering, keeping, taken
from exchange.relations.views.pages import bp
from exchange.relations.views.slots import home_chain

__all__ = ["bp", "entering", "home_chain", "keeping", "taken"]
