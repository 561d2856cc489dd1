"""A dossier's file becomes the database's content: whole, once, and named faults instead of halves."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exchange.adoptions.models import Adoption, AdoptionResult, AdoptionStep, Readers, Stage
from exchange.audit.models import AuditRow
from exchange.demo.content import DOSSIER
from exchange.kernel.base import Base
from exchange.kernel.errors import InvalidError
from exchange.relations.models import Basis, Circle, Relation, RelationEvent
from exchange.relations.service import DossierReport, import_dossier
from exchange.relations.service.content import read_content
from tests.factories.accounts import make_ministry
from tests.factories.relations import make_event, make_relation
from tests.relations.conftest import Story
from tests.support.clock import FixedClock


def test_the_same_file_twice_changes_nothing(session: Session, stage: Story, clock: FixedClock) -> None:
    first = import_dossier(session, DOSSIER, clock())
    second = import_dossier(session, DOSSIER, clock())
    assert (first.added, second) == (21, DossierReport("az-tr-foster-care", 0, 0, 0))
    assert (_count(session, RelationEvent), _count(session, AdoptionStep), _count(session, AdoptionResult)) == (
        15,
        3,
        3,
    )
    acts = select(func.count()).where(AuditRow.action == "dossier.imported")
    assert session.scalar(acts) == 1


def test_a_changed_file_changes_only_what_differs(
    session: Session, story: Story, clock: FixedClock, tmp_path: Path
) -> None:
    text = DOSSIER.read_text(encoding="utf-8").replace("value: 60", "value: 61")
    changed = tmp_path / "dossier.yaml"
    changed.write_text(text[: text.index("  - id: e21")], encoding="utf-8")
    assert import_dossier(session, changed, clock()) == DossierReport("az-tr-foster-care", 0, 1, 1)
    assert session.scalars(select(AdoptionResult.figure).where(AdoptionResult.key == "file:e19")).one() == 61


def test_what_ministries_do_between_themselves_is_closed_unless_it_is_public_knowledge(
    session: Session, story: Story
) -> None:
    two_only = select(RelationEvent.key).where(RelationEvent.circle == Circle.TWO_INSTITUTIONS)
    closed = set(session.scalars(two_only))
    assert closed == {"e03", "e04", "e05", "e06", "e08", "e09", "e10", "e21"}


def test_steps_of_the_adoption_keep_their_stage_and_practice(session: Session, story: Story) -> None:
    steps = session.scalars(select(AdoptionStep.stage).order_by(AdoptionStep.happened_on)).all()
    assert steps == [Stage.INTERESTED, Stage.DECIDED, Stage.IN_FORCE]
    adoption = session.scalars(select(Adoption)).one()
    named = story.practices["tr-koruyucu-aile"].id, story.practices["az-foster-family-model"].id
    assert (adoption.practice_id, adoption.own_practice_id) == named
    assert (adoption.stage, adoption.readers) == (Stage.IN_FORCE, Readers.PUBLIC)
    assert len(adoption.differences.changed) == 3


@pytest.mark.parametrize(
    ("found", "written", "entry", "sentence"),
    [
        (
            "practice: tr-koruyucu-aile\n    adoption",
            "practice: tr-nowhere\n    adoption",
            "e01",
            "no practice tr-nowhere",
        ),
        ("between: [az-labour-social-protection,", "between: [az-nowhere,", "between", "no ministry az-nowhere"),
        ("    value: 60\n", "", "e19", "figure"),
        ("adoption: az-foster-family-model\n    value: 60", "value: 60", "e19", "No step"),
        ('source: {id: S1, link: "https://dost.gov.az/news/444"}', "source: null", "e07", "source"),
        ('date: "2023-11"', 'date: "2023-11-04"', "e15", "precision"),
        ('date: "2022-06-13"', 'date: "2022-06-31"', "e02", "precision"),
        ('until: "2022-07-21"', 'until: "2022-07-01"', "e11", "ends before"),
        ("state: in_force", "state: enforced", "e15", "enforced"),
        ("id: e02", "id: e01", "e01", "twice"),
        ("meeting: e07\n    title: {en: Both", "meeting: e99\n    title: {en: Both", "e08", "no entry e99"),
    ],
)
def test_a_fault_is_named_with_its_entry_and_nothing_is_written(
    session: Session,
    stage: Story,
    clock: FixedClock,
    tmp_path: Path,
    found: str,
    written: str,
    entry: str,
    sentence: str,
) -> None:
    text = DOSSIER.read_text(encoding="utf-8")
    assert found in text
    path = tmp_path / "dossier.yaml"
    path.write_text(text.replace(found, written, 1), encoding="utf-8")
    with pytest.raises(InvalidError) as refused:
        import_dossier(session, path, clock())
    assert sentence in str(refused.value.fields[entry])
    assert (_count(session, Relation), _count(session, RelationEvent)) == (0, 0)


def test_a_name_that_another_two_ministries_use_is_refused(session: Session, stage: Story, clock: FixedClock) -> None:
    make_relation(session, stage.turkiye, make_ministry(session, "GE"), slug="az-tr-foster-care")
    with pytest.raises(InvalidError) as refused:
        import_dossier(session, DOSSIER, clock())
    assert "Another two ministries" in str(refused.value.fields["slug"])


def test_two_ministries_have_one_dossier(session: Session, stage: Story) -> None:
    make_relation(session, stage.azerbaijan, stage.turkiye)
    with pytest.raises(IntegrityError):
        make_relation(session, stage.turkiye, stage.azerbaijan)


def test_the_database_refuses_a_fact_without_a_source(session: Session, stage: Story) -> None:
    relation = make_relation(session, stage.azerbaijan, stage.turkiye)
    with pytest.raises(IntegrityError):
        make_event(session, relation, basis=Basis.PUBLIC_FACT, source_link=None)


def _count(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_demonstrations_dossier_stands_in_four_languages() -> None:
    content = read_content(DOSSIER)
    told = [content.title, content.summary]
    told += [text for event in content.events for text in (event.title, event.text, *event.changes)]
    told += [line.topic for event in content.events for line in event.agenda]
    assert [text for text in told if set(text) != {"az", "tr", "en", "ru"}] == []
