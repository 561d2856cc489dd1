"""The owner is a post: a desk is handed over in one step, reminders go to it, it hears what came of a practice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.cli import user
from exchange.accounts.models import Ministry, Person
from exchange.adoptions.models import Readers
from exchange.audit.models import AuditRow
from exchange.insights.models import InsightReader
from exchange.kernel.actor import Role
from exchange.meetings.states import RequestState
from exchange.notifications.models import StoredNotice
from exchange.practices import policies
from exchange.practices.jobs import remind, tell_returns
from exchange.practices.models import Practice, Visibility
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.adoptions import make_adoption
from tests.factories.discussion import make_comment
from tests.factories.meetings import Talk, make_request
from tests.factories.practices import make_practice
from tests.support.browser import Browser
from tests.support.clock import START, FixedClock

People = dict[str, Person]


@pytest.fixture
def people(session: Session) -> People:
    import_taxonomy(session)
    own, other = make_ministry(session, "AZ"), make_ministry(session, "TR")
    return {
        "leaver": make_person(session, own, roles=[Role.PUBLISHER], email="leaver@az.example"),
        "successor": make_person(session, own, roles=[Role.PUBLISHER], email="next@az.example"),
        "admin": make_person(session, own, roles=[Role.ADMINISTRATOR]),
        "stranger": make_person(session, other, roles=[Role.ADMINISTRATOR]),
    }


@pytest.fixture
def practice(session: Session, people: People) -> Practice:
    ministry = session.get_one(Ministry, people["leaver"].ministry_id)
    made = make_practice(session, ministry, visibility=Visibility.PUBLIC, author=people["leaver"], slug="az-owned")
    made.valid_until = START.date() + timedelta(days=30)
    session.commit()
    return made


def _notices(session: Session, person: Person, kind: str) -> list[StoredNotice]:
    session.expire_all()
    return list(
        session.scalars(select(StoredNotice).where(StoredNotice.person_id == person.id, StoredNotice.kind == kind))
    )


def test_a_desk_is_handed_over_in_one_step(
    session: Session, people: People, practice: Practice, browser: Browser
) -> None:
    path = f"/admin/people/{people['leaver'].id}/hand-over"
    admin = browser.sign_in(people["admin"])
    offered = [option["value"] for option in admin.get(path).all("select[name=successor] option")]
    assert str(people["successor"].id) in offered
    assert str(people["leaver"].id) not in offered
    assert admin.post(path, {"successor": str(people["stranger"].id)}).status in {404, 422}
    assert admin.post(path, {"successor": "nobody"}).status == 422
    assert admin.post(path, {"successor": str(people["successor"].id)}).status == 303
    session.expire_all()
    assert practice.created_by == people["successor"].id
    assert len(_notices(session, people["successor"], "desk.handed_over")) == 1
    row = session.scalars(select(AuditRow).where(AuditRow.action == "desk.handed_over")).one()
    assert row.facts["practices"] == 1
    successor = browser.another().sign_in(people["successor"])
    assert successor.get(f"/practices/{practice.slug}/history").status == 200


def test_meetings_asked_of_the_desk_and_asked_by_it_go_on_with_the_successor(
    session: Session, people: People, practice: Practice, browser: Browser
) -> None:
    """What others ask is addressed to the ministry; what the leaver had asked for is the successor's (issue 3)."""
    own, other = (session.get_one(Ministry, people[who].ministry_id) for who in ("leaver", "stranger"))
    official = make_person(session, own, email="official@az.example")
    asker, officer = people["stranger"], people["admin"]
    asked = make_request(session, Talk(other, own, practice, asker, asker, officer, officer))
    theirs = make_practice(session, other)
    begun = make_request(session, Talk(own, other, theirs, official, officer, asker, asker))
    ended = make_request(session, Talk(own, other, theirs, official, officer, asker, asker), key="ended")
    ended.state = RequestState.DECLINED
    session.commit()
    path = f"/admin/people/{official.id}/hand-over"
    assert browser.sign_in(people["admin"]).post(path, {"successor": str(people["successor"].id)}).status == 303
    official.disabled_at = START
    session.commit()
    session.expire_all()
    assert (begun.requester_id, ended.requester_id) == (people["successor"].id, official.id)
    successor = browser.another().sign_in(people["successor"])
    for request in (asked, begun):
        assert successor.get(f"/meetings/{request.id}").status == 200, "nothing of it hangs on the leaver"


