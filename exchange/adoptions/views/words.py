"""Words of the ledger in the reader's language: amounts, the row of one record, marked texts."""

from dataclasses import dataclass
from datetime import date

from flask import get_template_attribute
from flask_babel import gettext as _
from flask_babel import ngettext

from exchange.adoptions.models import Stage, Unit
from exchange.adoptions.queries import AdoptionView, StepView
from exchange.kernel.countries import plate
from exchange.kernel.moments import full_date, month_and_year
from exchange.kernel.when import date_text, number_text
from exchange.web.reader import current_reader

_PARTS = "adoptions/parts.html"
_BARS = (Stage.STUDYING, Stage.DECIDED, Stage.PILOTING, Stage.IN_FORCE)
_SHOWN_RESULTS = 2


def amount(figure: float, unit: Unit) -> str:
    """60 children."""
    number = number_text(figure, current_reader().language)
    count = int(figure)
    match unit:
        case Unit.CHILDREN:
            return str(ngettext("%(number)s child", "%(number)s children", count, number=number))
        case Unit.FAMILIES:
            return str(ngettext("%(number)s family", "%(number)s families", count, number=number))
        case Unit.PERSONS:
            return str(ngettext("%(number)s person", "%(number)s persons", count, number=number))
        case Unit.PERCENT:
            return str(_("%(number)s per cent", number=number))


@dataclass(frozen=True)
class LedgerRow:
    """One ministry's way, as `ui.ledger` draws it."""

    code: str
    country_name: str
    organisation: str
    stages: tuple[tuple[str, str, str], ...]
    label: str
    result: str
    note: str
    stopped: str
    href: str = ""


def ledger_row(adoption: AdoptionView, today: date) -> LedgerRow:
    """The record in the reader's language."""
    language = current_reader().language
    country = adoption.ministry.country_name(language)
    return LedgerRow(
        code=plate(adoption.ministry.country),
        country_name=country,
        organisation=adoption.ministry.short_name(language),
        stages=stage_bars(adoption),
        label=_("Stages in %(country)s", country=country),
        result=_result(adoption),
        note=_note(adoption, today),
        stopped=_stopped(adoption),
        href=f"/adoptions/{adoption.id}",
    )


def stage_bars(adoption: AdoptionView) -> tuple[tuple[str, str, str], ...]:
    """The four bars. One that was passed without a record keeps its place and says so; nothing is claimed for it."""
    reached = [stage for stage in _BARS if _step(adoption, stage)]
    furthest = reached[-1] if reached else Stage.STUDYING
    return tuple(_bar(adoption, stage, furthest) for stage in _BARS)


def _bar(adoption: AdoptionView, stage: Stage, furthest: Stage) -> tuple[str, str, str]:
    step = _step(adoption, stage)
    if step is None:
        note = _("no record") if stage.rank < furthest.rank else ""
        return _(stage.label), note, "next"
    state = "now" if stage is furthest and adoption.stage is not Stage.STOPPED else "done"
    return _(stage.label), month_and_year(step.moment.on, current_reader().language), state


def _step(adoption: AdoptionView, stage: Stage) -> StepView | None:
    """When the stage was reached; whoever is interested has begun to study."""
    step = adoption.step(stage)
    return step or (adoption.step(Stage.INTERESTED) if stage is Stage.STUDYING else None)


def _result(adoption: AdoptionView) -> str:
    latest = adoption.results[: -_SHOWN_RESULTS - 1 : -1]
    shown = [
        (amount(result.figure, result.unit), full_date(result.moment, current_reader().language), result)
        for result in latest
    ]
    if not shown:
        return ""
    sentence: str = get_template_attribute(_PARTS, "result_sentence")(shown)
    return sentence


def _note(adoption: AdoptionView, today: date) -> str:
    acts = [step for step in (_step(adoption, Stage.STUDYING), adoption.step(Stage.DECIDED)) if step]
    due = adoption.next_report_on
    report = date_text(due, current_reader().language) if due and due >= today else ""
    note: str = get_template_attribute(_PARTS, "adoption_note")(acts, adoption.differences.changed, report)
    return note


def _stopped(adoption: AdoptionView) -> str:
    if adoption.stage is not Stage.STOPPED:
        return ""
    text: str = get_template_attribute(_PARTS, "said")(adoption.steps[-1].text)
    return text or _("Stopped")
