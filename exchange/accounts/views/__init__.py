"""The pages of accounts."""

from exchange.accounts.views import handing_over, invitation, people, settings, sign_in
from exchange.accounts.views.blueprint import bp

__all__ = ["bp", "handing_over", "invitation", "people", "settings", "sign_in"]
