"""Words that several pages of practices share, in the reader's language."""

from datetime import date
from functools import lru_cache

from babel.support import NullTranslations
from flask_babel import gettext as _
from flask_babel import ngettext

from exchange.kernel.languages import Language
from exchange.kernel.messages import N_
from exchange.kernel.when import month_text
from exchange.practices.models import Practice, Section, TextState, Visibility
from exchange.practices.queries import PracticeCard, TongueView
from exchange.web.catalogue import catalogue
from exchange.web.reader import current_reader

SECTION_TITLES = {
    Section.PROBLEM: N_("The problem"),
    Section.CONTEXT: N_("Context and legal base"),
    Section.OBJECTIVES: N_("Objectives"),
    Section.SOLUTION: N_("The solution"),
    Section.INNOVATION: N_("What is new about it"),
    Section.DIFFICULTIES: N_("What did not work"),
    Section.USER_FEEDBACK: N_("How the people served see it"),
    Section.EQUITY: N_("Equity and access"),
    Section.SAFEGUARDS: N_("Safeguards and ethics"),
    Section.ADAPT: N_("If you start tomorrow"),
    Section.LESSONS: N_("Lessons"),
    Section.ASKS: N_("What we would like to learn"),
    Section.NEXT: N_("Next steps"),
}
_CIRCLES = {
    Visibility.MINISTRY: N_("Shown to the ministry only"),
    Visibility.PARTNERS: N_("Shown to named partners only"),
    Visibility.MEMBERS: N_("Shown to signed-in partners only"),
    Visibility.PUBLIC: N_("Shown to everyone"),
}
_TONGUES = {
    TextState.OFFICIAL: "official",
    TextState.CURRENT: "good",
    TextState.BEHIND: "behind",
    TextState.MACHINE: "machine",
}
_SAID = 500
_LANGUAGES = {
    Language.AZ: N_("Azerbaijani"),
    Language.TR: N_("Turkish"),
    Language.EN: N_("English"),
    Language.RU: N_("Russian"),
}


def section_title(key: Section) -> str:
    """The heading of a section."""
    return str(_(SECTION_TITLES[key]))


def circle_words(circle: Visibility) -> str:
    """Who reads a part."""
    return str(_(_CIRCLES[circle]))


def language_name(code: str) -> str:
    """The language in the reader's words."""
    return str(_(_LANGUAGES[Language(code)]))


def tongue_words(tongue: TongueView) -> str:
    """How a language version stands."""
    if tongue.state is TextState.BEHIND and tongue.behind_by:
        return str(ngettext("%(num)s paragraph behind", "%(num)s paragraphs behind", tongue.behind_by))
    return str(_(tongue.state.label))


def tongues(card: PracticeCard) -> tuple[tuple[str, str, str, str], ...]:
    """The languages of a practice for ui.tongues."""
    return _tongues(catalogue(), card.tongues)


@lru_cache(maxsize=_SAID)
def _tongues(_words: NullTranslations, held: tuple[TongueView, ...]) -> tuple[tuple[str, str, str, str], ...]:
    """Said once in each language: of twenty hits most have the same ones."""
    return tuple((one.language, language_name(one.language), _TONGUES[one.state], tongue_words(one)) for one in held)


def fresh_words(card: PracticeCard, today: date) -> tuple[str, str]:
    """Freshness for ui.fresh: its state and sentence."""
    state = card.freshness(today)
    if card.archived_at:
        when = month_text(card.archived_at.date(), current_reader().language.value)
        return state, str(_("Archived %(month)s, no longer kept up to date", month=when))
    if state == "due" and card.valid_until:
        days = (card.valid_until - today).days
        return state, str(ngettext("Due for confirmation in %(num)s day", "Due for confirmation in %(num)s days", days))
    if card.confirmed_on is None:
        return "stale", str(_("Not confirmed yet"))
    month = month_text(card.confirmed_on, current_reader().language.value)
    if state == "stale":
        return state, str(_("Not confirmed since %(month)s", month=month))
    return state, str(_("Confirmed %(month)s", month=month))


def evidence_when(card: PracticeCard) -> str:
    """The month of the reviewer's judgement."""
    return month_text(card.evidence_on, current_reader().language.value) if card.evidence_on else ""


def own_title(practice: Practice) -> str:
    """How the owner calls it now: the title of the newest text in its official language, where it has one yet."""
    newest = practice.revisions[-1]
    titles = {text.language: text.title for text in newest.texts}
    return titles.get(newest.language) or str(_("New practice"))
