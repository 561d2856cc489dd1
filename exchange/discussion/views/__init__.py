"""The pages of a discussion, and what it puts into the page of a practice."""

from exchange.discussion.views import editing, moderating, reading, slots, writing
from exchange.discussion.views.blueprint import bp

__all__ = ["bp", "editing", "moderating", "reading", "slots", "writing"]
