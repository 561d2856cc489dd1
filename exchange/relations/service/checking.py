"""What a dossier's file must hold beyond its shape; every fault is named with its entry."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from exchange.adoptions.models import Stage
from exchange.kernel.errors import InvalidError
from exchange.kernel.messages import N_, Message
from exchange.kernel.moments import Precision
from exchange.relations.models import Basis, Circle, CommitmentState, EventKind
from exchange.relations.service.content import BOTH, DossierContent, EventContent

_LENGTHS = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}  # of 2023, 2023-11 and 2023-11-30
_SIDES = 2
Fault = tuple[str, Message]


@dataclass(frozen=True)
class Known:
    """The ids of the ministries and practices that exist, by slug."""

    ministries: Mapping[str, UUID]
    practices: Mapping[str, UUID]


def check(content: DossierContent, known: Known) -> None:
    """Refuse a file with faults.

    Raises:
        InvalidError: one sentence per entry, under the entry's id.
    """
    faults = dict(reversed([*_faults_of_pair(content, known), *_faults_of_entries(content, known)]))
    if faults:
        raise InvalidError(dict(sorted(faults.items())))


def _faults_of_pair(content: DossierContent, known: Known) -> Iterator[Fault]:
    for slug in content.between:
        if slug not in known.ministries:
            yield "between", _with(N_("There is no ministry %(slug)s."), slug=slug)
    if len(set(content.between)) != _SIDES:
        yield "between", Message(N_("A dossier is kept between two different ministries."))
    ids = [event.id for event in content.events]
    for twice in sorted({name for name in ids if ids.count(name) > 1}):
        yield twice, Message(N_("This entry stands twice in the file."))


def _faults_of_entries(content: DossierContent, known: Known) -> Iterator[Fault]:
    for event in content.events:
        for message in _faults(event, content, known):
            yield event.id, message


def _faults(event: EventContent, content: DossierContent, known: Known) -> Iterator[Message]:
    yield from _faults_of_date(event)
    yield from _faults_of_state(event)
    if event.side not in (*content.between, BOTH):
        yield _with(N_("%(slug)s is neither of the two ministries."), slug=event.side)
    for slug in (*event.subjects, event.adoption):
        if slug and slug not in known.practices:
            yield _with(N_("There is no practice %(slug)s."), slug=slug)
    if event.meeting and event.meeting not in {other.id for other in content.events}:
        yield _with(N_("There is no entry %(slug)s in this file."), slug=event.meeting)
    if event.visibility and event.visibility not in set(Circle):
        yield _with(N_("%(slug)s is not a circle of readers."), slug=event.visibility)
    if event.source is None and (event.flag is Basis.PUBLIC_FACT or event.kind is EventKind.RESULT):
        yield Message(N_("A fact needs its source."))
    yield from _faults_of_adoption(event, content)


def _faults_of_adoption(event: EventContent, content: DossierContent) -> Iterator[Message]:
    if not event.is_of_adoption:
        return
    if event.side == BOTH:
        yield Message(N_("An adoption is one ministry’s. Say whose."))
    if event.kind is EventKind.ADOPTION_STEP and not event.practice:
        yield Message(N_("A step needs the practice that is adopted."))
    if event.kind is EventKind.RESULT:
        if event.value is None or event.unit is None:
            yield Message(N_("A result needs a figure and its unit."))
        if not any(step.adopts == event.adopts for step in content.events if step.kind is EventKind.ADOPTION_STEP):
            yield Message(N_("No step of this file leads to this result."))


def _faults_of_date(event: EventContent) -> Iterator[Message]:
    if len(event.date) != _LENGTHS[event.precision] or not _is_date(event):
        yield _with(N_("The date %(date)s does not fit its precision."), date=event.date)
    elif event.until and event.until < event.happened_on:
        yield Message(N_("It ends before it begins."))


def _is_date(event: EventContent) -> bool:
    try:
        event.happened_on  # noqa: B018 - asked for its error
    except ValueError:
        return False
    return True


def _faults_of_state(event: EventContent) -> Iterator[Message]:
    states: dict[EventKind, set[str]] = {
        EventKind.ADOPTION_STEP: {stage.value for stage in Stage},
        EventKind.COMMITMENT: {state.value for state in CommitmentState},
    }
    if event.kind in states and event.state not in states[event.kind]:
        yield _with(N_("%(state)s is not a state that this entry can have."), state=event.state or "–")


def _with(text: str, **values: str | int) -> Message:
    return Message(text, dict(values))
