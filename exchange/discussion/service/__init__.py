"""What people do in a discussion."""

from exchange.discussion.service.importing import Imported, import_comments
from exchange.discussion.service.mentioning import Mention, mentions_in
from exchange.discussion.service.moderating import LONGEST_REASON, hide, report
from exchange.discussion.service.writing import LONGEST_TEXT, About, Body, answer, ask, edit, lay_out, withdraw, write

__all__ = [
    "LONGEST_REASON",
    "LONGEST_TEXT",
    "About",
    "Body",
    "Imported",
    "Mention",
    "answer",
    "ask",
    "edit",
    "hide",
    "import_comments",
    "lay_out",
    "mentions_in",
    "report",
    "withdraw",
    "write",
]
