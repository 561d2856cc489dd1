"""The minister's pages before a meeting: two at most, then annexes. Nothing in them that their reader may not read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask_babel import gettext as _

from exchange.accounts.queries import MinistryView
from exchange.kernel.languages import Language
from exchange.kernel.when import clock_text, date_text, number_text, offset_text
from exchange.papers.paper import Bullets, Cell, Chapter, Entry, Grid, Notes, Pairs, Paper, Piece, grid
from exchange.practices.models import Section
from exchange.practices.queries import PracticePage
from exchange.relations.models import EventKind
from exchange.relations.papers.entries import acting, entries_grid, sources
from exchange.relations.queries import Dossier, EventView
from exchange.vocabulary.concepts import Concept, ConceptBank

_HISTORY = {
    EventKind.MEETING_HELD,
    EventKind.AGREEMENT,
    EventKind.VISIT,
    EventKind.EXPERT_MISSION,
    EventKind.TRAINING,
    EventKind.DECLARATION,
    EventKind.ADOPTION_STEP,
    EventKind.RESULT,
    EventKind.PLAN,
}
_MOST_WORDS = 5


@dataclass(frozen=True)
class Limits:
    """How much goes onto the first pages; made smaller until two of them hold it."""

    history: int = 8
    promises: int = 6
    practices: int = 5
    honest: int = 220  # characters of what did not work

    def smaller(self) -> "Limits":
        """Some less of everything, but never fewer than three practices where there are three."""
        return Limits(
            history=max(3, self.history - 2),
            promises=max(2, self.promises - 1),
            practices=max(3, self.practices - 1),
            honest=max(90, self.honest - 50),
        )


@dataclass(frozen=True)
class Facts:
    """What the pages are made from, all of it read under one person's rights."""

    dossier: Dossier
    own_id: object  # whose minister reads it
    practices: tuple[PracticePage, ...]  # on the table, the partner's first
    bank: ConceptBank  # the words of the four languages
    subject: str  # of the meeting, empty for none
    meets_at: datetime | None
    made_at: datetime
    address: str

    @property
    def own(self) -> MinistryView:
        """The ministry whose minister reads it."""
        return next(side for side in self.dossier.sides if side.id == self.own_id)

    @property
    def partner(self) -> MinistryView:
        """The ministry across the table."""
        return next(side for side in self.dossier.sides if side.id != self.own_id)


def briefing_paper(facts: Facts, language: Language, limits: Limits) -> Paper:
    """The whole document in one language."""
    first = first_pages(facts, language, limits)
    notes = Notes(list(first.notes))
    annexes = tuple(_annexes(facts, language, notes))
    return replace(first, chapters=(*first.chapters, *annexes), notes=tuple(notes.texts))


def first_pages(facts: Facts, language: Language, limits: Limits) -> Paper:
    """What must stand on two pages, without annexes."""
    notes, partner = Notes(), facts.partner
    return Paper(
        title=_("Briefing: %(country)s", country=partner.country_name(language)),
        lead=facts.subject or _("For the meeting with %(ministry)s.", ministry=partner.name(language)),
        language=language.value,
        author=facts.own.name(language),
        address=facts.address,
        state=_("Made on %(date)s from what its reader may read.", date=date_text(facts.made_at.date(), language)),
        facts=(),
        facts_title="",
        chapters=tuple(_chapters(facts, language, limits, notes)),
        notes=tuple(notes.texts),
        notes_title=_("Where the figures come from"),
    )


def _chapters(facts: Facts, language: Language, limits: Limits, notes: Notes) -> Iterator[Chapter]:
    yield Chapter("partner", _("The partner"), (Pairs(tuple(_profile(facts, language))),))
    history = _history(facts.dossier)[-limits.history :]
    if history:
        caption = _("The latest steps between the two")
        yield Chapter("history", _("What has happened"), (entries_grid(facts.dossier, history, caption, notes),))
    yield Chapter("open", _("Open on both sides"), (_promises(facts, language, limits, notes),))
    if facts.practices:
        rows = tuple(_practice(page, language, limits, notes) for page in facts.practices[: limits.practices])
        head = (_("Practice"), _("Evidence"), _("A figure"), _("What did not work"))
        yield Chapter("table", _("On the table"), (Grid(_("Practices to talk about"), head, rows),))
    words = _words(facts, language)
    if words is not None:
        yield Chapter("words", _("Words that differ"), (words,))
    yield Chapter("protocol", _("Protocol"), (Bullets(tuple(Entry(line) for line in _protocol(facts, language))),))


def _profile(facts: Facts, language: Language) -> Iterator[tuple[str, str]]:
    partner, own = facts.partner, facts.own
    yield _("Ministry"), f"{partner.name(language)} ({partner.own_name})"
    instant = facts.meets_at or facts.made_at
    times = [
        f"{place.city} {clock_text(instant, place, language)} ({offset_text(instant, place)})"
        for place in (own.place(language), partner.place(language))
    ]
    label = _("The meeting on both clocks") if facts.meets_at else _("Both clocks when this was made")
    day = date_text(own.place(language).local(instant).date(), language)
    yield label, f"{day}: {', '.join(times)}"
    hours = f"{partner.opens_at:%H:%M}–{partner.closes_at:%H:%M}"
    yield _("Office hours"), _("%(hours)s, %(city)s", hours=hours, city=partner.place(language).city)
    spoken = [Language(code).own_name for code in partner.languages if code in set(Language)]
    yield _("Languages of its desk"), ", ".join(spoken)


