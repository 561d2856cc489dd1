"""A practice as a document: chapters of prose, tables and lists, with a note for where every figure comes from."""

from collections.abc import Callable, Iterable, Iterator

from flask import current_app, url_for
from flask_babel import gettext as _

from exchange.papers.paper import Bullets, Cell, Chapter, Entry, Grid, Notes, Pairs, Paper, Piece, Prose, grid
from exchange.practices.queries import PracticePage
from exchange.practices.views.figures import Table
from exchange.practices.views.lines import Line
from exchange.practices.views.shown import Part, Shown
from exchange.practices.views.words import tongue_words

_OF_A_RESULT = 3  # the last columns of a table of results: stated by, source, method


def paper_of(page: PracticePage, view: Shown) -> Paper:
    """The page as a document, in the language of the page's words."""
    notes, card = Notes(), page.card
    chapters = tuple(Chapter(part.id, part.title, _pieces(part, page, view, notes), part.circle) for part in view.parts)
    path = url_for("practices.version", slug=card.slug, number=card.revision)
    return Paper(
        title=card.title,
        original=card.original_title if card.original_title != card.title else "",
        original_language=card.language,
        lead=card.summary,
        language=page.language,
        author=card.ministry_name.text_for(page.language),
        address=current_app.config["EXCHANGE"].public_url.rstrip("/") + path,
        state=_state(page),
        facts=(*view.facts, *_solid(page, view)),
        facts_title=_("Facts"),
        chapters=chapters,
        notes=tuple(notes.texts),
        notes_title=_("Where the figures come from"),
    )


def _state(page: PracticePage) -> str:
    """Which version, how this language stands, whether it is a sample."""
    tongue = next(one for one in page.card.tongues if one.language == page.language)
    number = page.permanent or ""
    said = [
        _("Practice no. %(number)s, version %(version)s.", number=number, version=page.card.revision),
        _("This language: %(state)s.", state=tongue_words(tongue)),
    ]
    if page.card.is_sample or page.samples:
        said.append(_("What is marked “sample” was made for the demonstration and is no statement of a ministry."))
    return " ".join(said)


def _solid(page: PracticePage, view: Shown) -> Iterator[tuple[str, str]]:
    card = page.card
    if card.evidence is not None:
        yield _("Evidence, judged by a reviewer"), _("Level %(level)s of 4", level=card.evidence)
    if view.claim:
        yield _("Owner’s claim"), view.claim
    yield _("Freshness"), view.fresh[1]
    if view.origins:
        yield _("Inspired by"), "; ".join(line.text for line in view.origins)
    if page.rows.awards:
        yield _("Awards"), "; ".join(award.text_for(page.language) for award in page.rows.awards)


def _pieces(part: Part, page: PracticePage, view: Shown, notes: Notes) -> tuple[Piece, ...]:
    if part.section and part.kind != "adapt":
        return (Prose(part.section.html),)
    return tuple(_of_rows(part, page, view, notes))


def _of_rows(part: Part, page: PracticePage, view: Shown, notes: Notes) -> Iterable[Piece]:
    written: dict[str, Callable[[], Iterable[Piece]]] = {
        "adapt": lambda: _lists(view.adapt) if view.adapt else (Prose(part.section.html if part.section else ""),),
        "results": lambda: (_noted(figure.table, _OF_A_RESULT, notes) for figure in view.figures),
        "costs": lambda: _costs(page, view, notes),
        "steps": lambda: (grid(part.title, (_("When"), _("What"), _("Who")), view.steps),),
        "goals": lambda: (grid(part.title, (_("Objective"), _("Target value"), _("By when")), view.goals),),
        "partners": lambda: (grid(part.title, (_("Institution"), _("Part played")), view.partners),),
        "preconditions": lambda: _lists(view.needs),
        "digital": lambda: (Pairs(view.digital),),
        "offers": lambda: (Bullets(tuple(Entry(offer) for offer in view.offers)),),
        "legal-acts": lambda: _acts(page, view),
        "files": lambda: (Bullets(_entries(view.files)),),
        "sources": lambda: (Bullets(_entries(view.sources)),),
    }
    return written[part.kind]()


def _acts(page: PracticePage, view: Shown) -> Iterator[Piece]:
    yield Bullets(_entries(view.acts))
    if page.rows.legal_acts_note:
        yield Pairs((("", page.rows.legal_acts_note.text_for(page.language)),))


def _entries(lines: Iterable[Line]) -> tuple[Entry, ...]:
    return tuple(Entry(line.text, line.href, line.lang, line.note) for line in lines)


def _lists(groups: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[Piece]:
    for head, lines in groups:
        yield Pairs(((head, ""),))
        yield Bullets(tuple(Entry(line) for line in lines))


def _costs(page: PracticePage, view: Shown, notes: Notes) -> Iterator[Piece]:
    if view.costs:
        yield _noted(view.costs, 1, notes)
    if view.resources:
        yield Pairs(view.resources)
    if page.rows.notes:
        yield Pairs((("", page.rows.notes.text_for(page.language)),))


def _noted(table: Table, last: int, notes: Notes) -> Grid:
    """The last columns, where a figure comes from, become a note at its value."""
    heads = [name for name, _is_number in table.head]
    value = next((at for at, (_name, is_number) in enumerate(table.head) if is_number), 0)
    rows = []
    for row in table.rows:
        words = "; ".join(f"{head}: {text}" for head, text in zip(heads[-last:], row[-last:], strict=True) if text)
        number = notes.number(words)
        rows.append(tuple(Cell(text, number if at == value else None) for at, text in enumerate(row[:-last])))
    return Grid(table.caption, tuple(heads[:-last]), tuple(rows))
