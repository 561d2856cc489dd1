"""The counters: each scope counts what its readers may know, the sums follow the parts, small counts are hidden."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.adoptions.models import Readers, Stage
from exchange.discussion.models import Circulation
from exchange.insights import queries
from exchange.insights.models import NETWORK, InsightPart, InsightTally, Step
from exchange.insights.service import is_first_of_its_ministry, note_miss, note_reader, recount
from exchange.kernel.errors import NotFoundError
from exchange.kernel.languages import Language
from exchange.meetings.models import CommitmentState
from exchange.practices.models import Practice, Visibility
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.adoptions import make_adoption
from tests.factories.discussion import make_comment
from tests.factories.meetings import make_closed, make_talk, promise
from tests.factories.practices import make_practice
from tests.support.clock import START

TODAY = START.date()


class Scene:
    """A practice of Türkiye that others read, ask about and adopt."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.owner = make_ministry(session, "TR")
        self.others = [make_ministry(session, code) for code in ("AZ", "KZ", "GE")]
        self.people = [make_person(session, ministry) for ministry in (self.owner, *self.others)]
        self.practice: Practice = make_practice(session, self.owner, valid_until=date(2026, 4, 1))

    def count(self) -> None:
        recount(self.session, [self.practice.id])

    def network(self) -> queries.Insights:
        actor = actor_for(self.people[1])
        return queries.network(self.session, actor=actor, language=Language.EN, today=TODAY)

    def own(self, at: int) -> queries.Insights:
        ministry = (self.owner, *self.others)[at]
        actor = actor_for(self.people[at])
        return queries.own(self.session, actor=actor, slug=ministry.slug, language=Language.EN, today=TODAY)


@pytest.fixture
def scene(session: Session) -> Scene:
    return Scene(session)


def test_reading_counts_once_per_ministry_and_never_its_own(session: Session, scene: Scene) -> None:
    for ministry in (scene.owner, *scene.others, *scene.others):
        note_reader(session, scene.practice.id, ministry.id, TODAY)
    scene.count()
    assert scene.network().funnel[Step.READ] == queries.Count(3, 3)


def test_fewer_than_three_institutions_are_hidden_in_the_network_and_shown_to_oneself(
    session: Session, scene: Scene
) -> None:
    for ministry in scene.others[:2]:
        note_reader(session, scene.practice.id, ministry.id, TODAY)
    scene.count()
    assert scene.network().funnel[Step.READ].number is None
    assert scene.network().hides
    assert scene.own(0).funnel[Step.READ].number == 2


def test_what_two_ministries_keep_is_counted_for_the_two_only(session: Session, scene: Scene) -> None:
    first, second = sorted((scene.owner.id, scene.others[0].id))
    private = {"circulation": Circulation.PRIVATE, "between_first": first, "between_second": second}
    make_comment(session, scene.practice, scene.people[1], **private)
    make_adoption(session, scene.practice, scene.others[0], readers=Readers.TWO)
    make_adoption(session, scene.practice, scene.others[1], readers=Readers.MINISTRY)
    scene.count()
    assert scene.network().matrix == {}
    assert scene.own(0).matrix == {("AZ", "TR"): 2}
    assert scene.own(1).matrix == {("AZ", "TR"): 2}
    assert scene.own(2).matrix == {("KZ", "TR"): 1}
    assert scene.own(3).matrix == {}


def test_narrowing_takes_a_practice_out_of_the_network(session: Session, scene: Scene) -> None:
    for ministry in scene.others:
        make_adoption(session, scene.practice, ministry, readers=Readers.PUBLIC, stages=(Stage.IN_FORCE,))
    scene.count()
    assert scene.network().funnel[Step.IN_FORCE].number == 3
    assert scene.network().freshness == queries.Freshness(0, 1, 0)
    scene.practice.visibility = Visibility.MINISTRY
    scene.count()
    assert scene.network().funnel[Step.IN_FORCE] == queries.Count(0, 0)
    assert scene.network().freshness.total == 0
    assert scene.own(0).freshness.total == 1


