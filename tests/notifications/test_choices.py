"""Paces, quiet hours, collected mails, one-click ends, bounces, mails as pages."""

from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.jobs.models import OutboxRow
from exchange.kernel.ids import new_id
from exchange.notifications import service
from exchange.notifications.guards import register_guard
from exchange.notifications.models import Choice, Mail, MailState, Pace, StoredNotice
from exchange.notifications.paces import last_collection, leaves_at, pace_of
from exchange.notifications.service import notify
from exchange.notifications.transport import NoSuchAddressError
from exchange.notifications.wiring import digests_of, sender_of, transport_of
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.guards import knows
from tests.factories.notifications import make_notice
from tests.support.browser import Browser
from tests.support.clock import START, FixedClock

KIND = "comment.written"


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, make_ministry(session, "AZ"), email="desk@az.example")


@pytest.fixture
def sent(app: Flask) -> list[EmailMessage]:
    found: list[EmailMessage] = transport_of(app).sent  # type: ignore[attr-defined]
    return found


def chose(session: Session, person: Person, topic: str, pace: Pace) -> None:
    service.choose(session, actor=actor_for(person), topic=topic, pace=pace, now=START)


def tell(session: Session, person: Person, **chosen: object) -> None:
    notify(session, person_id=person.id, notice=make_notice(**({"kind": KIND} | chosen)), now=START)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, Pace.AT_ONCE),
        ({"kind:k": Pace.NEVER}, Pace.NEVER),
        ({"kind:k": Pace.NEVER, "practice:1": Pace.DAILY}, Pace.DAILY),
        ({"theme:cp": Pace.WEEKLY, "practice:1": Pace.NEVER}, Pace.NEVER),
        ({"theme:cp": Pace.WEEKLY, "theme:fs": Pace.DAILY}, Pace.DAILY),
        ({"search:9": Pace.AT_ONCE, "practice:1": Pace.NEVER}, Pace.AT_ONCE),
        ({"country:AZ": Pace.WEEKLY, "kind:k": Pace.NEVER}, Pace.WEEKLY),
        ({"practice:2": Pace.NEVER}, Pace.AT_ONCE),
    ],
)
def test_the_narrowest_choice_counts(chosen: dict[str, Pace], expected: Pace) -> None:
    topics = ("practice:1", "theme:cp", "theme:fs", "country:AZ", "search:9")
    assert pace_of(topics, "k", chosen, Pace.AT_ONCE) is expected


@pytest.mark.parametrize(
    ("clock", "leaves"),
    [("21:59", "21:59"), ("22:00", "07:30+1"), ("23:30", "07:30+1"), ("03:00", "07:30"), ("07:30", "07:30")],
)
def test_quiet_hours_pass_midnight_on_the_persons_clock(clock: str, leaves: str) -> None:
    def in_baku(text: str) -> datetime:
        hour, _, days = text.partition("+")
        local = datetime.combine(START.date(), time.fromisoformat(hour), UTC) - timedelta(hours=4)
        return local + timedelta(days=int(days or 0))

    assert leaves_at(in_baku(clock), "Asia/Baku", time(22), time(7, 30)) == in_baku(leaves)


def test_collections_are_due_at_the_persons_hour() -> None:
    assert last_collection(Pace.DAILY, START, "Asia/Baku", 8) == datetime(2026, 3, 10, 4, tzinfo=UTC)
    assert last_collection(Pace.DAILY, START, "Asia/Baku", 12) == datetime(2026, 3, 9, 8, tzinfo=UTC)
    assert last_collection(Pace.WEEKLY, START, "Asia/Baku", 8) == datetime(2026, 3, 9, 4, tzinfo=UTC)


def test_never_means_the_inbox_only(session: Session, person: Person) -> None:
    chose(session, person, f"kind:{KIND}", Pace.NEVER)
    tell(session, person)
    assert session.scalars(select(Mail)).all() == []
    assert session.scalars(select(StoredNotice.pace)).all() == [Pace.NEVER]


def test_calendar_entries_come_at_once_whatever_was_chosen(session: Session, person: Person) -> None:
    from tests.factories.notifications import invitation  # noqa: PLC0415 - beside its one use

    chose(session, person, f"kind:{KIND}", Pace.NEVER)
    service.choose_hours(session, actor=actor_for(person), quiet_from=time(0), quiet_to=time(23, 59), digest_hour=8)
    tell(session, person, calendar=invitation("REQUEST", sequence=0))
    assert session.scalars(select(OutboxRow.run_after)).all() == [START]