def _history(dossier: Dossier) -> list[EventView]:
    return [event for event in dossier.events if event.kind in _HISTORY]


def _promises(facts: Facts, language: Language, limits: Limits, notes: Notes) -> Piece:
    still_open = [event for event in facts.dossier.events if event.commitment_state and event.commitment_state.is_open]
    if not still_open:
        return Pairs((("", _("No commitment is open.")),))
    ordered = sorted(still_open, key=lambda event: event.due_on or date.max)[: limits.promises]
    rows = tuple(
        (
            Cell(event.title.text_for(language), notes.number(sources(event))),
            Cell(acting(facts.dossier, event)),
            Cell(date_text(event.due_on, language) if event.due_on else "–"),
            Cell(_state(event, facts.made_at.date())),
        )
        for event in ordered
    )
    return Grid(_("Commitments that are open"), (_("What"), _("Who"), _("Due"), _("State")), rows)


def _state(event: EventView, today: date) -> str:
    if event.due_on and event.due_on < today:
        return str(_("Overdue"))
    return str(_(event.commitment_state.label)) if event.commitment_state else ""


def _practice(page: PracticePage, language: Language, limits: Limits, notes: Notes) -> tuple[Cell, ...]:
    card = page.card
    name = f"{card.title} ({card.ministry_name.text_for(language)})"
    evidence = "–"
    if card.evidence is not None:
        level = _("Level %(level)s of 4", level=card.evidence)
        evidence = f"{level}, {date_text(card.evidence_on, language)}" if card.evidence_on else level
    figure, source = _figure(page, language)
    return Cell(name), Cell(evidence), Cell(figure, notes.number(source)), Cell(_honest(page, limits.honest))


def _figure(page: PracticePage, language: Language) -> tuple[str, str]:
    """The newest figure with where it comes from; none without a source."""
    told = [one for one in page.rows.results if one.value is not None and (one.source or one.link)]
    if not told:
        return "–", ""
    last = told[-1]
    words = " ".join(part for part in (number_text(last.value or 0, language), last.unit, last.period) if part)
    where = ", ".join(part for part in (last.source, last.link, last.stated_by.text_for(language)) if part)
    return f"{last.indicator.text_for(language)}: {words}", where


def _honest(page: PracticePage, most: int) -> str:
    section = page.section(Section.DIFFICULTIES.value)
    words = " ".join(section.markdown.replace("*", "").split()) if section else ""
    if len(words) <= most:
        return words or "–"
    return words[:most].rsplit(" ", 1)[0] + " …"


def _words(facts: Facts, language: Language) -> Grid | None:
    """Terms of the practices on the table that the two languages say differently, traps first."""
    text = " ".join(f"{page.card.title} {page.card.summary}" for page in facts.practices)
    found = [facts.bank.concept(match.concept_id) for match in facts.bank.matches(text)]
    known = {concept.concept_id: concept for concept in found if concept}
    own, other = (_language_of(side) for side in (facts.own, facts.partner))
    differing = [concept for concept in known.values() if concept.shown(own) != concept.shown(other)]
    chosen = sorted(differing, key=lambda concept: not concept.notes)[:_MOST_WORDS]
    if not chosen or own is other:
        return None
    head = (_("Concept"), own.own_name, other.own_name, _("Take care"))
    return grid(_("The same thing in two languages"), head, (_word(one, language, own, other) for one in chosen))


def _word(concept: Concept, language: Language, own: Language, other: Language) -> Iterable[str]:
    return concept.shown(language), concept.shown(own), concept.shown(other), concept.note(language) or "–"


def _language_of(side: MinistryView) -> Language:
    known = [code for code in (side.own_language, *side.languages) if code in set(Language)]
    return Language(known[0]) if known else Language.EN


def _protocol(facts: Facts, language: Language) -> Iterator[str]:
    first, second = (side.country_name(language) for side in facts.dossier.sides)
    yield _(
        "Both sides have equal rank; the order of names is alphabetical: %(one)s, %(other)s.", one=first, other=second
    )
    yield _("Minutes are kept in both languages and approved by each ministry.")
    yield _("Say “persons with disabilities”; use the terms above for children and institutions.")
    yield _("Figures carry the number of their note; quote them with their date.")


def _annexes(facts: Facts, language: Language, notes: Notes) -> Iterator[Chapter]:
    history = list(facts.dossier.events)
    if history:
        every = entries_grid(facts.dossier, history, _("Everything between the two, oldest first"), notes)
        yield Chapter("annex-line", _("Annex 1. The whole line"), (every,), new_page=True)
    for number, page in enumerate(facts.practices, 2 if history else 1):
        title = _("Annex %(number)s. %(title)s", number=number, title=page.card.title)
        yield Chapter(f"annex-{number}", title, tuple(_of_practice(page, language, notes)))


def _of_practice(page: PracticePage, language: Language, notes: Notes) -> Iterator[Piece]:
    yield Pairs((("", page.card.summary),))
    rows = [
        (
            Cell(one.indicator.text_for(language)),
            Cell(f"{number_text(one.value, language)} {one.unit}".strip() if one.value is not None else "–"),
            Cell(one.period, notes.number(", ".join(part for part in (one.source, one.link) if part))),
        )
        for one in page.rows.results
    ]
    if rows:
        yield Grid(_("Results"), (_("Figure"), _("Value"), _("When")), tuple(rows))
    section = page.section(Section.DIFFICULTIES.value)
    if section:
        yield Pairs(((_("What did not work"), ""), ("", " ".join(section.markdown.split()))))
