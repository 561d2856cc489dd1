"""From a notice to a mail: written with the fact, asked again, sent once per person (trust.md I13, I16)."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.app import deps_of
from exchange.jobs.models import OutboxRow
from exchange.jobs.runner import Handler
from exchange.kernel.actor import Actor
from exchange.kernel.errors import UnavailableError
from exchange.kernel.ids import new_id
from exchange.notifications.guards import guards_of, register_guard
from exchange.notifications.jobs import BATCH, MOST_ATTEMPTS, Postman
from exchange.notifications.message import Sender
from exchange.notifications.models import Mail, MailState, StoredNotice
from exchange.notifications.policies import Guards
from exchange.notifications.service import notify
from exchange.notifications.wiring import digests_of, transport_of
from tests.factories.accounts import make_ministry, make_person
from tests.factories.guards import knows
from tests.factories.notifications import invitation, make_notice
from tests.support.clock import START, FixedClock

RunJobs = Callable[[], int]


@pytest.fixture
def official(session: Session) -> Person:
    return make_person(session, make_ministry(session, "TR"), language="tr", email="official@tr.example")


@pytest.fixture
def sent(app: Flask) -> list[EmailMessage]:
    mails: list[EmailMessage] = transport_of(app).sent  # type: ignore[attr-defined]  # tests run on the memory transport
    return mails


def the_mail(session: Session) -> Mail:
    return session.scalars(select(Mail)).one()


def test_a_notice_stands_in_the_inbox_and_leaves_as_one_mail(
    session: Session, official: Person, run_jobs: RunJobs, sent: list[EmailMessage]
) -> None:
    notify(session, person_id=official.id, notice=make_notice(subject="Bir soru var"), now=START)
    run_jobs()
    assert session.scalars(select(StoredNotice.subject)).all() == ["Bir soru var"]
    assert [(mail["To"], mail["Subject"]) for mail in sent] == [("official@tr.example", "Bir soru var")]
    assert the_mail(session).state is MailState.SENT


def test_the_same_key_tells_a_person_once_and_another_person_too(
    session: Session, official: Person, run_jobs: RunJobs, sent: list[EmailMessage]
) -> None:
    colleague = make_person(session, official.ministry)
    notice = make_notice()
    for person in (official, official, colleague):
        notify(session, person_id=person.id, notice=notice, now=START)
    run_jobs()
    run_jobs()
    assert len(sent) == 2


def test_an_undone_transaction_tells_nobody(
    session: Session, official: Person, run_jobs: RunJobs, sent: list[EmailMessage]
) -> None:
    session.commit()
    notify(session, person_id=official.id, notice=make_notice(), now=START)
    session.rollback()
    run_jobs()
    assert sent == []
    assert session.scalars(select(StoredNotice)).all() == []


def test_a_mail_about_what_one_may_no_longer_know_is_withheld(
    app: Flask, session: Session, official: Person, run_jobs: RunJobs, sent: list[EmailMessage]
) -> None:
    readable = {new_id()}
    register_guard(app, "secret", knows(readable))
    notice = make_notice(guard=f"secret:{next(iter(readable))}")
    notify(session, person_id=official.id, notice=notice, now=START)
    readable.clear()
    run_jobs()
    assert sent == []
    assert the_mail(session).state is MailState.WITHHELD


def test_a_mail_to_an_account_that_was_closed_is_withheld(
    session: Session, official: Person, run_jobs: RunJobs, sent: list[EmailMessage]
) -> None:
    notify(session, person_id=official.id, notice=make_notice(), now=START)
    official.disable(START)
    run_jobs()
    assert sent == []
    assert the_mail(session).state is MailState.WITHHELD


def test_a_closed_account_gets_no_new_mail(session: Session, official: Person) -> None:
    official.disable(START)
    notify(session, person_id=official.id, notice=make_notice(), now=START)
    assert session.scalars(select(Mail)).all() == []


def test_a_thing_that_nobody_answers_for_is_not_told(
    session: Session, official: Person, run_jobs: RunJobs, sent: list[EmailMessage]
) -> None:
    notify(session, person_id=official.id, notice=make_notice(guard=f"unheard:{new_id()}"), now=START)
    run_jobs()
    assert sent == []


class Flaky:
    """A transport that takes the mail and then fails to say so, as a server that drops the line after DATA."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.seen: list[EmailMessage] = []

    def opened(self) -> AbstractContextManager["Flaky"]:
        return nullcontext(self)

    def send(self, message: EmailMessage) -> None:
        self.seen.append(message)
        if len(self.seen) <= self.failures:
            raise UnavailableError("The line was cut.")


