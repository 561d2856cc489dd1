"""Records of adoptions for tests, written straight into the tables."""

from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.adoptions.models import Adoption, AdoptionResult, AdoptionStep, Differences, Readers, Stage, Unit
from exchange.adoptions.service import ResultDraft, StepDraft
from exchange.kernel.moments import Moment
from exchange.kernel.translated import Translated
from exchange.practices.models import Practice
from tests.support.clock import START

_numbers = count(1)


def make_adoption(
    session: Session,
    practice: Practice,
    ministry: Ministry,
    *,
    stages: Iterable[Stage] = (Stage.STUDYING,),
    **chosen: Any,
) -> Adoption:
    """A record that the two ministries read, with a step a month from January 2025."""
    steps = [
        AdoptionStep(
            key=f"step-{next(_numbers)}",
            position=at,
            stage=stage,
            happened_on=date(2025, 1 + at, 15),
            text=Translated({"en": f"Step {stage.value}."}),
            entered_at=START,
        )
        for at, stage in enumerate(stages)
    ]
    values = {
        "revision": 1,
        "readers": Readers.TWO,
        "stage": steps[-1].stage,
        "began_on": steps[0].happened_on,
        "differences": Differences(),
        "created_at": START,
        "updated_at": START,
        "results": [],
    }
    adoption = Adoption(practice_id=practice.id, ministry_id=ministry.id, steps=steps, **(values | chosen))
    session.add(adoption)
    session.flush()
    return adoption


def make_result(session: Session, adoption: Adoption, *, figure: float = 60, **chosen: Any) -> AdoptionResult:
    """Children in families, with a source."""
    number = next(_numbers)
    values = {
        "key": f"result-{number}",
        "happened_on": date(2025, 12, 24),
        "unit": Unit.CHILDREN,
        "title": Translated({"en": f"{figure:g} children in families"}),
        "source": "https://news.example/60",
        "entered_at": START,
    }
    result = AdoptionResult(adoption_id=adoption.id, figure=figure, **(values | chosen))
    session.add(result)
    session.flush()
    return result


def step_draft(stage: Stage = Stage.STUDYING, on: date = date(2026, 3, 1), **chosen: Any) -> StepDraft:
    """A step as typed."""
    return StepDraft(stage=stage, moment=Moment(on), **chosen)


def result_draft(**chosen: Any) -> ResultDraft:
    """A figure as typed."""
    values: dict[str, Any] = {
        "moment": Moment(date(2026, 3, 1)),
        "figure": 12.0,
        "unit": Unit.CHILDREN,
        "what": "Children in families",
        "source": "Report of the agency, March 2026",
    }
    return ResultDraft(**(values | chosen))
