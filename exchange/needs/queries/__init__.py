"""Reads of needs: frozen values, each cut to what the actor may know."""

from exchange.needs.queries.board import NeedView, board, knowable, need
from exchange.needs.queries.matches import MatchView, Reason, matches

__all__ = ["MatchView", "NeedView", "Reason", "board", "knowable", "matches", "need"]
