"""Words of a dossier in the reader's language: texts, parties, dates of promises, amounts."""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import gettext as _
from markupsafe import Markup

from exchange.accounts.queries import MinistryView
from exchange.files.views import type_and_size
from exchange.kernel.countries import plate
from exchange.kernel.languages import Language
from exchange.kernel.translated import Translated
from exchange.kernel.when import date_text
from exchange.practices.queries import PracticeCard
from exchange.relations.models import CommitmentState, EventKind
from exchange.relations.queries import EventView, PaperView
from exchange.web.reader import current_reader

Party = tuple[str, str]  # the plate's code and the country's name


def party(ministry: MinistryView) -> Party:
    """A ministry's country as the chain and the timeline name it."""
    return plate(ministry.country), ministry.country_name(current_reader().language)


def told(text: Translated) -> str:
    """The text in the reader's language, or the next best one marked with its own `lang`."""
    return in_language(text.text_for(current_reader().language), text.language_for(current_reader().language))


def in_language(text: str, code: str | None) -> str:
    """A text, marked when it is not in the page's language."""
    if code in (None, current_reader().language.value):
        return text
    return Markup('<span lang="{}">{}</span>').format(code, text)


def practice_href(practice: PracticeCard) -> str:
    """The address of a practice's page."""
    return f"/practices/{practice.slug}"


def lane_of(side_id: UUID | None, sides: Sequence[MinistryView]) -> str:
    """The lane of who acted: a for the first of the sides, b for the second, m for both."""
    if side_id is None:
        return "m"
    return "a" if side_id == sides[0].id else "b"


def commitment_text(event: EventView) -> str:
    """What became of a promise, as a sentence; empty for other entries."""
    language = current_reader().language
    due = date_text(event.due_on, language) if event.due_on else ""
    match event.commitment_state:
        case CommitmentState.DONE if event.done_on:
            return str(_("Done on %(date)s.", date=date_text(event.done_on, language)))
        case CommitmentState.IN_PROGRESS if due:
            return str(_("In progress, due %(date)s.", date=due))
        case CommitmentState.ACCEPTED if due:
            return str(_("Accepted, due %(date)s.", date=due))
        case None:
            return ""
    return str(_(event.commitment_state.label))


def paper_facts(paper: PaperView) -> str:
    """The paper's language, type and size."""
    return f"{Language(paper.language).own_name}, {type_and_size(paper.media_type, paper.size_bytes)}"


def kind_words(kind: EventKind) -> str:
    """What an entry by hand is."""
    words: dict[EventKind, str] = {
        EventKind.AGREEMENT: _("Memorandum or other agreement"),
        EventKind.DECLARATION: _("Declaration"),
        EventKind.VISIT: _("Visit"),
        EventKind.EXPERT_MISSION: _("Expert mission"),
        EventKind.TRAINING: _("Training"),
        EventKind.MEETING_HELD: _("Meeting outside of the exchange"),
    }
    return words.get(kind, "")
