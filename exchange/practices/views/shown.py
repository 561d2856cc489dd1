"""A practice's page made ready for its template: parts in order, words in the reader's language."""

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _

from exchange.kernel.countries import country_name
from exchange.kernel.languages import Language
from exchange.kernel.translated import Translated
from exchange.papers.pdf import why_no_pdf
from exchange.practices.forms import adapt
from exchange.practices.forms.fields import lines_of
from exchange.practices.forms.practice import LEVELS, LICENCES, NEW_TO
from exchange.practices.forms.rows import COST_KINDS
from exchange.practices.models import OF_COSTS, Section
from exchange.practices.queries import PracticePage, SectionView
from exchange.practices.views.figures import Figure, Table, costs_table, figures, resources
from exchange.practices.views.fitting import FitShown, fit_shown
from exchange.practices.views.lines import (
    Line,
    acts,
    digital,
    documents,
    origins,
    reader_language,
    said_date,
    sources,
    term,
)
from exchange.practices.views.words import circle_words, evidence_when, fresh_words, section_title, tongue_words
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import taxonomy
from exchange.web.db import reading
from exchange.web.reader import current_reader
from exchange.web.slots import Subject

_ORDER: tuple[Section | str, ...] = (
    Section.PROBLEM,
    Section.CONTEXT,
    "legal-acts",
    Section.OBJECTIVES,
    "goals",
    Section.SOLUTION,
    Section.INNOVATION,
    "steps",
    "partners",
    "digital",
    "results",
    Section.USER_FEEDBACK,
    Section.DIFFICULTIES,
    "costs",
    Section.EQUITY,
    Section.SAFEGUARDS,
    Section.ADAPT,
    "preconditions",
    Section.LESSONS,
    "offers",
    Section.ASKS,
    Section.NEXT,
    "files",
    "sources",
)

_NOTHING: tuple[object, ...] = (None, (), Translated())


@dataclass(frozen=True)
class Part:
    """One heading of the page. `kind` names how it is drawn."""

    id: str
    title: str
    kind: str
    section: SectionView | None = None
    circle: str = ""


@dataclass(frozen=True)
class Shown:
    """Everything that the template says beside the texts themselves."""

    subject: Subject
    country_name: str
    crumbs: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str, str, str, bool, bool], ...]
    older_than: int | None  # the newest version, when this is an older one
    parts: tuple[Part, ...]
    facts: tuple[tuple[str, str], ...]
    figures: tuple[Figure, ...]
    goals: tuple[tuple[str, str, str], ...]
    costs: Table | None
    resources: tuple[tuple[str, str], ...]
    adapt: tuple[tuple[str, tuple[str, ...]], ...]
    needs: tuple[tuple[str, tuple[str, ...]], ...]
    offers: tuple[str, ...]
    acts: tuple[Line, ...]
    files: tuple[Line, ...]
    steps: tuple[tuple[str, str, str], ...]
    partners: tuple[tuple[str, str], ...]
    digital: tuple[tuple[str, str], ...]
    sources: tuple[Line, ...]
    origins: tuple[Line, ...]
    claim: str
    fresh: tuple[str, str]
    evidence_when: str
    has_pdf: bool
    fit: FitShown | None


def shown(page: PracticePage, number: int | None = None) -> Shown:
    """The page's words. `number` is the exact version that was asked for."""
    card, rows, language = page.card, page.rows, page.language
    kinds = {code: _(label) for code, label in COST_KINDS.items()}
    today = current_reader().place.local(current_app.config["CLOCK"]()).date()
    return Shown(
        subject=Subject(card.id, card.slug, card.ministry_id),
        country_name=country_name(card.country, reader_language()),
        crumbs=_crumbs(page),
        versions=_versions(page, number),
        older_than=page.versions[0] if number and page.versions and number < page.versions[0] else None,
        parts=_parts(page),
        facts=_facts(page),
        figures=figures(rows.results, language),
        goals=tuple(
            (row.text.text_for(language), row.target.text_for(language), said_date(row.by_when))
            for row in rows.objectives
        ),
        costs=costs_table(rows.costs, kinds, language) if rows.costs else None,
        resources=resources(rows, language),
        adapt=_adapt(page),
        needs=_needs(page),
        offers=tuple(term(TermList.OFFER, code) for code in rows.offers),
        acts=acts(page),
        files=documents(page),
        steps=tuple(
            (said_date(row.when), row.what.text_for(language), row.who.text_for(language)) for row in rows.steps
        ),
        partners=tuple((row.org.text_for(language), row.part.text_for(language)) for row in rows.partners),
        digital=digital(page),
        sources=sources(page),
        origins=origins(page),
        claim=_claim(page),
        fresh=fresh_words(card, today),
        evidence_when=evidence_when(card),
        has_pdf=not why_no_pdf(),
        fit=fit_shown(page),
    )


def _crumbs(page: PracticePage) -> tuple[tuple[str, str], ...]:
    main = page.themes[0] if page.themes else ""
    wider = reversed(taxonomy(reading()).with_wider(main)) if main else ()
    themes = ((term(TermList.THEME, code), url_for("search.page", theme=code)) for code in wider)
    return ((_("Practices"), url_for("search.page")), *themes)


