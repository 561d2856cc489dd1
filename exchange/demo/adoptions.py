"""Sample records of adoptions, so that the ledger shows more than one way. All invented and marked so."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from exchange.adoptions import service
from exchange.adoptions.models import Adoption, Readers, Stage, Unit
from exchange.adoptions.service import ResultDraft, StepDraft
from exchange.demo.people import actor_behind
from exchange.kernel.moments import Moment
from exchange.web.db import transaction


def open_records(now: datetime) -> None:
    """Moldova studies foster care; Georgia pilots the one-stop idea."""
    day = now.date()
    with transaction() as session:
        studying = StepDraft(Stage.STUDYING, Moment(day - timedelta(days=40)), text="Образец: изучается отбор семей.")
        _open(session, "reviewer@md.example", "tr-koruyucu-aile", (studying,), now)
        _open(
            session,
            "reviewer@ge.example",
            "az-dost-centres",
            (
                StepDraft(Stage.DECIDED, Moment(day - timedelta(days=300)), text="Sample: one district was chosen."),
                StepDraft(Stage.PILOTING, Moment(day - timedelta(days=120)), text="Sample: the first window opened."),
            ),
            now,
            results=(
                ResultDraft(
                    Moment(day - timedelta(days=30)),
                    410,
                    Unit.PERSONS,
                    "Sample: persons served at the first window",
                    "Sample report of the demonstration",
                ),
            ),
        )


def _open(
    session: Session,
    email: str,
    slug: str,
    steps: tuple[StepDraft, ...],
    now: datetime,
    results: tuple[ResultDraft, ...] = (),
) -> Adoption:
    actor = actor_behind(email)
    adoption = service.begin(
        session, actor=actor, slug=slug, step=steps[0], readers=Readers.MEMBERS, key="demo-0", now=now
    )
    for number, step in enumerate(steps[1:], 1):
        service.take_step(session, actor=actor, adoption_id=adoption.id, step=step, key=f"demo-{number}", now=now)
    for number, result in enumerate(results):
        service.add_result(session, actor=actor, adoption_id=adoption.id, result=result, key=f"demo-{number}", now=now)
    adoption.is_sample = True
    for row in adoption.steps:
        row.is_sample = True
    for figure in adoption.results:
        figure.is_sample = True
    return adoption
