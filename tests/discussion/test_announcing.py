"""Who is told of a comment: the owner's desk and whoever is answered, in their language, once, never the author."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.discussion import service
from exchange.discussion.models import Circulation, Comment
from exchange.kernel.actor import Role
from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.notifications.models import Mail, MailState, Pace, StoredNotice
from exchange.notifications.service import follow
from exchange.notifications.wiring import transport_of
from exchange.practices.models import Practice, Visibility
from tests.discussion.samples import a_practice
from tests.factories.accounts import make_ministry, make_person
from tests.factories.discussion import make_comment
from tests.support.clock import START
from tests.support.statements import asked_of


@dataclass
class World:
    practice: Practice
    publisher: Person
    reviewer: Person
    asker: Person
    other: Person


@pytest.fixture
def world(session: Session) -> World:
    owner, asking = make_ministry(session, "AZ"), make_ministry(session, "TR")
    return World(
        practice=a_practice(session, owner, Visibility.PUBLIC),
        publisher=make_person(session, owner, roles=[Role.PUBLISHER], language="az", email="publisher@az.example"),
        reviewer=make_person(session, owner, roles=[Role.REVIEWER], email="reviewer@az.example"),
        asker=make_person(session, asking, email="official@tr.example"),
        other=make_person(session, make_ministry(session, "KZ"), email="official@kz.example"),
    )


def wrote(session: Session, world: World, person: Person, answers: Comment | None = None) -> Comment:
    common = {
        "actor": person.as_actor(),
        "slug": world.practice.slug,
        "body": service.Body("Soru", "<p>Soru</p>", Language.TR),
        "key": str(new_id()),
        "now": START,
    }
    if answers is not None:
        return service.answer(session, comment_id=answers.id, **common)  # type: ignore[arg-type]
    return service.write(session, **common)  # type: ignore[arg-type]


def told(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(
        select(Person.email, StoredNotice.kind)
        .join(StoredNotice, StoredNotice.person_id == Person.id)
        .order_by(Person.email)
    )
    return [(row.email, row.kind) for row in rows]


def test_a_question_is_told_to_the_publishers_of_the_owner(session: Session, world: World) -> None:
    wrote(session, world, world.asker)
    assert told(session) == [("publisher@az.example", "comment.written")]


def test_an_answer_is_told_to_whoever_asked(session: Session, world: World) -> None:
    question = make_comment(session, world.practice, world.asker)
    wrote(session, world, world.publisher, question)
    assert told(session) == [("official@tr.example", "comment.answered")]


def test_an_answer_to_an_answer_is_told_to_both_before_it(session: Session, world: World) -> None:
    question = make_comment(session, world.practice, world.asker)
    first = make_comment(session, world.practice, world.publisher, parent_id=question.id)
    wrote(session, world, world.other, first)
    assert told(session) == [
        ("official@tr.example", "comment.answered"),
        ("publisher@az.example", "comment.answered"),
    ]


def test_nobody_is_told_of_their_own_words(session: Session, world: World) -> None:
    question = make_comment(session, world.practice, world.publisher)
    wrote(session, world, world.publisher, question)
    assert told(session) == []


def test_a_private_answer_is_told_to_the_two_ministries_only(session: Session, world: World) -> None:
    between = {"between_first": world.other.ministry_id, "between_second": world.publisher.ministry_id}
    private = make_comment(session, world.practice, world.other, circulation=Circulation.PRIVATE, **between)
    wrote(session, world, world.publisher, private)
    assert told(session) == [("official@kz.example", "comment.answered")]


def test_a_closed_account_is_not_told(session: Session, world: World) -> None:
    question = make_comment(session, world.practice, world.asker)
    world.asker.disable(START)
    wrote(session, world, world.publisher, question)
    assert told(session) == []


def test_telling_many_asks_the_database_as_often_as_telling_one(session: Session, world: World) -> None:
    topic = f"practice:{world.practice.id}"

    def followed_by(number: int) -> int:
        for person in (make_person(session, make_ministry(session, "GE")) for _ in range(number)):
            follow(session, actor=person.as_actor(), topic=topic, pace=Pace.AT_ONCE, now=START)
        with asked_of(session.get_bind().engine, "SELECT") as asked:
            wrote(session, world, world.asker)
        return len(asked)

    wrote(session, world, world.asker)
    assert followed_by(1) == followed_by(8)
    assert sum(kind == "follow.commented" for _, kind in told(session)) == 1 + 9


def test_a_first_comment_asks_nothing_whose_answer_is_known(session: Session, world: World) -> None:
    """It is new: nobody can have been told of it, and no mail can have begun its thread."""
    with asked_of(session.get_bind().engine, "SELECT") as asked:
        wrote(session, world, world.asker)
    assert told(session) == [("publisher@az.example", "comment.written")]
    assert [one for one in asked if "FROM notice " in one or "FROM mail " in one] == []


def test_the_mail_about_an_answer_answers_the_mail_about_the_comment(session: Session, world: World) -> None:
    follow(
        session, actor=world.reviewer.as_actor(), topic=f"practice:{world.practice.id}", pace=Pace.AT_ONCE, now=START
    )
    first = wrote(session, world, world.asker)
    wrote(session, world, world.other, first)
    to_reviewer = select(Mail).where(Mail.person_id == world.reviewer.id).order_by(Mail.id)
    one, other = session.scalars(to_reviewer).all()
    assert (one.answers, other.answers) == (None, one.message_id)


def test_the_mail_names_the_practice_and_the_post_but_not_the_words(session: Session, world: World) -> None:
    wrote(session, world, world.asker)
    mail = session.scalars(select(Mail)).one()
    assert "Foster care" in mail.subject
    assert mail.language == "az"
    assert "Ailəyə dəstək şöbəsi" in mail.text
    assert "Türkçe" in mail.text
    assert "Soru" not in mail.text + mail.html + mail.subject


def test_the_time_in_the_mail_is_the_readers_with_its_city(session: Session, world: World) -> None:
    wrote(session, world, world.asker)
    assert "11:20 Bakı" in session.scalars(select(Mail.text)).one()


@pytest.mark.parametrize("what", ["withdrawn comment", "withdrawn practice", "narrowed practice", "lost role"])
def test_whoever_may_no_longer_read_it_gets_no_mail(
    app: Flask, session: Session, world: World, run_jobs: Callable[[], int], what: str
) -> None:
    question = make_comment(session, world.practice, world.asker, at=START - timedelta(days=1))
    answer = wrote(session, world, world.publisher, question)
    if what == "withdrawn comment":
        service.withdraw(session, actor=world.publisher.as_actor(), comment_id=answer.id, now=START)
    elif what == "withdrawn practice":
        world.practice.withdraw(START, "The figures were wrong.")
    elif what == "narrowed practice":
        world.practice.visibility = Visibility.MINISTRY
    else:
        world.practice.visibility, world.asker.memberships = Visibility.PARTNERS, []
    run_jobs()
    sent: list[EmailMessage] = transport_of(app).sent  # type: ignore[attr-defined]  # the memory transport
    assert sent == []
    assert session.scalars(select(Mail.state)).all() == [MailState.WITHHELD]


def test_each_recipient_gets_one_mail(app: Flask, session: Session, world: World, run_jobs: Callable[[], int]) -> None:
    make_person(session, world.publisher.ministry, roles=[Role.PUBLISHER], email="second@az.example")
    wrote(session, world, world.asker)
    run_jobs()
    run_jobs()
    sent: list[EmailMessage] = transport_of(app).sent  # type: ignore[attr-defined]  # the memory transport
    assert sorted(str(mail["To"]) for mail in sent) == ["publisher@az.example", "second@az.example"]
    assert len({mail["Message-ID"] for mail in sent}) == 2
