"""The whole dossier as a document."""

from datetime import datetime
from itertools import groupby

from flask_babel import gettext as _

from exchange.kernel.when import date_text
from exchange.papers.paper import Chapter, Notes, Paper
from exchange.relations.papers.entries import entries_grid
from exchange.relations.queries import Dossier
from exchange.web.reader import current_reader


def dossier_paper(dossier: Dossier, *, now: datetime, address: str) -> Paper:
    """Everything that the reader may know of it, by year, oldest first, in the reader's language."""
    notes, language = Notes(), current_reader().language
    name = _("%(one)s and %(other)s", one=_country(dossier, 0), other=_country(dossier, 1))
    years = groupby(dossier.events, key=lambda event: event.happened_on.year)
    chapters = tuple(
        Chapter(f"year-{year}", str(year), (entries_grid(dossier, events, str(year), notes),)) for year, events in years
    )
    return Paper(
        title=name,
        lead=dossier.summary.text_for(language) or _("Everything between the two ministries so far."),
        language=language.value,
        author=" · ".join(side.name(language) for side in dossier.sides),
        address=address,
        state=_("As its reader may see it on %(date)s.", date=date_text(now.date(), language)),
        facts=tuple((side.country_name(language), side.name(language)) for side in dossier.sides),
        facts_title=_("The two ministries"),
        chapters=chapters,
        notes=tuple(notes.texts),
        notes_title=_("Where it stands"),
    )


def _country(dossier: Dossier, at: int) -> str:
    return dossier.sides[at].country_name(current_reader().language)