def _versions(page: PracticePage, number: int | None) -> tuple[tuple[str, str, str, str, bool, bool], ...]:
    """Rows for ui.read_in; an exact version stays exact in another language."""

    def address(lang: str) -> str:
        if number:
            return url_for("practices.version", slug=page.card.slug, number=number, text=lang)
        return url_for("practices.language_version", slug=page.card.slug, lang=lang)

    return tuple(
        (
            one.language,
            Language(one.language).own_name,
            address(one.language),
            tongue_words(one),
            one.language == page.language,
            one.state.value == "behind",
        )
        for one in page.card.tongues
    )


def _parts(page: PracticePage) -> tuple[Part, ...]:
    rows = page.rows
    present = {
        "legal-acts": (_("Legal acts"), bool(rows.legal_acts or rows.legal_acts_note)),
        "goals": (_("Targets and dates"), bool(rows.objectives)),
        "steps": (_("Steps and timeline"), bool(rows.steps)),
        "partners": (_("Partners"), bool(rows.partners)),
        "digital": (_("Digital components"), bool(digital(page))),
        "results": (_("Results"), bool(rows.results)),
        "costs": (_("What it costs"), any(getattr(rows, name) not in _NOTHING for name in OF_COSTS)),
        "preconditions": (_("Conditions for success"), bool(rows.preconditions)),
        "offers": (_("What the ministry offers"), bool(rows.offers)),
        "files": (_("Documents and links"), bool(rows.files)),
        "sources": (_("Sources"), bool(rows.sources)),
    }
    found: list[Part] = []
    for key in _ORDER:
        if isinstance(key, Section):
            section = page.section(key.value)
            if section:
                found.append(_text_part(key, section))
        elif present[key][1]:
            circle = page.costs_circle if key == "costs" else None
            found.append(Part(key, present[key][0], key, circle=circle_words(circle) if circle else ""))
    return tuple(found)


def _text_part(key: Section, section: SectionView) -> Part:
    circle = circle_words(section.circle) if section.circle else ""
    return Part(
        key.value.replace("_", "-"), section_title(key), "adapt" if key is Section.ADAPT else "text", section, circle
    )


def _facts(page: PracticePage) -> tuple[tuple[str, str], ...]:
    own = page.rows
    rows = [
        (_("Lead institution"), page.card.org.text_for(page.language)),
        (_("Contact"), _sampled(page, "contact_role", page.contact_role.text_for(page.language))),
        (_("Translated by"), _translator(page)),
        (_("Level"), _level(page.level)),
        (_("Status"), _noted(page, term(TermList.STATUS, page.status), own.status_note)),
        (_("Started"), _noted(page, said_date(page.started or ""), own.started_note)),
        (_("Ended"), said_date(page.ended or "")),
        (_("For whom"), _words(TermList.TARGET, page.targets)),
        (_("Ages"), _words(TermList.AGE_BAND, own.age_bands)),
        (_("Channels"), _words(TermList.CHANNEL, page.channels)),
        (_("What is new about it"), str(_(NEW_TO[own.new_to])) if own.new_to and own.new_to in NEW_TO else ""),
        (_("Sustainable Development Goals"), ", ".join(own.sdg)),
        (_("Use by others"), str(_(LICENCES.get(page.licence, "")))) if page.licence in LICENCES else ("", ""),
    ]
    return tuple((name, value) for name, value in rows if value)


def _translator(page: PracticePage) -> str:
    """A post, or the machine; nothing for the official text."""
    if page.is_machine:
        return str(_("A machine; nobody has read the whole draft yet"))
    return page.translator.text_for(page.language) if page.translator else ""


def _noted(page: PracticePage, value: str, note: Translated) -> str:
    said = note.text_for(page.language)
    return str(_("%(value)s. %(note)s", value=value, note=said)) if value and said else value or said


def _claim(page: PracticePage) -> str:
    if page.evidence_claim is None:
        return ""
    return _sampled(page, "evidence_claim", term(TermList.EVIDENCE, page.evidence_claim))


def _sampled(page: PracticePage, key: str, value: str) -> str:
    """The value, called a sample where it was made for the demonstration."""
    return str(_("%(value)s (sample)", value=value)) if value and key in page.samples else value


def _level(level: str) -> str:
    return str(_(LEVELS.get(level, level)))


def _words(kind: TermList, codes: tuple[str, ...]) -> str:
    return "; ".join(term(kind, code) for code in codes)


def _adapt(page: PracticePage) -> tuple[tuple[str, tuple[str, ...]], ...]:
    section = page.section(Section.ADAPT)
    if section is None:
        return ()
    parts = adapt.split(section.markdown)
    heads = {"keep": _("Keep"), "may-change": _("May change"), "avoid": _("Avoid")}
    return tuple((heads[key], lines_of(parts[key])) for key in adapt.PARTS if parts[key])


def _needs(page: PracticePage) -> tuple[tuple[str, tuple[str, ...]], ...]:
    by_need: dict[str, list[str]] = {}
    for row in page.rows.preconditions:
        by_need.setdefault(row.need, []).append(term(TermList.PRECONDITION, row.key))
    return tuple((term(TermList.NEED, need), tuple(words)) for need, words in by_need.items())
