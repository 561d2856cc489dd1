"""Reads of a discussion, each asking `policies.readable_by`: threads for a page, counts, one contribution."""

from exchange.discussion.queries.anchors import Anchor, Paragraph, Sections, first_words_of, mark_of, sections_of
from exchange.discussion.queries.one import (
    FoundComment,
    One,
    OwnWords,
    answerable,
    found_comments,
    knowable,
    one_of,
    own_words,
    stored_words,
)
from exchange.discussion.queries.shown import CommentView
from exchange.discussion.queries.threads import (
    ANSWERS,
    PAGE_SIZE,
    Spot,
    Standing,
    answers_page,
    latest_threads,
    newest,
    spot_of,
    standing,
    thread,
    threads,
)

__all__ = [
    "ANSWERS",
    "PAGE_SIZE",
    "Anchor",
    "CommentView",
    "FoundComment",
    "One",
    "OwnWords",
    "Paragraph",
    "Sections",
    "Spot",
    "Standing",
    "answerable",
    "answers_page",
    "first_words_of",
    "found_comments",
    "knowable",
    "latest_threads",
    "mark_of",
    "newest",
    "one_of",
    "own_words",
    "sections_of",
    "spot_of",
    "standing",
    "stored_words",
    "thread",
    "threads",
]
