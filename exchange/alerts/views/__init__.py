"""The pages of alerts: what one follows, saved searches, feeds, and places on other pages."""

from exchange.alerts.views import feeds, following, panels, searches
from exchange.alerts.views.blueprint import bp

__all__ = ["bp", "feeds", "following", "panels", "searches"]