def test_what_guards_an_account_comes_at_once_and_cannot_be_ended(
    app: Flask, session: Session, person: Person, run_jobs: object, sent: list[EmailMessage], browser: Browser
) -> None:
    """By no choice, in no quiet hours, and not by one click of whoever holds the mail."""
    chose(session, person, "kind:account.new_browser", Pace.NEVER)
    chose(session, person, "kind:account.password", Pace.NEVER)
    service.choose_hours(session, actor=actor_for(person), quiet_from=time(0), quiet_to=time(23, 59), digest_hour=8)
    tell(session, person, kind="account.password")
    assert session.scalars(select(OutboxRow.run_after)).all() == [START]
    run_jobs()  # type: ignore[operator]
    [mail] = sent
    assert mail["List-Unsubscribe"] is None
    assert "/unsubscribe/" not in mail.as_string()
    stored = session.scalars(select(Mail)).one()
    address = f"/unsubscribe/{sender_of(app).stop_token(stored.id)}"
    assert [app.test_client().get(address).status_code, app.test_client().post(address).status_code] == [404, 404]
    page = browser.sign_in(person).get("/settings/notifications")
    assert "Sign-ins, passwords and roles" in page.text
    assert page.soup.select_one('[name="pace-account.new_browser"]') is None


def test_one_choice_counts_for_all_notices_that_people_think_of_as_one(session: Session, person: Person) -> None:
    chose(session, person, "kind:meeting.requested", Pace.NEVER)
    tell(session, person, kind="meeting.declined")
    tell(session, person, kind="meeting.reminder")
    assert session.scalars(select(Mail.kind)).all() == ["meeting.reminder"]


def test_nobody_chooses_a_pace_that_a_kind_does_not_have(browser: Browser, session: Session, person: Person) -> None:
    browser.sign_in(person)
    form = {"pace-meeting.reminder": "weekly", "pace-account.new_browser": "never", "digest_hour": "8"}
    assert browser.post("/settings/notifications", form).status == 303
    session.rollback()
    assert session.scalars(select(Choice.topic)).all() == []


def test_a_mail_in_quiet_hours_leaves_at_their_end(session: Session, person: Person) -> None:
    service.choose_hours(session, actor=actor_for(person), quiet_from=time(11), quiet_to=time(12), digest_hour=8)
    tell(session, person)  # 11:20 in Baku
    assert session.scalars(select(OutboxRow.run_after)).all() == [datetime(2026, 3, 10, 8, tzinfo=UTC)]


def collected(app: Flask, session: Session) -> int:
    session.commit()
    with app.app_context():
        return digests_of(app).write()


def test_one_mail_collects_what_came_grouped_by_kind(
    app: Flask, session: Session, person: Person, clock: FixedClock, run_jobs: object, sent: list[EmailMessage]
) -> None:
    for kind in (KIND, "question.asked"):
        chose(session, person, f"kind:{kind}", Pace.DAILY)
    tell(session, person, subject="First")
    tell(session, person, subject="Second", kind="question.asked")
    tell(session, person, subject="Third")
    assert collected(app, session) == 0  # 08:00 was before
    clock.advance(hours=21)
    assert (collected(app, session), collected(app, session)) == (1, 0)
    run_jobs()  # type: ignore[operator]
    [mail] = sent
    assert mail["Subject"] == "3 things that you follow"
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert text.index("Comments under practices") < text.index("First") < text.index("Third")
    assert text.index("Third") < text.index("Questions for your ministry") < text.index("Second")


def test_what_may_no_longer_be_known_leaves_a_collected_mail_before_it_goes(
    app: Flask, session: Session, person: Person, clock: FixedClock, run_jobs: object, sent: list[EmailMessage]
) -> None:
    open_thing, secret = new_id(), new_id()
    readable = {open_thing, secret}
    register_guard(app, "thing", knows(readable))
    chose(session, person, f"kind:{KIND}", Pace.DAILY)
    tell(session, person, subject="Open", guard=f"thing:{open_thing}")
    tell(session, person, subject="Secretword", guard=f"thing:{secret}")
    clock.advance(days=1)
    assert collected(app, session) == 1
    before = session.scalars(select(Mail.message_id)).one()
    readable.discard(secret)
    run_jobs()  # type: ignore[operator]
    [mail] = sent
    assert mail["Message-ID"] == before
    assert "Secretword" not in mail.as_string()
    assert "Open" in mail.as_string()


