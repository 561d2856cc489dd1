"""Entries of a dossier as rows of a table, each with a note for where it stands."""

from collections.abc import Iterable

from flask_babel import gettext as _

from exchange.kernel.languages import Language
from exchange.kernel.moments import full_date
from exchange.papers.paper import Cell, Grid, Notes
from exchange.relations.models import Circle
from exchange.relations.queries import Dossier, EventView
from exchange.web.reader import current_reader


def entries_grid(dossier: Dossier, events: Iterable[EventView], caption: str, notes: Notes) -> Grid:
    """Date, who, what; oldest first as given."""
    head = (_("Date"), _("Who"), _("What"))
    return Grid(caption, head, tuple(_row(dossier, event, notes) for event in events))


def _row(dossier: Dossier, event: EventView, notes: Notes) -> tuple[Cell, ...]:
    language = current_reader().language
    title, text = event.title.text_for(language), event.text.text_for(language)
    words = f"{title}. {text}" if text and text != title else title
    if event.is_sample:
        words = _("%(text)s (sample)", text=words)
    if event.circle is Circle.TWO_INSTITUTIONS:
        words = _("%(text)s Only the two ministries read this.", text=words)
    when = full_date(event.moment, language)
    return Cell(when), Cell(acting(dossier, event)), Cell(words, notes.number(sources(event)))


def acting(dossier: Dossier, event: EventView) -> str:
    """Whose entry it is."""
    if event.side_id is None:
        return str(_("Both sides"))
    return dossier.side(event.side_id).country_name(current_reader().language)


def sources(event: EventView) -> str:
    """Where it stands and the papers that hang on it, as one line; empty for what stands on the exchange itself."""
    papers = (f"{paper.title} ({Language(paper.language).own_name})" for paper in event.papers)
    return ", ".join((*(source.link for source in event.sources), *papers))
