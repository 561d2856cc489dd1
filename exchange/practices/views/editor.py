"""The editor's page: the form, what the card still lacks, and how partners will see it."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from exchange.kernel.countries import country_name
from exchange.kernel.errors import InvalidError
from exchange.kernel.languages import Language
from exchange.kernel.when import clock_text
from exchange.practices.forms import PracticeForm, draft_from
from exchange.practices.models import OF_COSTS, RevisionState, Section
from exchange.practices.service import CARD, PracticeDraft, laid_out, missing
from exchange.practices.views.opened import Opened
from exchange.practices.views.questions import questions_of, typed_answers, who_has_it
from exchange.practices.views.words import section_title
from exchange.web.actor import current_actor
from exchange.web.errors import said
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader

_ANCHORS = {"results": "results-0-indicator"}


@dataclass(frozen=True)
class Aside:
    """What stands beside the form: how far the card is, and the card as partners will see it."""

    ready: int
    marks: tuple[bool, ...]
    must: tuple[tuple[str, str], ...]
    may: tuple[tuple[str, str], ...]
    title: str
    summary: str
    organisation: str
    lang: str
    country: str
    country_name: str


def editor_page(form: PracticeForm, opened: Opened, *, preview: bool = False, file_fault: str = "") -> str:
    """The page with everything that was typed."""
    draft = draft_from(form, opened.saved)
    return render_template(
        "practices/edit.html",
        form=form,
        opened=opened,
        title=draft.official.title or opened.saved.official.title,
        lang=draft.language,
        aside=aside_of(draft, opened.country),
        saved_words=saved_words(opened),
        previews=_previews(form, draft) if preview else {},
        touched=_touched(),
        languages=_languages(opened),
        remark=_remark(opened),
        file_fault=file_fault,
        owner=str(current_actor().person_id),
        is_unsaved=request.method == "POST",
        questions=questions_of(opened.revision) if opened.revision else (),
        answers=typed_answers(),
        steps=who_has_it(opened.practice, opened.revision) if opened.practice and opened.revision else (),
    )


def aside_of(draft: PracticeDraft, country: str) -> Aside:
    """Readiness and preview of what was typed."""
    lacking = missing(draft)
    if not draft.rows.results:
        lacking.pop("results", None)
    ready = [name not in lacking and (name != "results" or bool(draft.rows.results)) for name in CARD]
    language, text = draft.language, draft.official
    return Aside(
        ready=sum(ready),
        marks=tuple(ready),
        must=tuple((said(lacking[name]), f"#{_ANCHORS.get(name, name)}") for name in CARD if name in lacking),
        may=_would_help(draft),
        title=text.title,
        summary=text.summary,
        organisation=draft.org.get(language, ""),
        lang=language,
        country=country,
        country_name=country_name(country, current_reader().language.value),
    )


def _touched() -> str:
    """The list that just got a row or lost one: its part of the form stays open."""
    rowed = request.form.get("remove") or request.form.get("undo", "")
    return request.form.get("add") or rowed.rpartition("-")[0]


def _previews(form: PracticeForm, draft: PracticeDraft) -> dict[str, Markup]:
    """Each running text as readers will see it, by the key of its section; what is too hard is said at its field."""
    try:
        official = laid_out(draft).official
    except InvalidError as error:
        add_faults(form, error)
        return {}
    return {key.value: Markup(html) for key, html in official.html.items()}  # noqa: S704 - rendered and cleaned


def saved_words(opened: Opened) -> tuple[str, str]:
    """The sentence of the bar, and its kind."""
    revision, practice = opened.revision, opened.practice
    if revision is None or practice is None:
        return _("Not saved yet. Nothing is shown to anyone."), "plain"
    reader = current_reader()
    time = clock_text(revision.saved_at, reader.place, reader.language.value)
    if practice.published_revision_id:
        return _(
            "Saved %(time)s %(city)s. Readers still see the cleared version.", time=time, city=reader.place.city
        ), "saved"
    return _("Saved %(time)s %(city)s. Nothing is shown to anyone yet.", time=time, city=reader.place.city), "saved"


def conflict_page(form: PracticeForm, newest: Opened) -> str:
    """Both texts, field by field where they differ; the form below keeps what was typed, over the newest version."""
    mine = draft_from(form, newest.saved)
    return render_template(
        "practices/conflict.html",
        opened=newest,
        differences=_differences(mine, newest.saved),
        revision=newest.revision,
        typed=_typed_again(newest.version),
    )


def _typed_again(version: int) -> list[tuple[str, str]]:
    """Everything that was sent, to be sent once more over the newest version."""
    left_out = {"version", "do", "preview", "add", "remove", "undo", "keep"}
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in left_out]
    return [*typed, ("version", str(version))]


def _differences(mine: PracticeDraft, theirs: PracticeDraft) -> list[tuple[str, str, str]]:
    pairs: list[tuple[str, Any, Any]] = [
        (_("Title"), mine.official.title, theirs.official.title),
        (_("Summary"), mine.official.summary, theirs.official.summary),
        (_("Lead institution"), mine.org.text_for(mine.language), theirs.org.text_for(mine.language)),
        (_("Contact"), mine.contact_role.text_for(mine.language), theirs.contact_role.text_for(mine.language)),
    ]
    pairs += [
        (section_title(key), mine.official.sections.get(key, ""), theirs.official.sections.get(key, ""))
        for key in Section
    ]
    return [(head, ours, other) for head, ours, other in pairs if ours != other]


def _would_help(draft: PracticeDraft) -> tuple[tuple[str, str], ...]:
    rows, sections = draft.rows, draft.official.sections
    wishes = [
        (not rows.results, _("One result, with its source"), "#results-0-indicator"),
        (bool(draft.not_placed), _("Pieces of your file that are not placed"), "#unplaced"),
        (Section.DIFFICULTIES not in sections, _("What did not work"), "#difficulties"),
        (Section.ADAPT not in sections, _("Advice to whoever starts tomorrow"), "#adapt_keep"),
        (not any(getattr(rows, name) for name in OF_COSTS), _("What it costs"), "#fold-costs"),
    ]
    return tuple((text, href) for is_wished, text, href in wishes if is_wished)


def _languages(opened: Opened) -> list[tuple[str, str, str]]:
    """The other languages, each with the state of its text: code, own name, state in words."""
    states = {text.language: _(text.state.label) for text in opened.saved.texts}
    return [
        (one.value, one.own_name, states.get(one.value, "")) for one in Language if one.value != opened.saved.language
    ]


def _remark(opened: Opened) -> str:
    revision = opened.revision
    return (revision.remark or "") if revision and revision.state is RevisionState.SENT_BACK else ""
