"""An administrator looks after the people of a ministry."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.events import PersonDisabled
from exchange.accounts.models import Membership, Ministry, Person
from exchange.accounts.queries import actor_of
from exchange.accounts.service import people
from exchange.audit.models import AuditRow
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import InvalidError, NotFoundError, RefusedError
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.support.browser import Browser
from tests.support.clock import FixedClock


@pytest.fixture
def ministry(session: Session) -> Ministry:
    return make_ministry(session)


@pytest.fixture
def administrator(session: Session, ministry: Ministry) -> Person:
    return make_person(session, ministry, roles=[Role.ADMINISTRATOR], email="admin@az.example")


@pytest.fixture
def official(session: Session, ministry: Ministry) -> Person:
    return make_person(session, ministry, email="official@az.example")


@pytest.fixture
def stranger(session: Session) -> Person:
    return make_person(session, make_ministry(session, "TR"), roles=[Role.ADMINISTRATOR], email="admin@tr.example")


def _roles(session: Session, person_id: UUID) -> set[Role]:
    return set(session.scalars(select(Membership.role).where(Membership.person_id == person_id)))


def test_roles_count_from_the_next_request_and_more_of_them_from_a_new_sign_in(
    browser: Browser, session: Session, administrator: Person, official: Person
) -> None:
    browser.sign_in(administrator)
    other = browser.another()
    other.sign_in(official)
    assert not other.get("/").all('a[href="/practices/new"]')
    answer = browser.post(f"/admin/people/{official.id}", {"roles": ["publisher", "organizer"]})
    assert answer.status == 303
    assert _roles(session, official.id) == {Role.PUBLISHER, Role.ORGANIZER}
    assert other.get("/settings/profile", follow=False).status == 303, "more rights begin with a new sign-in (I18)"
    assert other.sign_in(official).get("/").all('a[href="/practices/new"]')
    browser.post(f"/admin/people/{official.id}", {"roles": ["official"]})
    assert not other.get("/").all('a[href="/practices/new"]'), "fewer rights end nothing and count at once"


def test_a_form_without_a_role_changes_nothing(
    browser: Browser, session: Session, administrator: Person, official: Person
) -> None:
    browser.sign_in(administrator)
    page = browser.post(f"/admin/people/{official.id}", {})
    assert page.status == 422
    assert page.one(".govuk-error-summary a")["href"] == "#roles"
    assert _roles(session, official.id) == {Role.OFFICIAL}


def test_an_invented_role_is_refused(
    browser: Browser, session: Session, administrator: Person, official: Person
) -> None:
    browser.sign_in(administrator)
    assert browser.post(f"/admin/people/{official.id}", {"roles": ["emperor"]}).status == 422
    assert _roles(session, official.id) == {Role.OFFICIAL}


def test_extra_fields_give_no_rights(
    browser: Browser, session: Session, administrator: Person, official: Person
) -> None:
    browser.sign_in(administrator)
    extra = {"roles": ["official"], "runs_platform": "1", "ministry_id": "x", "is_sample": "1"}
    browser.post(f"/admin/people/{official.id}", extra)
    session.refresh(official)
    assert (official.runs_platform, official.is_sample) == (False, False)


def test_closing_an_account_ends_its_sessions_at_once(
    browser: Browser, session: Session, administrator: Person, official: Person
) -> None:
    browser.sign_in(administrator)
    other = browser.another()
    other.sign_in(official)
    browser.post(f"/admin/people/{official.id}/disable")
    assert other.get("/settings/profile", follow=False).status == 303
    assert actor_of(session, official.id) == Actor.nobody()
    assert "Closed" in browser.get("/admin/people").text


def test_closing_twice_keeps_the_first_date(
    session: Session, administrator: Person, official: Person, clock: FixedClock
) -> None:
    first = clock.now
    for _ in range(2):
        people.disable_person(session, actor=administrator.as_actor(), person_id=official.id, now=clock.now)
        clock.advance(hours=1)
    assert official.disabled_at == first
    assert len(session.scalars(select(AuditRow)).all()) == 1


def test_those_who_hold_something_hear_that_an_account_is_closed(
    session: Session, administrator: Person, official: Person, clock: FixedClock
) -> None:
    heard: list[PersonDisabled] = []
    bus = session.info["exchange.events"]
    bus.subscribe(PersonDisabled, lambda _session, event: heard.append(event))
    people.disable_person(session, actor=administrator.as_actor(), person_id=official.id, now=clock.now)
    bus._subscribers[PersonDisabled].pop()  # noqa: SLF001 - the bus outlives the test
    assert heard == [PersonDisabled(official.id, official.ministry_id, clock.now)]


def test_the_last_administrator_stays(
    session: Session, administrator: Person, ministry: Ministry, clock: FixedClock
) -> None:
    second = make_person(session, ministry, roles=[Role.ADMINISTRATOR])
    people.disable_person(session, actor=second.as_actor(), person_id=administrator.id, now=clock.now)
    elsewhere = make_person(session, ministry, roles=[Role.ADMINISTRATOR])
    elsewhere.disable(clock.now)
    with pytest.raises(RefusedError):
        people.disable_person(session, actor=elsewhere.as_actor(), person_id=second.id, now=clock.now)


def test_nobody_raises_their_own_roles(
    session: Session, administrator: Person, ministry: Ministry, clock: FixedClock
) -> None:
    with pytest.raises(RefusedError):
        people.change_roles(
            session,
            actor=administrator.as_actor(),
            person_id=administrator.id,
            ministry_id=ministry.id,
            roles=list(Role),
            now=clock.now,
        )


def test_no_role_left_is_said_beside_the_roles(
    session: Session, administrator: Person, official: Person, ministry: Ministry, clock: FixedClock
) -> None:
    with pytest.raises(InvalidError) as caught:
        people.change_roles(
            session,
            actor=administrator.as_actor(),
            person_id=official.id,
            ministry_id=ministry.id,
            roles=[],
            now=clock.now,
        )
    assert set(caught.value.fields) == {"roles"}


def test_another_ministrys_people_do_not_exist_for_an_administrator(
    browser: Browser, session: Session, stranger: Person, official: Person, ministry: Ministry, clock: FixedClock
) -> None:
    browser.sign_in(stranger)
    absent = "0198a2b4-0000-7000-8000-000000000000"
    for person_id in (official.id, absent):
        assert browser.get(f"/admin/people/{person_id}").status == 404
        assert browser.get(f"/admin/people/{person_id}?ministry={ministry.slug}").status == 404
        assert browser.post(f"/admin/people/{person_id}", {"roles": ["publisher"]}).status == 404
        assert browser.post(f"/admin/people/{person_id}/disable").status == 404
    with pytest.raises(NotFoundError):
        people.disable_person(session, actor=actor_for(stranger), person_id=official.id, now=clock.now)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_the_page_exists_for_administrators_only(
    browser: Browser, session: Session, ministry: Ministry, role: Role
) -> None:
    browser.sign_in(make_person(session, ministry, roles=[role]))
    assert browser.get("/admin/people").status == 404
    assert browser.post("/admin/people", {"email": "x@y.example", "roles": ["administrator"]}).status == 404


def test_an_administrator_cannot_reach_into_another_ministry_by_its_name(
    browser: Browser, stranger: Person, ministry: Ministry
) -> None:
    browser.sign_in(stranger)
    assert browser.get(f"/admin/people?ministry={ministry.slug}").status == 404
    sent = browser.post(f"/admin/people?ministry={ministry.slug}", {"email": "x@y.example", "roles": ["official"]})
    assert sent.status == 404


def test_the_platform_sees_every_ministry_and_changes_no_roles(
    browser: Browser, session: Session, official: Person, ministry: Ministry, stranger: Person
) -> None:
    browser.sign_in(make_person(session, runs_platform=True))
    page = browser.get(f"/admin/people?ministry={ministry.slug}")
    assert "official@az.example" in page.text
    assert "admin@tr.example" not in page.text
    person = browser.get(f"/admin/people/{official.id}?ministry={ministry.slug}")
    assert not person.all("input[name=roles]")
    path = f"/admin/people/{official.id}?ministry={ministry.slug}"
    assert browser.post(path, {"roles": ["administrator"]}).status == 403


def test_a_faulty_invitation_keeps_what_was_typed(browser: Browser, administrator: Person) -> None:
    browser.sign_in(administrator)
    page = browser.post("/admin/people", {"email": "not an address", "roles": ["reviewer"]})
    assert page.status == 422
    assert page.one("#email")["value"] == "not an address"
    assert [box["value"] for box in page.all("input[name=roles][checked]")] == ["reviewer"]


def test_an_invited_address_is_listed_until_it_comes(browser: Browser, administrator: Person) -> None:
    browser.sign_in(administrator)
    browser.post("/admin/people", {"email": "soon@az.example", "roles": ["reviewer"]})
    assert "soon@az.example" in browser.get("/admin/people").text
