"""The pages of the term bank."""

from exchange.vocabulary.views import concepts, files
from exchange.vocabulary.views.blueprint import bp

__all__ = ["bp", "concepts", "files"]
