"""One dossier as its page shows it."""

from dataclasses import dataclass
from datetime import date

from flask import get_template_attribute
from flask_babel import gettext as _
from flask_babel import ngettext

from exchange.accounts.queries import MinistryView
from exchange.kernel.countries import country_name, plate
from exchange.kernel.when import date_text
from exchange.practices.queries import PracticeCard
from exchange.relations.models import EventKind
from exchange.relations.queries import Dossier, EventView
from exchange.relations.views.figures import ResultFigure, result_figures
from exchange.relations.views.rows import ChainRow, TimelineRow, chain_rows, timeline_years
from exchange.relations.views.words import Party, lane_of, party, practice_href, told
from exchange.web.reader import current_reader

PracticeLine = tuple[str, str, str, str, str, str]  # title, address, language, plate, country, evidence: as ui.similar


@dataclass(frozen=True)
class PromiseRow:
    """An open commitment, marked when its day has passed."""

    what: str
    lane: str
    parties: tuple[Party, ...]
    due: str
    state: tuple[str, str]
    is_sample: bool


@dataclass(frozen=True)
class DossierPage:
    """Everything on the page but its frame."""

    name: str  # Azerbaijan and Türkiye
    parties: tuple[Party, Party]
    chain: tuple[ChainRow, ...]
    years: tuple[tuple[int, tuple[TimelineRow, ...]], ...]
    promises: tuple[PromiseRow, ...]
    practices: tuple[PracticeLine, ...]
    figures: tuple[ResultFigure, ...]


def dossier_page(dossier: Dossier, today: date) -> DossierPage:
    """The dossier in the reader's language. `today`: in the reader's city."""
    return DossierPage(
        name=side_names(dossier.sides),
        parties=(party(dossier.sides[0]), party(dossier.sides[1])),
        chain=chain_rows(dossier, dossier.sides),
        years=timeline_years(dossier),
        promises=_promises(dossier, today),
        practices=tuple(_practice_line(practice) for practice in dossier.practices.values()),
        figures=result_figures(dossier),
    )


def _practice_line(practice: PracticeCard) -> PracticeLine:
    language = current_reader().language
    evidence: str = get_template_attribute("components/evidence.html", "evidence")(practice.evidence)
    own_language = "" if practice.title_language == language else practice.title_language
    code, country = plate(practice.country), country_name(practice.country, language)
    return practice.title, practice_href(practice), own_language, code, country, evidence


def _promises(dossier: Dossier, today: date) -> tuple[PromiseRow, ...]:
    """Open commitments, the earliest due first."""
    commitments = [event for event in dossier.events if event.kind is EventKind.COMMITMENT]
    still_open = [event for event in commitments if event.commitment_state and event.commitment_state.is_open]
    return tuple(
        _promise(event, dossier, today) for event in sorted(still_open, key=lambda event: event.due_on or date.max)
    )


def _promise(event: EventView, dossier: Dossier, today: date) -> PromiseRow:
    acting = tuple(side for side in dossier.sides if event.side_id in (None, side.id))
    due = _("due %(date)s", date=date_text(event.due_on, current_reader().language)) if event.due_on else ""
    return PromiseRow(
        what=told(event.title),
        lane=lane_of(event.side_id, dossier.sides),
        parties=tuple(party(side) for side in acting),
        due=due,
        state=_promise_state(event, today),
        is_sample=event.is_sample,
    )


def _promise_state(event: EventView, today: date) -> tuple[str, str]:
    if event.due_on and event.due_on < today:
        days = (today - event.due_on).days
        return "you", ngettext("Overdue %(num)s day", "Overdue %(num)s days", days)
    return "open", _(event.commitment_state.label) if event.commitment_state else ""


def side_names(sides: tuple[MinistryView, MinistryView]) -> str:
    """Azerbaijan and Türkiye, as the page's heading and its list entry say it."""
    first, second = (side.country_name(current_reader().language) for side in sides)
    return str(_("%(one)s and %(other)s", one=first, other=second))