def test_counting_again_changes_nothing_and_the_sums_are_the_parts(session: Session, scene: Scene) -> None:
    another = make_practice(session, scene.others[0])
    for ministry in scene.others:
        note_reader(session, scene.practice.id, ministry.id, TODAY)
    make_adoption(session, scene.practice, scene.others[0], readers=Readers.PUBLIC)
    for _ in range(3):
        scene.count()
        recount(session, [another.id])
    parts = select(InsightPart.scope, InsightPart.measure, InsightPart.first, InsightPart.second)
    summed = session.execute(parts.add_columns(func.sum(InsightPart.number)).group_by(*parts.selected_columns)).all()
    columns = (InsightTally.scope, InsightTally.measure, InsightTally.first, InsightTally.second, InsightTally.number)
    assert sorted(summed) == sorted(session.execute(select(*columns)).all())


def test_a_withdrawn_practice_counts_nowhere(session: Session, scene: Scene) -> None:
    note_reader(session, scene.practice.id, scene.others[0].id, TODAY)
    scene.count()
    scene.practice.withdraw(START, "Superseded.")
    scene.count()
    assert session.scalars(select(InsightTally)).all() == []


def test_words_without_an_answer_show_when_three_ministries_searched_them(session: Session, scene: Scene) -> None:
    for ministry in scene.others[:2]:
        note_miss(session, "respite care", ministry.id, TODAY)
    assert scene.network().misses == ()
    assert scene.own(1).misses == ("respite care",)
    note_miss(session, "respite care", scene.others[2].id, TODAY)
    assert scene.network().misses == ("respite care",)


def test_commitments_are_told_to_their_two_ministries_by_what_became_of_them(session: Session) -> None:
    talk = make_talk(session)
    held = make_closed(session, talk)
    for due_on, stands in (
        (date(2026, 4, 30), CommitmentState.DONE),
        (date(2026, 3, 1), CommitmentState.DONE),
        (date(2026, 3, 9), CommitmentState.ACCEPTED),
        (date(2026, 3, 10), CommitmentState.IN_PROGRESS),
        (date(2026, 3, 10), CommitmentState.DROPPED),
        (date(2026, 3, 10), CommitmentState.PROPOSED),
    ):
        made = promise(session, held, talk.expert, side=talk.tr.id)
        made.due_on, made.state = due_on, stands
        made.closed_at = START if stands is CommitmentState.DONE else None
    session.flush()
    recount(session, [talk.practice.id])
    kept = queries.Promises("Türkiye", kept=1, late=1, overdue=1, open=1, dropped=1)
    for person, slug in ((talk.asker, talk.az.slug), (talk.expert, talk.tr.slug)):
        actor = actor_for(person)
        found = queries.own(session, actor=actor, slug=slug, language=Language.EN, today=TODAY)
        assert found.promises == (kept,)
        assert queries.network(session, actor=actor, language=Language.EN, today=TODAY).promises == ()


def test_a_ministrys_figures_are_its_own(session: Session, scene: Scene) -> None:
    with pytest.raises(NotFoundError):
        queries.own(session, actor=actor_for(scene.people[1]), slug=scene.owner.slug, language=Language.EN, today=TODAY)


def test_the_network_scope_is_no_ministrys_name() -> None:
    assert len(NETWORK) < 36


def test_only_what_may_move_a_counter_asks_for_counting(session: Session, scene: Scene) -> None:
    first, second = sorted((scene.owner.id, scene.others[0].id))
    private = {"circulation": Circulation.PRIVATE, "between_first": first, "between_second": second}
    asked = make_comment(session, scene.practice, scene.people[1], **private)
    assert is_first_of_its_ministry(session, asked.id)
    heard = make_comment(session, scene.practice, scene.people[1])
    again = make_comment(session, scene.practice, scene.people[1], **private)
    answer = make_comment(session, scene.practice, scene.people[2], parent_id=heard.id)
    moving = [is_first_of_its_ministry(session, one.id) for one in (heard, again, answer)]
    assert moving == [True, False, False], "private words had moved it for two ministries only"
