"""From a draft to the fields of the form and back. What the form does not show stays as it was saved."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from exchange.kernel.translated import Translated
from exchange.practices.forms import adapt, lists
from exchange.practices.forms.fields import joined, lines_of
from exchange.practices.forms.practice import CIRCLED, PracticeForm
from exchange.practices.models import Digital, Precondition, Rows, Section, TextState, Visibility
from exchange.practices.service.drafts import PracticeDraft, TextDraft

Typed = dict[str, Any]


def fields_of(draft: PracticeDraft) -> Typed:
    """The draft as the form shows it, in its own language."""
    language, text = draft.language, draft.official
    return {
        "lang": language,
        "title": text.title,
        "summary": text.summary,
        "level": draft.level,
        "org": draft.org.get(language, ""),
        "contact_role": draft.contact_role.get(language, ""),
        "themes": list(draft.themes),
        "main_theme": draft.themes[0] if draft.themes else "",
        "targets": list(draft.targets),
        "status": draft.status,
        "started": draft.started or "",
        "ended": draft.ended or "",
        "visibility": draft.visibility.value if draft.visibility else None,
        "visible_to": [str(ministry_id) for ministry_id in draft.partners],
        "channels": list(draft.channels),
        "licence": draft.licence,
        "evidence_claim": "" if draft.evidence_claim is None else str(draft.evidence_claim),
        **sections_of(text),
        **{f"circle_{one.value}": draft.field_visibility.get(one, "") for one in CIRCLED},
        "circle_costs": draft.costs_circle or "",
        **_fields_of_rows(draft.rows, language),
    }


def sections_of(text: TextDraft) -> Typed:
    """The running texts by the names of their fields."""
    parts = adapt.split(text.sections.get(Section.ADAPT, ""))
    fields = {f"adapt_{key.replace('-', '_')}": body for key, body in parts.items()}
    return fields | {one.value: text.sections.get(one, "") for one in Section if one is not Section.ADAPT}


def typed_sections(form: Any) -> dict[Section, str]:
    """The running texts as typed; empty ones are left out."""
    parts = {key: form[f"adapt_{key.replace('-', '_')}"].data for key in adapt.PARTS}
    typed: dict[Section, str] = {one: form[one.value].data for one in Section if one is not Section.ADAPT}
    typed[Section.ADAPT] = adapt.join(parts)
    return {one: typed[one] for one in Section if typed[one]}


def draft_from(form: PracticeForm, saved: PracticeDraft) -> PracticeDraft:
    """The saved draft with everything that was typed over it."""
    language = form.lang.data
    return replace(
        saved,
        language=language,
        level=form.level.data,
        org=lists.said_in(saved.org, language, form.org.data),
        contact_role=lists.said_in(saved.contact_role, language, form.contact_role.data),
        status=form.status.data or "",
        started=form.started.data or None,
        ended=form.ended.data or None,
        themes=_main_first(form),
        targets=tuple(form.targets.data or ()),
        channels=tuple(form.channels.data or ()),
        evidence_claim=int(form.evidence_claim.data) if (form.evidence_claim.data or "").isdecimal() else None,
        licence=form.licence.data or saved.licence,
        rows=_rows_from(form, saved.rows, language),
        texts=_texts_from(form, saved),
        visibility=_circle(form.visibility.data) or saved.visibility,
        partners=_partners_from(form),
        field_visibility=_circles_from(form, saved.field_visibility),
        costs_circle=_circle(form.circle_costs.data),
    )


def _circle(typed: str | None) -> Visibility | None:
    return Visibility(typed) if typed in set(Visibility) else None


def _partners_from(form: PracticeForm) -> tuple[UUID, ...]:
    """Only ministries that were offered: a typed id that is none is a fault of the field, not of the server."""
    offered = {value for value, *_ in form.visible_to.iter_choices()}
    return tuple(UUID(ministry_id) for ministry_id in form.visible_to.data or () if ministry_id in offered)


def _main_first(form: PracticeForm) -> tuple[str, ...]:
    chosen, main = list(form.themes.data or ()), form.main_theme.data
    return (main, *(code for code in chosen if code != main)) if main in chosen else tuple(chosen)


def _texts_from(form: PracticeForm, saved: PracticeDraft) -> tuple[TextDraft, ...]:
    language, old = form.lang.data, saved.official
    official = replace(
        old,
        language=language,
        title=form.title.data or "",
        summary=form.summary.data or "",
        sections=typed_sections(form),
        html={},
        state=TextState.OFFICIAL,
    )
    others = [text for text in saved.texts if text.language not in {language, saved.language}]
    texts = (official, *others)
    return tuple(sorted(texts, key=lambda text: text.language))


def _circles_from(form: PracticeForm, saved: Mapping[Section, Visibility]) -> dict[Section, Visibility]:
    shown = {one: form[f"circle_{one.value}"].data for one in CIRCLED}
    kept = {one: circle for one, circle in saved.items() if one not in shown}
    return kept | {one: circle for one, typed in shown.items() if (circle := _circle(typed))}


def _rows_from(form: PracticeForm, saved: Rows, language: str) -> Rows:
    return replace(
        _choices_from(form, saved, language),
        objectives=lists.objectives(form.goals, saved.objectives, language),
        steps=lists.steps(form.steps, saved.steps, language),
        partners=lists.partners(form.partners, saved.partners, language),
        legal_acts=lists.legal_acts(form.legal_acts, saved.legal_acts, language),
        results=lists.results(form.results, saved.results, language),
        costs=lists.costs(form.costs, saved.costs, language),
        staff_fte=lists.number(form.staff_fte.data),
        funding_source=lists.said_in(saved.funding_source, language, form.funding_source.data),
        files=lists.files(form.files, saved.files, language),
        sources=lists.sources(form.sources),
        digital=_digital_from(form, saved.digital, language),
        notes=lists.said_in(saved.notes, language, form.cost_note.data),
        started_note=lists.said_in(saved.started_note, language, form.started_note.data),
        status_note=lists.said_in(saved.status_note, language, form.status_note.data),
        legal_acts_note=lists.said_in(saved.legal_acts_note, language, form.legal_acts_note.data),
    )


def _choices_from(form: PracticeForm, saved: Rows, language: str) -> Rows:
    """What is chosen, and what stands in one box each."""
    words = lines_of(form.based_on.data)
    return replace(
        saved,
        new_to=form.new_to.data or "",
        preconditions=tuple(Precondition(row["key"], row["need"]) for row in form.preconditions.data if row["need"]),
        age_bands=tuple(form.age_band.data or ()),
        offers=tuple(form.offers.data or ()),
        based_on=_lines_said(saved.based_on, [word for word in words if not _slug(word)], language),
        based_on_slugs=tuple(slug for word in words if (slug := _slug(word))),
        sdg=tuple(part.strip() for part in (form.sdg.data or "").replace(";", ",").split(",") if part.strip()),
        awards=_lines_said(saved.awards, lines_of(form.awards.data), language),
    )


def _digital_from(form: PracticeForm, saved: Digital, language: str) -> Digital:
    return Digital(
        registries=_lines_said(saved.registries, lines_of(form.registries.data), language),
        identifier=lists.said_in(saved.identifier, language, form.identifier.data),
        consent=lists.said_in(saved.consent, language, form.consent.data),
        open_source=form.open_source.data or "",
    )


def _lines_said(saved: tuple[Translated, ...], lines: Any, language: str) -> tuple[Translated, ...]:
    """Lines as texts; a line that is unchanged keeps its other languages."""
    known = {text.text_for(language): text for text in saved}
    return tuple(known.get(line, Translated({language: line})) for line in lines)


def _slug(word: str) -> str:
    """The practice that a line points to: /practices/<slug>, with or without a host before it."""
    return word.rpartition("/practices/")[2].strip("/") if "/practices/" in word else ""


def _fields_of_rows(saved: Rows, language: str) -> Typed:
    def shown(row: Any, *names: str) -> Typed:
        return {"at": lists.mark_of(row)} | {name: _plain(getattr(row, name), language) for name in names}

    return _fields_of_lines(saved, language) | {
        "goals": [shown(row, "text", "target", "by_when") for row in saved.objectives],
        "steps": [shown(row, "when", "what", "who") for row in saved.steps],
        "partners": [shown(row, "org", "part") for row in saved.partners],
        "legal_acts": [shown(row, "kind", "number", "date", "title", "link") for row in saved.legal_acts],
        "results": [
            shown(row, "indicator", "value", "unit", "period", "source", "link", "method", "stated_by")
            for row in saved.results
        ],
        "costs": [shown(row, "kind", "amount", "currency", "period", "note", "source", "link") for row in saved.costs],
        "files": [shown(row, "kind", "title", "link", "language", "licence") for row in saved.files],
        "sources": [shown(row, "id", "kind", "link", "date") for row in saved.sources],
        "needs": {row.key: row.need for row in saved.preconditions},
    }


def _fields_of_lines(saved: Rows, language: str) -> Typed:
    """What stands in one box each. A line without words in this language is shown in another, so that it stays."""
    based_on = [text.text_for(language) for text in saved.based_on]
    return {
        "registries": joined(text.text_for(language) for text in saved.digital.registries),
        "identifier": saved.digital.identifier.get(language, ""),
        "consent": saved.digital.consent.get(language, ""),
        "open_source": saved.digital.open_source,
        "age_band": list(saved.age_bands),
        "offers": list(saved.offers),
        "based_on": joined([*based_on, *(f"/practices/{slug}" for slug in saved.based_on_slugs)]),
        "awards": joined(text.text_for(language) for text in saved.awards),
        "sdg": ", ".join(saved.sdg),
        "new_to": saved.new_to,
        "staff_fte": lists.shown_number(saved.staff_fte),
        "funding_source": saved.funding_source.get(language, ""),
        "cost_note": saved.notes.get(language, ""),
        "started_note": saved.started_note.get(language, ""),
        "status_note": saved.status_note.get(language, ""),
        "legal_acts_note": saved.legal_acts_note.get(language, ""),
    }


def _plain(value: Any, language: str) -> str:
    if isinstance(value, Translated):
        return value.get(language, "")
    return lists.shown_number(value) if isinstance(value, float | int) or value is None else str(value)
