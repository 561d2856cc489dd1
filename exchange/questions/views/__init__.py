"""The pages of questions, and what they put into the pages of others."""

from exchange.questions.views import answering, asking, lists, panels, publishing, reading
from exchange.questions.views.blueprint import bp

__all__ = ["answering", "asking", "bp", "lists", "panels", "publishing", "reading"]
