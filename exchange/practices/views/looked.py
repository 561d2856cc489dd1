"""What is looked through for the data of persons before a text leaves its author or its ministry."""

from dataclasses import replace

from exchange.practices.models import Revision
from exchange.practices.queries.worded import words_of, words_of_files
from exchange.practices.service import PracticeDraft
from exchange.web.db import reading


def words_that_leave(draft: PracticeDraft, revision: Revision) -> tuple[str, ...]:
    """Of the text in every language and of its files; pieces of a file that nobody has placed stay behind."""
    return (*words_of(replace(draft, not_placed=())), *words_of_files(reading(), revision))
