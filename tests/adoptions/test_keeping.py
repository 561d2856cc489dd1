"""Keeping a record: steps in and out of order, figures with their source, what was kept and changed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exchange.adoptions import queries, service
from exchange.adoptions.models import Adoption, AdoptionResult, Readers, Stage, Unit
from exchange.adoptions.service import Description
from exchange.audit.models import AuditRow
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from exchange.kernel.languages import Language
from exchange.kernel.moments import Moment, Precision
from exchange.notifications.models import StoredNotice
from exchange.practices.models import Visibility
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.adoptions import make_adoption, make_result, result_draft, step_draft
from tests.factories.practices import make_practice
from tests.support.clock import START


class Scene:
    """Türkiye's practice, Azerbaijan's officials."""

    def __init__(self, session: Session) -> None:
        self.turkiye, self.azerbaijan = make_ministry(session, "TR"), make_ministry(session, "AZ")
        self.practice = make_practice(session, self.turkiye, texts={"en": "Foster care"})
        self.practice.published_revision.started = "2012-12-19"  # type: ignore[union-attr]
        self.owner = make_person(session, self.turkiye, roles=[Role.PUBLISHER])
        self.official = make_person(session, self.azerbaijan)
        self.reviewer = make_person(session, self.azerbaijan, roles=[Role.REVIEWER])
        self.actor = actor_for(self.official)


@pytest.fixture
def scene(session: Session) -> Scene:
    return Scene(session)


def begin(session: Session, scene: Scene, **chosen: object) -> Adoption:
    values = {"step": step_draft(), "readers": Readers.TWO, "key": "k1"} | chosen
    return service.begin(session, actor=scene.actor, slug=scene.practice.slug, now=START, **values)  # type: ignore[arg-type]


def test_a_record_begins_with_a_dated_step_of_a_post(session: Session, scene: Scene) -> None:
    adoption = begin(session, scene)
    view = queries.adoption(session, actor=scene.actor, adoption_id=adoption.id, language=Language.EN)
    assert (view.stage, view.began_on, view.revision) == (Stage.STUDYING, date(2026, 3, 1), 1)
    assert view.steps[0].post == scene.official.post
    acts = session.scalars(select(AuditRow.action).where(AuditRow.subject_id == str(adoption.id))).all()
    assert acts == ["adoption.stepped"]


def test_the_same_form_twice_opens_one_record(session: Session, scene: Scene) -> None:
    assert begin(session, scene).id == begin(session, scene).id
    with pytest.raises(ConflictError):
        begin(session, scene, key="k2")
    assert len(session.scalars(select(StoredNotice).where(StoredNotice.kind == "adoption.stepped")).all()) == 1


def test_the_owner_is_told_when_it_may_know(session: Session, scene: Scene) -> None:
    begin(session, scene, readers=Readers.MINISTRY)
    assert session.scalars(select(StoredNotice)).all() == []
    adoption = session.scalars(select(Adoption)).one()
    said = Description((), (), (), Readers.TWO)
    service.describe(
        session, actor=scene.actor, adoption_id=adoption.id, said=said, expected_version=adoption.version, now=START
    )
    notice = session.scalars(select(StoredNotice)).one()
    assert (notice.person_id, notice.guard) == (scene.owner.id, f"adoption:{adoption.id}")
    assert "Foster care" in notice.subject


def test_wider_readers_are_a_clearing_officers_choice(session: Session, scene: Scene) -> None:
    with pytest.raises(InvalidError) as refused:
        begin(session, scene, readers=Readers.PUBLIC)
    assert "readers" in refused.value.fields
    scene.actor = actor_for(scene.reviewer)
    assert begin(session, scene, readers=Readers.PUBLIC).readers is Readers.PUBLIC


def test_nobody_adopts_the_own_practice(session: Session, scene: Scene) -> None:
    scene.actor = actor_for(scene.owner)
    with pytest.raises(RefusedError):
        begin(session, scene)


def test_a_practice_that_one_may_not_read_cannot_be_adopted(session: Session, scene: Scene) -> None:
    scene.practice.visibility = Visibility.MINISTRY
    with pytest.raises(NotFoundError):
        begin(session, scene)


@pytest.mark.parametrize(
    ("moment", "word"),
    [
        (Moment(date(2026, 3, 11)), "has not come"),
        (Moment(date(2012, 12, 18)), "began in 2012"),
        (Moment(date(2011, 1, 1), None, Precision.YEAR), "began in 2012"),
    ],
)
def test_a_step_has_a_day_that_can_be(session: Session, scene: Scene, moment: Moment, word: str) -> None:
    with pytest.raises(InvalidError) as refused:
        begin(session, scene, step=service.StepDraft(Stage.STUDYING, moment))
    assert word in str(refused.value.fields["moment"])


@pytest.mark.parametrize(("stage", "on"), [(Stage.INTERESTED, date(2026, 3, 2)), (Stage.DECIDED, date(2026, 2, 1))])
def test_a_step_out_of_order_needs_a_remark_and_then_is_welcome(
    session: Session, scene: Scene, stage: Stage, on: date
) -> None:
    adoption = begin(session, scene)
    with pytest.raises(InvalidError) as refused:
        _step(session, scene, adoption, step_draft(stage, on))
    assert "out of order" in str(refused.value.fields["text"])
    _step(session, scene, adoption, step_draft(stage, on, text="Entered late."))
    assert len(adoption.steps) == 2


def test_a_step_entered_late_does_not_turn_the_record_back(session: Session, scene: Scene) -> None:
    adoption = begin(session, scene)
    _step(session, scene, adoption, step_draft(Stage.INTERESTED, date(2026, 2, 1), text="It began earlier."))
    assert (adoption.stage, adoption.began_on) == (Stage.STUDYING, date(2026, 2, 1))


def test_stopping_says_why(session: Session, scene: Scene) -> None:
    adoption = begin(session, scene)
    with pytest.raises(InvalidError):
        _step(session, scene, adoption, step_draft(Stage.STOPPED, date(2026, 3, 5)))
    _step(session, scene, adoption, step_draft(Stage.STOPPED, date(2026, 3, 5), text="No budget."))
    assert adoption.stage is Stage.STOPPED
    assert adoption.next_report_on is None


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        ({"source": " "}, "source"),
        ({"what": ""}, "what"),
        ({"figure": -1.0}, "figure"),
        ({"figure": 101.0, "unit": Unit.PERCENT}, "figure"),
        ({"moment": Moment(date(2027, 1, 1))}, "moment"),
    ],
)
def test_a_result_that_cannot_be_is_refused_beside_its_field(
    session: Session, scene: Scene, chosen: dict[str, object], field: str
) -> None:
    adoption = begin(session, scene)
    with pytest.raises(InvalidError) as refused:
        _result(session, scene, adoption, **chosen)
    assert set(refused.value.fields) == {field}
    assert adoption.results == []


def test_the_database_itself_refuses_a_result_without_a_source(session: Session, scene: Scene) -> None:
    adoption = make_adoption(session, scene.practice, scene.azerbaijan)
    with pytest.raises(IntegrityError):
        make_result(session, adoption, source="")


def test_a_result_is_told_to_the_owner_once(session: Session, scene: Scene) -> None:
    adoption = begin(session, scene)
    for _ in range(2):
        _result(session, scene, adoption)
    kinds = session.scalars(select(StoredNotice.kind).where(StoredNotice.person_id == scene.owner.id)).all()
    assert sorted(kinds) == ["adoption.reported", "adoption.stepped"]
    assert session.scalars(select(AdoptionResult.figure)).all() == [12]


def test_only_its_ministry_writes_into_a_record(session: Session, scene: Scene) -> None:
    adoption = begin(session, scene)
    with pytest.raises(RefusedError):
        _step(session, scene, adoption, step_draft(Stage.DECIDED, date(2026, 3, 2)), actor=actor_for(scene.owner))
    stranger = make_person(session, make_ministry(session, "KZ"))
    with pytest.raises(NotFoundError):
        _step(session, scene, adoption, step_draft(Stage.DECIDED, date(2026, 3, 2)), actor=actor_for(stranger))


def test_a_description_keeps_points_and_the_own_practice(session: Session, scene: Scene) -> None:
    adoption = begin(session, scene)
    own = make_practice(session, scene.azerbaijan, texts={"az": "Himayədar ailə"})
    said = Description(("Training",), ("Notary", "", "Three children"), (), Readers.TWO, "az", own.slug)
    service.describe(session, actor=scene.actor, adoption_id=adoption.id, said=said, expected_version=1, now=START)
    view = queries.adoption(session, actor=scene.actor, adoption_id=adoption.id, language=Language.AZ)
    assert [point["az"] for point in view.differences.changed] == ["Notary", "Three children"]
    assert view.own_practice is not None
    with pytest.raises(ConflictError):
        service.describe(session, actor=scene.actor, adoption_id=adoption.id, said=said, expected_version=1, now=START)


def test_the_own_practice_must_be_ones_own(session: Session, scene: Scene) -> None:
    adoption = begin(session, scene)
    said = Description((), (), (), Readers.TWO, own_slug=scene.practice.slug)
    with pytest.raises(InvalidError) as refused:
        service.describe(session, actor=scene.actor, adoption_id=adoption.id, said=said, expected_version=1, now=START)
    assert "own_practice" in refused.value.fields


@pytest.mark.parametrize(("months", "expected"), [(5, 0), (6, 6), (13, 12), (30, 24)])
def test_news_is_asked_for_after_6_12_and_24_months(session: Session, scene: Scene, months: int, expected: int) -> None:
    adoption = begin(session, scene)
    then = START + timedelta(days=31 * months)
    service.ask_for_news(session, now=then)
    service.ask_for_news(session, now=then)
    asked = session.scalars(select(StoredNotice).where(StoredNotice.kind == "adoption.asked")).all()
    assert adoption.prompted_months == expected
    assert [notice.person_id for notice in asked] == ([scene.official.id] if expected else [])


def test_a_result_answers_the_question(session: Session, scene: Scene) -> None:
    adoption = begin(session, scene)
    then = START + timedelta(days=190)
    service.ask_for_news(session, now=then)
    assert adoption.is_prompt_open
    service.add_result(
        session, actor=scene.actor, adoption_id=adoption.id, result=result_draft(), key="r1", now=then + timedelta(1)
    )
    assert not adoption.is_prompt_open


def test_nobody_is_asked_about_what_was_stopped(session: Session, scene: Scene) -> None:
    make_adoption(session, scene.practice, scene.azerbaijan, stages=(Stage.STOPPED,))
    assert service.ask_for_news(session, now=START + timedelta(days=800)) == 0


def _step(
    session: Session, scene: Scene, adoption: Adoption, step: service.StepDraft, actor: Actor | None = None
) -> None:
    key = f"{step.stage.value}{len(adoption.steps)}"
    service.take_step(session, actor=actor or scene.actor, adoption_id=adoption.id, step=step, key=key, now=START)


def _result(session: Session, scene: Scene, adoption: Adoption, **chosen: object) -> None:
    result = result_draft(**chosen)
    service.add_result(session, actor=scene.actor, adoption_id=adoption.id, result=result, key="r1", now=START)
