"""Reads of questions, under the reader's right: lists, one page, what is alike, what waits."""

from exchange.questions.queries.lists import (
    SHOWN,
    Beside,
    QuestionRow,
    Which,
    beside,
    count_to_answer,
    knowable,
    knowable_in_public,
    listed,
    to_answer,
)
from exchange.questions.queries.page import PublicView, QuestionPage, question_page, question_text
from exchange.questions.queries.similar import Alike, alike

__all__ = [
    "SHOWN",
    "Alike",
    "Beside",
    "PublicView",
    "QuestionPage",
    "QuestionRow",
    "Which",
    "alike",
    "beside",
    "count_to_answer",
    "knowable",
    "knowable_in_public",
    "listed",
    "question_page",
    "question_text",
    "to_answer",
]
