"""Cells of a table that a spreadsheet opens: a text is a text and never a formula (trust.md I21)."""

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def cell(value: object) -> str:
    """The value as text; with an apostrophe before whatever a spreadsheet would compute."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_STARTS) or text.lstrip().startswith(_STARTS[:4]) else text
