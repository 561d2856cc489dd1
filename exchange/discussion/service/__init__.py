"""What people do in a discussion."""

from exchange.discussion.service.importing import Imported, import_comments
from exchange.discussion.service.writing import LONGEST_TEXT, Body, answer, ask, edit, lay_out, withdraw, write

__all__ = [
    "LONGEST_TEXT",
    "Body",
    "Imported",
    "answer",
    "ask",
    "edit",
    "import_comments",
    "lay_out",
    "withdraw",
    "write",
]
