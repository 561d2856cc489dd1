"""The pages of those who look after accounts and acts."""

from exchange.oversight.views import opening, trail
from exchange.oversight.views.blueprint import bp

__all__ = ["bp", "opening", "trail"]
