"""I14: the trail is append-only, sealed, and written with the act: a changed or a missing row is found."""

import ast
from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from exchange.audit.models import AuditRow
from exchange.audit.service import Act, first_broken, record
from exchange.kernel.actor import Actor
from tests.architecture.sources import sources
from tests.support.clock import FixedClock


def three_acts(session: Session, clock: FixedClock) -> None:
    for verb in ("drafted", "cleared", "withdrawn"):
        act = Act(f"practice.{verb}", "practice", uuid4(), {"revision": 1})
        record(session, actor=Actor(uuid4(), uuid4()), act=act, now=clock.now)


def rows(session: Session) -> list[AuditRow]:
    session.expire_all()
    return list(session.scalars(select(AuditRow).order_by(AuditRow.number)))


def test_an_untouched_trail_holds(session: Session, clock: FixedClock) -> None:
    three_acts(session, clock)
    assert [row.number for row in rows(session)] == [1, 2, 3]
    assert first_broken(rows(session)) is None


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: update(AuditRow).where(AuditRow.number == 2).values(action="practice.archived"),
        lambda: update(AuditRow).where(AuditRow.number == 2).values(facts={"revision": 2}),
        lambda: delete(AuditRow).where(AuditRow.number == 2),
    ],
)
def test_a_changed_or_deleted_row_is_found(session: Session, clock: FixedClock, tamper: Callable[[], object]) -> None:
    three_acts(session, clock)
    session.execute(tamper())  # type: ignore[call-overload]
    assert first_broken(rows(session)) == 2


def test_an_act_that_is_undone_leaves_no_row_and_no_gap(session: Session, clock: FixedClock) -> None:
    """I14: the row is part of the act's own transaction."""
    three_acts(session, clock)
    undone = session.begin_nested()
    three_acts(session, clock)
    undone.rollback()
    three_acts(session, clock)
    assert [row.number for row in rows(session)] == [1, 2, 3, 4, 5, 6]
    assert first_broken(rows(session)) is None


def test_no_code_changes_or_takes_away_a_row() -> None:
    """I14: not the erasure of a person either; rows are only added."""
    found = [
        (source.name, ast.unparse(node))
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in {"update", "delete", "merge"}
        and any("AuditRow" in ast.unparse(argument) for argument in node.args)
    ]
    assert found == []