def test_the_successor_does_not_clear_what_the_leaver_wrote(
    app: Flask, session: Session, people: People, practice: Practice
) -> None:
    with app.app_context():
        done = CliRunner().invoke(user, ["hand-over", "leaver@az.example", "next@az.example"])
    assert done.exit_code == 0, done.output
    session.expire_all()
    session.refresh(practice, ["published_revision"])
    for who in ("leaver", "successor"):
        person = people[who]
        session.refresh(person, ["memberships"])
        assert not policies.can_widen(actor_for(person), practice), who


def test_another_ministry_hands_nothing_over(people: People, practice: Practice, browser: Browser) -> None:
    path = f"/admin/people/{people['leaver'].id}/hand-over"
    stranger = browser.sign_in(people["stranger"])
    assert stranger.get(path).status == 404
    assert stranger.post(path, {"successor": str(people["successor"].id)}).status == 404


def test_the_post_is_reminded_once_and_confirms_with_one_key(
    app: Flask, session: Session, people: People, practice: Practice, browser: Browser, clock: FixedClock
) -> None:
    with app.app_context():
        remind()
        remind()
    assert [one.path for one in _notices(session, people["leaver"], "practice.due")] == ["/practices/az-owned/confirm"]
    assert "Is it still true?" in browser.sign_in(people["leaver"]).get("/practices/az-owned/confirm").text
    clock.advance(days=1)
    confirmed = browser.another().sign_in(people["leaver"]).post("/practices/az-owned/confirm")
    assert confirmed.status == 303
    session.expire_all()
    assert practice.confirmed_on == (START + timedelta(days=1)).date()
    assert practice.valid_until is not None
    assert practice.valid_until - practice.confirmed_on == timedelta(days=730)
    assert session.scalars(select(AuditRow).where(AuditRow.action == "practice.confirmed")).one()
    assert browser.another().sign_in(people["stranger"]).post("/practices/az-owned/confirm").status == 404


def test_a_closed_desk_sends_its_reminders_to_the_administrators(
    app: Flask, session: Session, people: People, practice: Practice
) -> None:
    people["leaver"].disabled_at = START
    session.commit()
    with app.app_context():
        remind()
    assert len(_notices(session, people["admin"], "practice.due")) == 1


def test_the_owner_hears_once_a_quarter_what_came_of_it(
    app: Flask, session: Session, people: People, practice: Practice, run_jobs: Callable[[], int]
) -> None:
    with app.app_context():
        tell_returns()
    assert _notices(session, people["leaver"], "practice.returned") == []  # nothing came, nothing is said
    make_comment(session, practice, people["stranger"])
    session.commit()
    with app.app_context():
        tell_returns()
        tell_returns()
    [notice] = _notices(session, people["leaver"], "practice.returned")
    assert "1 institution asked or commented." in str(notice.lines)


@pytest.mark.parametrize(
    ("readers", "state", "circle", "said"),
    [
        (2, RequestState.SCHEDULED, Readers.MINISTRY, []),
        (3, RequestState.SCHEDULED, Readers.MINISTRY, ["3 institutions read it."]),
        (1, RequestState.HELD, Readers.MINISTRY, ["1 institution met you on it."]),
        (0, RequestState.CLOSED, Readers.TWO, ["1 institution met you on it.", "1 institution is adopting it."]),
    ],
)
def test_the_note_says_how_many_read_met_and_adopted_and_nothing_that_the_owner_may_not_know(
    app: Flask,
    session: Session,
    people: People,
    practice: Practice,
    readers: int,
    state: RequestState,
    circle: Readers,
    said: list[str],
) -> None:
    """I1. Too few readers could be guessed, an adoption kept to oneself is its own, agreed is not yet met."""
    for _ in range(readers):
        ministry = make_ministry(session, "KZ")
        session.add(InsightReader(practice_id=practice.id, ministry_id=ministry.id, first_on=START.date()))
    other = session.get_one(Ministry, people["stranger"].ministry_id)
    own = session.get_one(Ministry, practice.ministry_id)
    asker, officer = people["stranger"], people["admin"]
    make_request(session, Talk(other, own, practice, asker, asker, officer, officer)).state = state
    make_adoption(session, practice, other, readers=circle)
    session.commit()
    with app.app_context():
        tell_returns()
    notices = _notices(session, people["leaver"], "practice.returned")
    assert [line for notice in notices for line in notice.lines] == said
