"""The pages of accounts."""

from exchange.accounts.views import invitation, people, settings, sign_in
from exchange.accounts.views.blueprint import bp

__all__ = ["bp", "invitation", "people", "settings", "sign_in"]
