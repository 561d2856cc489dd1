"""Put the pieces of a file into fields. What does not fit a field stays in the box; nothing typed is overwritten."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from exchange.kernel.translated import Translated
from exchange.practices.forms import adapt
from exchange.practices.forms.fields import LONGEST_LINE, LONGEST_TEXT, lines_of
from exchange.practices.forms.lists import number
from exchange.practices.forms.practice import MOST_ROWS
from exchange.practices.models import Cost, LegalAct, Partner, Piece, Result, Section, Source, Step, TextState
from exchange.practices.service.drafts import LONGEST_SUMMARY, LONGEST_TITLE, PracticeDraft, TextDraft

DROPPED = "-"  # the field of a piece that is left out on purpose
_ADAPT = {f"adapt_{part.replace('-', '_')}": part for part in adapt.PARTS}
LISTED = ("steps", "partners", "legal_acts", "results", "costs", "sources")
LINES = ("registries", "awards")
FIELDS = (
    "title",
    "summary",
    "results",
    "problem",
    "context",
    "legal_acts",
    "objectives",
    "solution",
    "innovation",
    "difficulties",
    "steps",
    "partners",
    "registries",
    "costs",
    "user_feedback",
    "equity",
    "safeguards",
    *_ADAPT,
    "lessons",
    "asks",
    "next",
    "sources",
    "awards",
)
_CELL = re.compile(r"(?<!\\)\|")
_DATED = re.compile(r"^((?:[^\W\d]+ )?\d{4}[^:–—]{0,24})\s*[:–—-]\s+(.+)$")
_SPLIT = re.compile(r"\s+[–—-]\s+|:\s+")
_YEAR = re.compile(r"\b(19|20)\d\d\b")
Placing = tuple[PracticeDraft, bool]


def moved(draft: PracticeDraft, numbers: Iterable[int], field: str) -> PracticeDraft:
    """The draft whose pieces of these numbers are meant for another field; an unknown field means none."""
    wanted = set(numbers)
    to = field if field in (*FIELDS, DROPPED) else ""
    pieces = tuple(replace(piece, to=to) if at in wanted else piece for at, piece in enumerate(draft.not_placed))
    return replace(draft, not_placed=pieces)


def placed(draft: PracticeDraft) -> PracticeDraft:
    """The draft with every piece in the field that it is meant for; the others wait on, in their order."""
    left: list[Piece] = []
    for piece in draft.not_placed:
        if piece.to == DROPPED:
            continue
        draft, is_in = _put(draft, piece) if piece.to else (draft, False)
        if not is_in:
            left.append(piece)
    return replace(draft, not_placed=tuple(left))


def _put(draft: PracticeDraft, piece: Piece) -> Placing:
    if piece.to == "title":
        return _titled(draft, piece)
    if piece.to in LISTED:
        return _listed(draft, piece)
    if piece.to in LINES:
        return _lined(draft, piece)
    text, is_in = _text(draft.official, piece)
    others = tuple(one for one in draft.texts if one.language != draft.language)
    official = replace(text, state=TextState.OFFICIAL)
    texts = tuple(sorted((*others, official), key=lambda one: one.language))
    return (replace(draft, texts=texts), True) if is_in else (draft, False)


def _titled(draft: PracticeDraft, piece: Piece) -> Placing:
    words = " ".join(piece.text.lstrip("# ").split())
    official = draft.official
    if official.title or len(words) > LONGEST_TITLE:
        return draft, False
    others = tuple(one for one in draft.texts if one.language != draft.language)
    return replace(draft, texts=(*others, replace(official, title=words, state=TextState.OFFICIAL))), True


def _text(text: TextDraft, piece: Piece) -> tuple[TextDraft, bool]:
    if piece.to == "summary":
        summary = _joined(text.summary, piece.text)
        return replace(text, summary=summary), len(summary) <= LONGEST_SUMMARY
    sections = dict(text.sections)
    if piece.to in _ADAPT:
        parts = adapt.split(sections.get(Section.ADAPT, ""))
        part = _ADAPT[piece.to]
        sections[Section.ADAPT] = adapt.join(parts | {part: _joined(parts[part], piece.text)})
        return replace(text, sections=sections), len(sections[Section.ADAPT]) <= LONGEST_TEXT
    key = Section(piece.to)
    sections[key] = _joined(sections.get(key, ""), piece.text)
    return replace(text, sections=sections), len(sections[key]) <= LONGEST_TEXT


def _joined(before: str, more: str) -> str:
    return f"{before}\n\n{more}" if before.strip() else more


def _lined(draft: PracticeDraft, piece: Piece) -> Placing:
    lines = tuple(Translated({draft.language: line}) for line in lines_of(piece.text))
    rows = draft.rows
    if piece.to == "awards":
        return replace(draft, rows=replace(rows, awards=(*rows.awards, *lines))), True
    digital = replace(rows.digital, registries=(*rows.digital.registries, *lines))
    return replace(draft, rows=replace(rows, digital=digital)), True


def _listed(draft: PracticeDraft, piece: Piece) -> Placing:
    """Each item of a list, each row of a table or a whole paragraph becomes a row; all of them, or the piece waits."""
    if piece.kind == "heading":
        return draft, True  # the list's own heading says it
    head, *body = _cells(piece.text) if piece.kind == "table" else [[], *([line] for line in _items(piece))]
    if any(len(cell) > LONGEST_LINE for row in body for cell in row):
        return draft, False
    is_matrix = piece.to == "results" and bool(head)
    made = (
        _figures(head, body, draft.language) if is_matrix else [_MAKERS[piece.to](row, draft.language) for row in body]
    )
    standing = getattr(draft.rows, piece.to)
    if not made or len(standing) + len(made) > MOST_ROWS:
        return draft, False
    more: dict[str, Any] = {piece.to: (*standing, *made)}
    return replace(draft, rows=replace(draft.rows, **more)), True


def _items(piece: Piece) -> list[str]:
    if piece.kind == "list":
        return [re.sub(r"^\d+[.)]\s*", "", line) for line in lines_of(piece.text)]
    return [" ".join(piece.text.split())]


def _cells(table: str) -> list[list[str]]:
    """The cells of a pipe table, its head first."""
    rows = [[cell.strip().replace("\\|", "|") for cell in _CELL.split(line)[1:-1]] for line in table.splitlines()]
    return [row for row in rows if not all(set(cell) <= {"-"} for cell in row)] or [[]]


def _step(row: list[str], language: str) -> Step:
    if len(row) > 1:
        return Step(row[0], Translated({language: row[1]}), Translated({language: _together(row[2:])}))
    dated = _DATED.match(row[0])
    return (
        Step(dated[1].strip(), Translated({language: dated[2]})) if dated else Step("", Translated({language: row[0]}))
    )


def _partner(row: list[str], language: str) -> Partner:
    org, *part = row if len(row) > 1 else _SPLIT.split(row[0], maxsplit=1)
    return Partner(Translated({language: org}), Translated({language: _together(part)}))


def _act(row: list[str], language: str) -> LegalAct:
    return LegalAct(title=Translated({language: _together(row)}))


def _cost(row: list[str], language: str) -> Cost:
    return Cost(note=Translated({language: _together(row)}))


def _source(row: list[str], _language: str) -> Source:
    return Source(link=_together(row))


def _result(row: list[str], language: str) -> Result:
    return Result(indicator=Translated({language: row[0]}))


def _together(cells: Sequence[str]) -> str:
    return "; ".join(filter(None, cells))


def _figures(head: list[str], body: list[list[str]], language: str) -> list[Result]:
    """A number of a table stands where a row and a column cross: whichever of them holds a year is the period."""
    return [
        _figure(row[0], column, value, language)
        for row in body
        for column, cell in zip(head[1:], row[1:], strict=False)
        if (value := number(cell)) is not None
    ]


def _figure(row: str, column: str, value: float, language: str) -> Result:
    if _YEAR.search(row):
        return Result(indicator=Translated({language: column}), value=value, period=row[:60])
    period = column[:60] if _YEAR.search(column) else ""
    return Result(indicator=Translated({language: row}), value=value, period=period, unit="" if period else column[:60])


_MAKERS: dict[str, Callable[[list[str], str], object]] = {
    "steps": _step,
    "partners": _partner,
    "legal_acts": _act,
    "costs": _cost,
    "sources": _source,
    "results": _result,
}
