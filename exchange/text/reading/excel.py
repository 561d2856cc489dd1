"""The words of an .xlsx: a row a line, in the order of the sheets. Days are written as days, not as their numbers."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from exchange.text.reading.parts import Element, attribute, local, said_in, trees

_SHEETS = (r"xl/worksheets/[^/]*\.xml", r"xl/chartsheets/[^/]*\.xml")
_DRAWN = (r"xl/drawings/[^/]*\.xml", r"xl/charts/[^/]*\.xml")
_FIRST_DAY, _FIRST_DAY_1904 = date(1899, 12, 30), date(1904, 1, 1)
_DAY_FORMATS = frozenset({*range(14, 18), 22})  # ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are of East Asia
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_MOST_DAYS = 109_574  # to the end of 2199


def excel_lines(content: bytes) -> Iterator[str]:
    """Names of sheets, then rows, then what is drawn upon them."""
    first_day = _FIRST_DAY
    for book in trees(content, r"xl/workbook\.xml"):
        yield from (attribute(sheet, "name") for sheet in book.iter() if local(sheet) == "sheet")
        is_1904 = any(attribute(one, "date1904") in {"1", "true"} for one in book if local(one) == "workbookPr")
        first_day = _FIRST_DAY_1904 if is_1904 else _FIRST_DAY
    cells = _Cells(content, first_day)
    for root in trees(content, *_SHEETS):
        for row in root.iter():
            if local(row) == "row" and (line := " ".join(filter(None, map(cells.text, row)))):
                yield line
    for root in trees(content, *_DRAWN):
        yield from said_in(root, "p", "t")


class _Cells:
    """What cells show: their words may lie elsewhere, and how a number is meant."""

    def __init__(self, content: bytes, first_day: date) -> None:
        self._shared = [_words(item) for root in trees(content, r"xl/sharedStrings\.xml") for item in root]
        self._days = frozenset(number for root in trees(content, r"xl/styles\.xml") for number in _day_styles(root))
        self._first_day = first_day

    def text(self, cell: Element) -> str:
        value = next((part.text or "" for part in cell if local(part) == "v"), "")
        if attribute(cell, "t") == "s":
            return self._shared[int(value)] if value else ""
        return (self._day(value) if attribute(cell, "s") in self._days else "") or value or _words(cell)

    def _day(self, value: str) -> str:
        whole = value.partition(".")[0]
        if not whole.isdecimal() or len(whole) > len(str(_MOST_DAYS)) or int(whole) > _MOST_DAYS:
            return ""
        return (self._first_day + timedelta(days=int(whole))).strftime("%d.%m.%Y")


def _day_styles(styles: Element) -> Iterator[str]:
    """Numbers of the styles that show a number as a day."""
    own = {attribute(one, "numFmtId"): attribute(one, "formatCode") for one in styles.iter() if local(one) == "numFmt"}
    formats = next((one for one in styles if local(one) == "cellXfs"), ())
    for number, style in enumerate(formats):
        kind = attribute(style, "numFmtId")
        said = _QUOTED.sub("", own.get(kind, ""))
        if any(letter in said for letter in "dDyY") or (
            kind.isdecimal() and kind not in own and int(kind) in _DAY_FORMATS
        ):
            yield str(number)


def _words(item: Element) -> str:
    """Of rich text all its runs; how a word is read aloud stands beside it and is left out."""
    return " ".join("".join(_runs(item)).split())


def _runs(item: Element) -> Iterator[str]:
    if local(item) == "t":
        yield item.text or ""
    elif local(item) != "rPh":
        for part in item:
            yield from _runs(part)
