"""The pages of accounts."""

from exchange.accounts.views import (
    again,
    codes,
    handing_over,
    invitation,
    people,
    reset,
    second_factor,
    security,
    settings,
    sign_in,
    single_sign_on,
)
from exchange.accounts.views.blueprint import bp

__all__ = [
    "again",
    "bp",
    "codes",
    "handing_over",
    "invitation",
    "people",
    "reset",
    "second_factor",
    "security",
    "settings",
    "sign_in",
    "single_sign_on",
]