def with_transport(app: Flask, clock: FixedClock, transport: Flaky) -> None:
    postman = Postman(
        transport,
        guards_of(app),
        Sender("exchange@exchange.example", "Exchange", "https://x.example"),
        clock,
        digests_of(app).rewrite,
    )
    deps_of(app).jobs.handlers["mail.send"] = Handler(postman.run, BATCH, MOST_ATTEMPTS)


@pytest.fixture
def restored_handlers(app: Flask) -> object:
    before = dict(deps_of(app).jobs.handlers)
    yield None
    deps_of(app).jobs.handlers.update(before)


@pytest.mark.usefixtures("restored_handlers")
def test_a_retry_repeats_the_same_message_id(
    app: Flask, session: Session, official: Person, run_jobs: RunJobs, clock: FixedClock
) -> None:
    transport = Flaky(failures=3)
    with_transport(app, clock, transport)
    notify(session, person_id=official.id, notice=make_notice(), now=START)
    for _ in range(6):
        run_jobs()
        clock.advance(hours=2)
    assert len(transport.seen) == 4
    assert len({mail["Message-ID"] for mail in transport.seen}) == 1
    assert len({mail["Date"] for mail in transport.seen}) == 1
    assert the_mail(session).state is MailState.SENT


@pytest.mark.usefixtures("restored_handlers")
def test_a_mail_that_is_never_taken_says_so(
    app: Flask, session: Session, official: Person, run_jobs: RunJobs, clock: FixedClock
) -> None:
    with_transport(app, clock, Flaky(failures=1000))
    notify(session, person_id=official.id, notice=make_notice(), now=START)
    for _ in range(MOST_ATTEMPTS + 2):
        run_jobs()
        clock.advance(hours=2)
    assert the_mail(session).state is MailState.FAILED
    assert the_mail(session).reason == "The line was cut."
    assert session.scalars(select(OutboxRow.failed_at)).one() is not None


@pytest.mark.usefixtures("restored_handlers")
def test_a_cancellation_cannot_overtake_its_invitation(
    app: Flask, session: Session, official: Person, run_jobs: RunJobs, clock: FixedClock
) -> None:
    transport = Flaky(failures=1)
    with_transport(app, clock, transport)
    for method in ("REQUEST", "CANCEL"):
        part = invitation(method, sequence=1 if method == "CANCEL" else 0)
        notify(session, person_id=official.id, notice=make_notice(calendar=part, thread="meeting:1"), now=START)
    for _ in range(3):
        run_jobs()
        clock.advance(minutes=1)
    methods = [calendar_of(mail).get_param("method") for mail in transport.seen]
    assert methods == ["REQUEST", "REQUEST", "CANCEL"]
    assert transport.seen[2]["In-Reply-To"] == transport.seen[0]["Message-ID"]


def calendar_of(mail: EmailMessage) -> EmailMessage:
    [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert isinstance(part, EmailMessage)
    return part


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example/", "practices", "/\\evil.example"])
def test_a_notice_leads_to_this_host_only(path: str) -> None:
    with pytest.raises(ValueError, match="this host"):
        make_notice(path=path)


@pytest.mark.parametrize(
    ("guard", "is_signed_in", "allowed"),
    [
        ("", True, True),
        ("", False, False),
        ("thing:00000000-0000-0000-0000-000000000001", True, True),
        ("thing:00000000-0000-0000-0000-000000000002", True, False),
        ("thing:00000000-0000-0000-0000-000000000001", False, False),
        ("other:00000000-0000-0000-0000-000000000001", True, False),
    ],
)
def test_guards_answer_by_kind_and_refuse_what_they_do_not_know(
    session: Session,
    guard: str,
    is_signed_in: bool,  # noqa: FBT001 - a column of the table
    allowed: bool,  # noqa: FBT001
) -> None:
    guards = Guards()
    guards.add("thing", knows([UUID(int=1)]))
    actor = Actor(person_id=new_id()) if is_signed_in else Actor.nobody()
    assert guards.allows(session, actor, guard) is allowed


def test_the_mail_is_dated_when_the_fact_happened(
    session: Session, official: Person, run_jobs: RunJobs, clock: FixedClock, sent: list[EmailMessage]
) -> None:
    notify(session, person_id=official.id, notice=make_notice(), now=START)
    clock.advance(hours=5)
    run_jobs()
    assert sent[0]["Date"].datetime == datetime(2026, 3, 10, 7, 20, tzinfo=UTC)
    assert the_mail(session).sent_at == START + timedelta(hours=5)
