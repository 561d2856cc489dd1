"""What somebody enters into the ledger, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from exchange.adoptions.models import Adoption, Readers, Stage, Unit
from exchange.kernel.errors import InvalidError
from exchange.kernel.messages import N_, Message
from exchange.kernel.moments import Moment
from exchange.practices.models import Practice

_HUNDRED = 100
Fault = tuple[str, Message]


@dataclass(frozen=True)
class StepDraft:
    """A step as typed."""

    stage: Stage
    moment: Moment
    text: str = ""
    language: str = "en"
    act_title: str = ""
    act_number: str = ""
    source: str = ""


@dataclass(frozen=True)
class ResultDraft:
    """A figure as typed."""

    moment: Moment
    figure: float
    unit: Unit
    what: str
    source: str
    language: str = "en"
    method: str = ""
    stated_by: str = ""


@dataclass(frozen=True)
class Description:
    """What was kept, changed and left, which own practice came of it, and who may know. One line, one point."""

    kept: tuple[str, ...]
    changed: tuple[str, ...]
    left: tuple[str, ...]
    readers: Readers
    language: str = "en"
    own_slug: str = ""


def check_step(step: StepDraft, adoption: Adoption | None, practice: Practice, today: date) -> None:
    """Refuse what cannot be; a step out of order is allowed with a remark.

    Raises:
        InvalidError: one sentence per field.
    """
    faults = dict(_faults_of_date(step.moment, practice, today))
    if not step.text.strip():
        if step.stage is Stage.STOPPED:
            faults["text"] = Message(N_("Say why it was stopped. Others learn from it."))
        elif adoption and _is_out_of_order(step, adoption):
            faults["text"] = Message(N_("This step is out of order. Say why in a remark."))
    if faults:
        raise InvalidError(faults)


def _is_out_of_order(step: StepDraft, adoption: Adoption) -> bool:
    """An earlier stage after a later one, or an earlier day; going on after a stop counts too."""
    return step.stage.rank < adoption.stage.rank or any(step.moment.on < one.happened_on for one in adoption.steps)


def check_result(result: ResultDraft, practice: Practice, today: date) -> None:
    """Refuse a figure that cannot be, or that names no source.

    Raises:
        InvalidError: one sentence per field.
    """
    faults = dict(_faults_of_date(result.moment, practice, today))
    if not result.source.strip():
        faults["source"] = Message(N_("A result needs its source: an address, or the title and date of a report."))
    if not result.what.strip():
        faults["what"] = Message(N_("Say what is counted."))
    if result.figure < 0 or (result.unit is Unit.PERCENT and result.figure > _HUNDRED):
        faults["figure"] = Message(N_("This figure cannot be: check it and its unit."))
    if faults:
        raise InvalidError(faults)


def _faults_of_date(moment: Moment, practice: Practice, today: date) -> Iterator[Fault]:
    started = (practice.published_revision.started if practice.published_revision else None) or ""
    if moment.on > today:
        yield "moment", Message(N_("This day has not come yet. Enter what has happened."))
    elif started and moment.on.isoformat()[: len(started)] < started:
        yield "moment", Message(N_("The practice itself began in %(year)s. Check the date."), {"year": started[:4]})
