"""The pages of those who look after accounts and acts."""

from exchange.oversight.views import opening, own_data, trail
from exchange.oversight.views.blueprint import bp

__all__ = ["bp", "opening", "own_data", "trail"]
