"""The words of a question, without the marks of any query language."""

import re

_WORD = re.compile(r"\w(?:[\w\u0300-\u036f'’-]*\w[\u0300-\u036f]*)?")


def plain_words(text: str) -> str:
    """The words of a text with a space between."""
    return " ".join(_WORD.findall(text))
