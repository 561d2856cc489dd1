"""A question from asking to the practice's page: states, days, who is told, who publishes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.discussion import service as discussion
from exchange.discussion.models import Circulation, Comment
from exchange.kernel.actor import Role
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from exchange.kernel.languages import Language
from exchange.kernel.translated import Translated
from exchange.meetings.models import CountryDay, DayKind
from exchange.notifications.models import StoredNotice
from exchange.questions import service
from exchange.questions.models import Circle, Question, QuestionState
from exchange.questions.queries import to_answer
from tests.factories.accounts import actor_for, make_person
from tests.factories.questions import make_answer, make_published, make_question
from tests.questions.conftest import World
from tests.support.clock import START


def told(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(
        select(Person.email, StoredNotice.kind)
        .join(StoredNotice, StoredNotice.person_id == Person.id)
        .order_by(Person.email, StoredNotice.kind)
    )
    return [(row.email, row.kind) for row in rows]


def test_a_private_question_names_the_two_ministries_and_the_promised_day(session: Session, world: World) -> None:
    question = make_question(session, world.practice, world.asker)
    comment = session.get_one(Comment, question.id)
    assert comment.circulation is Circulation.PRIVATE
    assert {comment.between_first, comment.between_second} == {world.owner.id, world.asker.ministry_id}
    assert question.due_on == date(2026, 3, 17)  # five working days after Tuesday 10 March


def test_the_promise_counts_the_working_days_of_the_ministry(session: Session, world: World) -> None:
    world.owner.working_days, world.owner.promised_days = [1, 2, 3, 4, 7], 4
    assert make_question(session, world.practice, world.asker).due_on == date(2026, 3, 16)  # Friday and Saturday off


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (datetime(2026, 3, 17, 7, 20, tzinfo=UTC), date(2026, 4, 2)),  # Ramazan, Novruz, days in lieu of weekends
        (datetime(2026, 5, 26, 7, 20, tzinfo=UTC), date(2026, 6, 5)),  # Qurban and the weekend
    ],
)
def test_the_promise_skips_the_holidays_of_the_country(
    session: Session, world: World, asked: datetime, due: date
) -> None:
    assert make_question(session, world.practice, world.asker, at=asked).due_on == due


def test_the_promise_goes_by_what_the_cabinet_decided(session: Session, world: World) -> None:
    for day, kind in ((11, DayKind.FREE), (12, DayKind.HALF), (14, DayKind.WORKING)):  # the 14th is a Saturday
        session.add(CountryDay(country="AZ", day=date(2026, 3, day), kind=kind, names=Translated({"en": "Decided"})))
    session.add(CountryDay(country="TR", day=date(2026, 3, 13), kind=DayKind.FREE, names=Translated({"en": "Abroad"})))
    assert make_question(session, world.practice, world.asker).due_on == date(2026, 3, 17)
    session.add(CountryDay(country="AZ", day=date(2026, 3, 16), kind=DayKind.FREE, names=Translated({"en": "Decided"})))
    assert make_question(session, world.practice, world.asker).due_on == date(2026, 3, 18)


def test_the_post_is_told_and_nobody_else(session: Session, world: World) -> None:
    make_question(session, world.practice, world.asker)
    assert told(session) == [("publisher@az.example", "question.asked")]


def test_a_form_sent_twice_asks_once(session: Session, world: World) -> None:
    first = make_question(session, world.practice, world.asker, key="one")
    assert make_question(session, world.practice, world.asker, key="one").id == first.id
    with pytest.raises(ConflictError):
        make_question(session, world.practice, world.asker, key="one", text="Other words")


def test_nobody_asks_their_own_ministry(session: Session, world: World) -> None:
    with pytest.raises(RefusedError):
        make_question(session, world.practice, world.reviewer)


def test_the_owners_answer_moves_it_on_and_the_asker_is_told(session: Session, world: World) -> None:
    question = make_question(session, world.practice, world.asker)
    answer = make_answer(session, question, world.publisher)
    assert (question.state, question.answer_id) == (QuestionState.ANSWERED, answer.id)
    assert ("official@tr.example", "question.answered") in told(session)


def test_a_question_hangs_on_no_person_of_the_ministry_that_is_asked(session: Session, world: World) -> None:
    """It is addressed to a post: whoever holds it answers, also after the desk was handed over (issue 3)."""
    question = make_question(session, world.practice, world.asker)
    world.publisher.disabled_at = START
    successor = make_person(session, world.owner, roles=[Role.PUBLISHER], email="next@az.example")
    session.flush()
    make_question(session, world.practice, world.asker, text="And now?")
    assert ("next@az.example", "question.asked") in told(session)
    assert question.id in [row.id for row in to_answer(session, actor=actor_for(successor), language="en")]
    make_answer(session, question, successor)
    assert question.state is QuestionState.ANSWERED


def test_the_answer_to_a_leaver_comes_to_the_administrators_of_that_ministry(session: Session, world: World) -> None:
    question = make_question(session, world.practice, world.asker)
    asking = session.get_one(Ministry, world.asker.ministry_id)
    make_person(session, asking, roles=[Role.ADMINISTRATOR], email="admin@tr.example")
    world.asker.disabled_at = START
    session.flush()
    make_answer(session, question, world.publisher)
    kinds = [(who, kind) for who, kind in told(session) if who.endswith("@tr.example")]
    assert kinds == [("admin@tr.example", "question.answered")]


def test_a_word_of_the_askers_ministry_is_no_answer(session: Session, world: World) -> None:
    question = make_question(session, world.practice, world.asker)
    make_answer(session, question, world.colleague, "We mean siblings.")
    assert question.state is QuestionState.ASKED
    assert told(session) == [
        ("official@tr.example", "question.followed"),
        ("publisher@az.example", "question.asked"),
        ("publisher@az.example", "question.followed"),
    ]


def test_an_answer_taken_back_lets_it_wait_again(session: Session, world: World) -> None:
    question = make_question(session, world.practice, world.asker)
    answer = make_answer(session, question, world.publisher)
    discussion.withdraw(session, actor=actor_for(world.publisher), comment_id=answer.id, now=START)
    assert (question.state, question.answer_id, question.answered_at) == (QuestionState.ASKED, None, None)


def test_a_question_taken_back_is_gone_for_both(session: Session, world: World) -> None:
    question = make_question(session, world.practice, world.asker)
    discussion.withdraw(session, actor=actor_for(world.asker), comment_id=question.id, now=START)
    assert question.state is QuestionState.WITHDRAWN
    with pytest.raises(RefusedError):
        make_answer(session, question, world.publisher)


def test_the_post_and_the_administrator_are_reminded_once_after_the_promised_day(
    session: Session, world: World
) -> None:
    question = make_question(session, world.practice, world.asker)
    last_evening = START + timedelta(days=7, hours=12)
    assert service.remind(session, now=last_evening) == 0
    assert service.remind(session, now=last_evening + timedelta(hours=1)) == 1  # past midnight in Baku
    assert service.remind(session, now=last_evening + timedelta(days=9)) == 0
    assert question.reminded_at is not None
    assert [row for row in told(session) if row[1] == "question.overdue"] == [
        ("admin@az.example", "question.overdue"),
        ("publisher@az.example", "question.overdue"),
    ]


def test_an_answered_question_reminds_nobody(session: Session, world: World) -> None:
    make_answer(session, make_question(session, world.practice, world.asker), world.publisher)
    assert service.remind(session, now=START + timedelta(days=60)) == 0


def test_only_the_administrator_promises(session: Session, world: World) -> None:
    with pytest.raises(RefusedError):
        service.promise(session, actor=actor_for(world.publisher), days=3, now=START)
    with pytest.raises(InvalidError):
        service.promise(session, actor=actor_for(world.administrator), days=0, now=START)
    assert service.promise(session, actor=actor_for(world.administrator), days=3, now=START).promised_days == 3


def test_a_clearing_officer_publishes_and_the_asker_is_told(session: Session, world: World) -> None:
    question = make_question(session, world.practice, world.asker)
    make_answer(session, question, world.publisher)
    make_published(session, question, world.reviewer)
    assert (question.state, question.circle) == (QuestionState.LINKED, Circle.MEMBERS)
    assert ("official@tr.example", "question.published") in told(session)


def test_publishing_needs_an_answer_and_a_second_person(session: Session, world: World) -> None:
    question = make_question(session, world.practice, world.asker)
    with pytest.raises(RefusedError):
        make_published(session, question, world.reviewer)
    make_answer(session, question, world.reviewer)
    for person in (world.publisher, world.reviewer, world.asker):
        with pytest.raises(RefusedError):
            make_published(session, question, person)
    with pytest.raises(NotFoundError):
        make_published(session, question, world.stranger)
    assert make_published(session, question, world.administrator).state is QuestionState.LINKED


def test_two_windows_do_not_publish_over_each_other(session: Session, world: World) -> None:
    question = make_question(session, world.practice, world.asker)
    make_answer(session, question, world.publisher)
    make_published(session, question, world.reviewer)
    old = service.laid_out(question="Q", answer="A", language=Language.EN, circle=Circle.MEMBERS, is_linked=False)
    with pytest.raises(ConflictError):
        service.publish(
            session,
            actor=actor_for(world.reviewer),
            question_id=question.id,
            form=old,
            expected_version=1,
            now=START,
        )


def test_samples_of_the_discussion_become_questions_once(session: Session, world: World) -> None:
    question = make_question(session, world.practice, world.asker)
    comment = session.get_one(Comment, question.id)
    comment.is_sample = True
    make_answer(session, question, world.publisher)
    session.delete(question)
    session.flush()
    assert (service.take_up_samples(session), service.take_up_samples(session)) == (1, 0)
    assert session.get_one(Question, comment.id).state is QuestionState.ANSWERED
