"""One dossier as its page shows it."""

from dataclasses import dataclass
from datetime import date

from flask import get_template_attribute, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from exchange.accounts.queries import MinistryView
from exchange.kernel.countries import country_name, plate
from exchange.kernel.messages import N_
from exchange.kernel.when import date_text
from exchange.papers.pdf import why_no_pdf
from exchange.practices.queries import PracticeCard
from exchange.relations.models import CommitmentState, EventKind
from exchange.relations.policies import can_enter
from exchange.relations.queries import Dossier, EventView
from exchange.relations.views.counted import counted_rows
from exchange.relations.views.figures import ResultFigure, result_figures
from exchange.relations.views.rows import ChainRow, TimelineRow, timeline_years
from exchange.relations.views.words import Party, lane_of, party, practice_href, told
from exchange.web.actor import current_actor
from exchange.web.reader import current_reader

PracticeLine = tuple[str, str, str, str, str, str]  # title, address, language, plate, country, evidence: as ui.similar


ALL: tuple[str, frozenset[EventKind]] = ("", frozenset(EventKind))
FILTERS = {
    "meetings": (
        N_("Meetings"),
        frozenset({EventKind.MEETING_REQUEST, EventKind.MEETING_ACCEPTED, EventKind.MEETING_HELD, EventKind.VISIT}),
    ),
    "agreements": (
        N_("Agreements"),
        frozenset({EventKind.AGREEMENT, EventKind.DECLARATION, EventKind.COMMITMENT, EventKind.MINUTES_CONFIRMED}),
    ),
    "adoptions": (N_("Adoptions"), frozenset({EventKind.ADOPTION_STEP, EventKind.PLAN})),
    "results": (N_("Results"), frozenset({EventKind.RESULT})),
}


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
    filters: tuple[tuple[str, str, bool], ...]  # words, address, whether chosen
    balance: tuple[tuple[str, str], ...]
    takes: tuple[tuple[str, str, str], ...]  # icon, words, address
    meet_at: str  # where a meeting about the partner's first practice is asked for; empty for strangers
    key_for: str  # "" a stranger, "read" a party, "enter" who may add entries


def dossier_page(dossier: Dossier, today: date, shown: str = "") -> DossierPage:
    """The dossier in the reader's language. `today`: in the reader's city. `shown`: one of FILTERS, or all."""
    return DossierPage(
        name=side_names(dossier.sides),
        parties=(party(dossier.sides[0]), party(dossier.sides[1])),
        chain=counted_rows(dossier, today),
        years=timeline_years(dossier, FILTERS.get(shown, ALL)[1], keeps=_key_for(dossier) == "enter"),
        promises=_promises(dossier, today),
        practices=tuple(_practice_line(practice) for practice in dossier.practices.values()),
        figures=result_figures(dossier),
        filters=_filters(dossier, shown),
        balance=_balance(dossier),
        takes=_takes(dossier),
        meet_at=_meet_at(dossier),
        key_for=_key_for(dossier),
    )


def _filters(dossier: Dossier, shown: str) -> tuple[tuple[str, str, bool], ...]:
    """All, and each kind that has something."""
    a, b = dossier.address
    kinds = {event.kind for event in dossier.events}
    every = _("All %(number)s", number=len(dossier.events)), url_for(".show", a=a, b=b), shown not in FILTERS
    some = [
        (_(label), url_for(".show", a=a, b=b, show=name), shown == name)
        for name, (label, which) in FILTERS.items()
        if which & kinds
    ]
    return (every, *some)


def _balance(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """What each side brought and kept, of what the reader may know."""
    rows = []
    for side in dossier.sides:
        country = side.country_name(current_reader().language)
        own = [card for card in dossier.practices.values() if card.ministry_id == side.id]
        if own:
            rows.append((_("Practices on the table, %(country)s", country=country), str(len(own))))
        promised = [event for event in dossier.events if event.commitment_state and event.side_id in (None, side.id)]
        kept = [event for event in promised if event.commitment_state is CommitmentState.DONE]
        if promised:
            share = _("%(kept)s of %(all)s", kept=len(kept), all=len(promised))
            rows.append((_("Commitments kept, %(country)s", country=country), share))
    return tuple(rows)


def _takes(dossier: Dossier) -> tuple[tuple[str, str, str], ...]:
    a, b = dossier.address
    ways = [("file", "Word", ".as_docx"), ("file", "PDF", ".as_pdf_file"), ("file", _("Data"), ".as_json")]
    return tuple(
        (icon, words, url_for(view, a=a, b=b))
        for icon, words, view in ways
        if view != ".as_pdf_file" or not why_no_pdf()
    )


def _meet_at(dossier: Dossier) -> str:
    own_id = current_actor().ministry_id
    if own_id not in {side.id for side in dossier.sides}:
        return ""
    theirs = (card.slug for card in dossier.practices.values() if card.ministry_id != own_id)
    slug = next(theirs, "")
    return url_for("meetings.new", practice=slug) if slug else ""


def _key_for(dossier: Dossier) -> str:
    if not dossier.is_own:
        return ""
    return "enter" if can_enter(current_actor(), [side.id for side in dossier.sides]) else "read"


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
