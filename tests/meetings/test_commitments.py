"""Commitments: who, what, by when in that country's working days, and what came of it; the register and its file."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from exchange.kernel.translated import Translated
from exchange.meetings import service
from exchange.meetings.free_days import CountryCalendar
from exchange.meetings.models import Commitment, CommitmentState, CountryDay, DayKind
from exchange.meetings.queries import commitments_between, meetings_between
from exchange.meetings.views.spreadsheet import quoted
from exchange.notifications.models import StoredNotice
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.meetings import HELD_AT, Talk, approve, make_held, make_reviewed, promise
from tests.meetings.typed import hidden
from tests.support.browser import Browser
from tests.support.clock import FixedClock

S = CommitmentState
WEEK = (1, 2, 3, 4, 5)


def kinds(session: Session, person: Person) -> list[str]:
    query = select(StoredNotice.kind).where(StoredNotice.person_id == person.id)
    return list(session.scalars(query.order_by(StoredNotice.id)))


def step(
    session: Session,
    commitment: Commitment,
    person: Person,
    state: CommitmentState,
    *,
    effect: str = "",
    version: int = 0,
) -> Commitment:
    return service.step_commitment(
        session,
        actor=actor_for(person),
        commitment_id=commitment.id,
        step=service.Step(state, effect),
        version=version or commitment.version,
        now=HELD_AT,
    )


@pytest.mark.parametrize(
    ("country", "asked", "becomes"),
    [
        ("AZ", date(2026, 4, 11), date(2026, 4, 13)),  # a Saturday
        ("AZ", date(2026, 3, 20), date(2026, 3, 31)),  # Novruz, Ramazan, weekends, moved days
        ("TR", date(2026, 4, 23), date(2026, 4, 24)),  # National Sovereignty and Children's Day
        ("TR", date(2026, 3, 19), date(2026, 3, 19)),  # free from 13:00 only
    ],
)
def test_a_due_day_is_a_working_day_of_that_country(country: str, asked: date, becomes: date) -> None:
    assert CountryCalendar(country, "en").next_worked(asked, WEEK) == becomes


def test_a_cabinet_decision_goes_before_the_library(session: Session, talk: Talk) -> None:
    session.add(CountryDay(country="TR", day=date(2026, 4, 30), kind=DayKind.FREE, names=Translated({"en": "Decided"})))
    session.add(CountryDay(country="TR", day=date(2026, 5, 1), kind=DayKind.WORKING, names=Translated({})))
    session.flush()
    request = make_held(session, talk)
    assert promise(session, request, talk.asker, side=talk.tr.id).due_on == date(2026, 5, 1)


def test_estimated_lunar_days_are_marked() -> None:
    eid = CountryCalendar("KZ", "en").on(date(2027, 5, 16))
    assert eid is None or eid.estimated
    found = [CountryCalendar("AZ", "az").on(date(2027, 3, 1) + timedelta(days=n)) for n in range(90)]
    assert any(day is not None and day.estimated for day in found)


def test_an_unknown_country_has_no_holidays_and_no_fault() -> None:
    assert CountryCalendar("XX", "en").on(date(2026, 1, 1)) is None


def test_the_committing_ministry_accepts_begins_and_finishes_with_what_came_of_it(session: Session, talk: Talk) -> None:
    commitment = promise(session, make_held(session, talk), talk.asker, side=talk.tr.id)
    assert kinds(session, talk.expert)[-1] == "commitment.proposed"
    with pytest.raises(RefusedError):
        step(session, commitment, talk.asker, S.ACCEPTED)
    step(session, commitment, talk.expert, S.ACCEPTED)
    assert kinds(session, talk.asker)[-1] == "commitment.moved"
    step(session, commitment, talk.expert, S.IN_PROGRESS)
    with pytest.raises(InvalidError):
        step(session, commitment, talk.expert, S.DONE)
    step(session, commitment, talk.expert, S.DONE, effect="Sent on 9 March.")
    assert (commitment.state, commitment.effect, commitment.closed_at) == (S.DONE, "Sent on 9 March.", HELD_AT)
    with pytest.raises(ConflictError):
        step(session, commitment, talk.expert, S.DROPPED, effect="No")


def test_the_other_side_may_take_a_proposal_back_but_not_a_commitment(session: Session, talk: Talk) -> None:
    request = make_held(session, talk)
    proposed, accepted = (promise(session, request, talk.asker, side=talk.tr.id) for _ in range(2))
    step(session, proposed, talk.asker, S.DROPPED, effect="Not needed.")
    step(session, accepted, talk.expert, S.ACCEPTED)
    with pytest.raises(RefusedError):
        step(session, accepted, talk.asker, S.DROPPED, effect="Not needed.")


def test_pressing_twice_changes_nothing_and_two_different_steps_meet_a_conflict(session: Session, talk: Talk) -> None:
    commitment = promise(session, make_held(session, talk), talk.asker, side=talk.tr.id)
    step(session, commitment, talk.expert, S.ACCEPTED, version=1)
    assert step(session, commitment, talk.expert, S.ACCEPTED, version=1).version == 2
    with pytest.raises(ConflictError):
        step(session, commitment, talk.expert, S.DROPPED, effect="No", version=1)


def test_approving_the_minutes_on_both_sides_makes_their_commitments_stand(session: Session, talk: Talk) -> None:
    request = make_reviewed(session, talk)
    commitment = promise(session, request, talk.asker, side=talk.tr.id)
    approve(session, request, talk.asker)
    approve(session, request, talk.expert)
    session.refresh(commitment)
    assert commitment.state is S.ACCEPTED


def test_a_commitment_is_reminded_of_before_its_day_and_once_after(session: Session, talk: Talk) -> None:
    commitment = promise(session, make_held(session, talk), talk.asker, side=talk.tr.id)
    step(session, commitment, talk.expert, S.ACCEPTED)
    told = []
    for day in range(1, 20):
        today = date(2026, 4, 20) + timedelta(days=day)
        now = datetime(today.year, today.month, today.day, 6, tzinfo=UTC)
        told += [today] * service.remind(session, today=today, now=now)
    assert told == [date(2026, 4, 27), date(2026, 5, 1)]
    assert [kind for kind in kinds(session, talk.tr_organizer) if kind.startswith("commitment.")][-2:] == [
        "commitment.due",
        "commitment.overdue",
    ]


def test_what_two_ministries_have_is_read_by_them_alone(session: Session, talk: Talk) -> None:
    request = make_reviewed(session, talk)
    promise(session, request, talk.asker, side=talk.tr.id)
    pair = {"first": talk.tr.id, "second": talk.az.id}
    found = commitments_between(session, actor=actor_for(talk.expert), **pair)
    assert [(fact.what, fact.ministry_id) for fact in found] == [("Send the checklist", talk.tr.id)]
    meetings = meetings_between(session, actor=actor_for(talk.expert), **pair, language="en")
    assert [(fact.id, fact.minutes_approved_at) for fact in meetings] == [(request.id, None)]
    stranger = actor_for(make_person(session, make_ministry(session, "KZ")))
    assert commitments_between(session, actor=stranger, **pair) == ()
    assert meetings_between(session, actor=stranger, **pair, language="en") == ()
    with pytest.raises(NotFoundError):
        service.step_commitment(
            session,
            actor=stranger,
            commitment_id=found[0].id,
            step=service.Step(S.ACCEPTED),
            version=1,
            now=HELD_AT,
        )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "\n=1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    assert quoted(text).startswith("'")
    assert quoted("plain -1") == "plain -1"


def test_the_register_and_its_file(browser: Browser, session: Session, talk: Talk, clock: FixedClock) -> None:
    request = make_held(session, talk)
    clock.advance(days=9)
    browser.sign_in(talk.asker)
    address = f"/meetings/{request.id}/commitment"
    form = hidden(browser.get(address), "/commitment")
    assert browser.post(address, form | {"ministry": str(talk.tr.id), "what": ""}).status == 422
    typed = {"ministry": str(talk.tr.id), "what": "=HYPERLINK(1)", "due_on": "2026-04-30"}
    assert "Written down" in browser.post(address, form | typed, follow=True).text
    commitment = session.scalars(select(Commitment)).one()
    browser.sign_in(talk.expert)
    page = browser.get("/commitments/")
    assert "=HYPERLINK(1)" in page.text
    rows = list(csv.reader(io.StringIO(browser.raw("/commitments/register.csv").get_data().decode("utf-8-sig"))))
    assert rows[1][2] == "'=HYPERLINK(1)"
    one = f"/commitments/{commitment.id}"
    form = hidden(browser.get(one), one)
    assert "Kept." in browser.post(one, form | {"state": "accepted"}, follow=True).text
    form = hidden(browser.get(one), one)
    assert browser.post(one, form | {"state": "done"}).status == 422
    done = form | {"state": "done", "effect": "Sent.", "practice": f"http://localhost/practices/{talk.practice.slug}"}
    assert "Sent." in browser.post(one, done, follow=True).text
    assert "No commitments here" in browser.get("/commitments/").text
    assert "=HYPERLINK(1)" in browser.get(f"/commitments/?show=all&with={talk.az.slug}").text