def test_one_click_ends_a_kind_without_a_session(
    app: Flask, session: Session, person: Person, run_jobs: object, sent: list[EmailMessage]
) -> None:
    tell(session, person)
    run_jobs()  # type: ignore[operator]
    assert sent[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = sent[0]["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    client = app.test_client()
    assert client.get(address).status_code == 200
    assert session.scalars(select(Choice)).all() == []
    assert client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    session.rollback()
    assert session.scalars(select(Choice.pace)).all() == [Pace.NEVER]
    assert client.post(address[:-6] + ("A" if address[-6] != "A" else "B") + address[-5:]).status_code == 404


class _NoSuchAddress:
    """A server that knows nobody."""

    def opened(self) -> "_Context":
        return _Context(self)

    def send(self, _message: EmailMessage) -> None:
        raise NoSuchAddressError("550")


class _Context:
    def __init__(self, inside: _NoSuchAddress) -> None:
        self._inside = inside

    def __enter__(self) -> _NoSuchAddress:
        return self._inside

    def __exit__(self, *_arguments: object) -> None:
        return None


def test_an_address_that_bounces_gets_nothing_until_its_person_tries_again(
    app: Flask, session: Session, person: Person, run_jobs: object, sent: list[EmailMessage], browser: Browser
) -> None:
    from dataclasses import replace  # noqa: PLC0415 - for this one transport

    from exchange.app import deps_of  # noqa: PLC0415 - beside its one use

    handlers = deps_of(app).jobs.handlers
    before = handlers["mail.send"]
    postman = before.run.__self__  # type: ignore[attr-defined]
    handlers["mail.send"] = replace(before, run=replace(postman, transport=_NoSuchAddress()).run)
    tell(session, person)
    run_jobs()  # type: ignore[operator]
    handlers["mail.send"] = before
    tell(session, person)
    run_jobs()  # type: ignore[operator]
    assert session.scalars(select(Mail.state)).all() == [MailState.FAILED, MailState.FAILED]
    assert "come back" in browser.sign_in(person).get("/settings/notifications").text
    assert browser.post("/settings/notifications/address").status == 303
    tell(session, person)
    run_jobs()  # type: ignore[operator]
    assert len(sent) == 1


def test_choices_are_made_on_one_page(browser: Browser, session: Session, person: Person) -> None:
    page = browser.sign_in(person).get("/settings/notifications")
    assert "Comments under practices of your ministry" in page.text
    form = {f"pace-{KIND}": "weekly", "quiet_from": "22:00", "quiet_to": "07:00", "digest_hour": "9"}
    assert browser.post("/settings/notifications", form).status == 303
    shown = browser.get("/settings/notifications").soup
    assert shown.select_one(f'select[name="pace-{KIND}"] option[selected]')["value"] == "weekly"  # type: ignore[index]
    assert shown.select_one("#quiet_from")["value"] == "22:00"  # type: ignore[index]
    assert browser.post("/settings/notifications", form | {"quiet_to": ""}).status == 422


def test_every_mail_has_a_page_for_its_recipient_only(browser: Browser, session: Session, person: Person) -> None:
    tell(session, person, subject="About you")
    mail = session.scalars(select(Mail)).one()
    assert f"/notifications/mail/{mail.id}" in mail.html
    own = browser.another().sign_in(person)
    assert "About you" in own.get(f"/notifications/mail/{mail.id}").text
    assert "About you" in own.raw(f"/notifications/mail/{mail.id}/letter").get_data(as_text=True)
    colleague = make_person(session, session.get_one(Ministry, person.ministry_id))
    assert browser.another().sign_in(colleague).get(f"/notifications/mail/{mail.id}").status == 404


def test_the_bell_asks_for_itself(browser: Browser, session: Session, person: Person) -> None:
    tell(session, person)
    html = browser.sign_in(person).raw("/notifications/unread").get_data(as_text=True)
    assert 'hx-trigger="every 60s"' in html
    assert "1 unread" in html
