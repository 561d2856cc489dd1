"""Where a practice went, as the ledger draws it."""

from dataclasses import dataclass

from flask import get_template_attribute
from flask_babel import gettext as _

from exchange.kernel.countries import plate
from exchange.relations.models import Stage
from exchange.relations.queries import Adoption, EventView
from exchange.relations.views.dates import full_date, month_and_year
from exchange.relations.views.words import amount
from exchange.web.reader import current_reader

_PARTS = "relations/parts.html"
_BARS = (Stage.STUDYING, Stage.DECIDED, Stage.PILOTING, Stage.IN_FORCE)


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


def ledger_row(adoption: Adoption) -> LedgerRow:
    """The adoption in the reader's language."""
    language = current_reader().language
    country = adoption.ministry.country_name(language)
    return LedgerRow(
        code=plate(adoption.ministry.country),
        country_name=country,
        organisation=adoption.ministry.short_name(language),
        stages=_stages(adoption),
        label=_("Stages in %(country)s", country=country),
        result=_result(adoption),
        note=_note(adoption),
        stopped=_stopped(adoption),
    )


def _stages(adoption: Adoption) -> tuple[tuple[str, str, str], ...]:
    """The four bars. One that was passed without a record keeps its place and says so; nothing is claimed for it."""
    reached = [stage for stage in _BARS if adoption.current.rank >= stage.rank and _step(adoption, stage)]
    furthest = reached[-1] if reached else Stage.STUDYING
    return tuple(_bar(adoption, stage, furthest) for stage in _BARS)


def _bar(adoption: Adoption, stage: Stage, furthest: Stage) -> tuple[str, str, str]:
    step = _step(adoption, stage)
    if step is None:
        note = _("no record") if stage.rank < furthest.rank else ""
        return _(stage.label), note, "next"
    state = "now" if stage is furthest else "done"
    return _(stage.label), month_and_year(step.happened_on, current_reader().language), state


def _step(adoption: Adoption, stage: Stage) -> EventView | None:
    """When the stage was reached; whoever is interested has begun to study."""
    step = adoption.step(stage)
    return step or (adoption.step(Stage.INTERESTED) if stage is Stage.STUDYING else None)


def _result(adoption: Adoption) -> str:
    shown = [
        (amount(result.figure, result.unit), full_date(result.moment, current_reader().language), result)
        for result in adoption.results
        if result.figure is not None and result.unit
    ]
    if not shown:
        return ""
    sentence: str = get_template_attribute(_PARTS, "result_sentence")(shown)
    return sentence


def _note(adoption: Adoption) -> str:
    acts = [step for step in (_step(adoption, Stage.STUDYING), adoption.step(Stage.DECIDED)) if step]
    changes = [change for step in adoption.steps for change in step.changes]
    note: str = get_template_attribute(_PARTS, "adoption_note")(acts, changes)
    return note


def _stopped(adoption: Adoption) -> str:
    step = adoption.step(Stage.STOPPED)
    return step.text.text_for(current_reader().language) if step else ""
