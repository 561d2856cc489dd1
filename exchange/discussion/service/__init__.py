"""What people do in a discussion."""

from exchange.discussion.service.importing import Imported, import_comments
from exchange.discussion.service.writing import Body, answer, edit, lay_out, withdraw, write

__all__ = ["Body", "Imported", "answer", "edit", "import_comments", "lay_out", "withdraw", "write"]
