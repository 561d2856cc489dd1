"""Invitations: a link, once, for seven days."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.events import PersonJoined
from exchange.accounts.models import Invitation, Ministry, Person
from exchange.accounts.service import invitations
from exchange.accounts.service.invitations import Joining
from exchange.audit.models import AuditRow
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError
from tests.factories.accounts import make_ministry, make_person
from tests.support.browser import Browser
from tests.support.clock import FixedClock
from tests.support.databases import every_row

PASSWORD = "korrekt staple nine"
JOINING = Joining("Foster care desk", "en", PASSWORD)


@pytest.fixture
def ministry(session: Session) -> Ministry:
    return make_ministry(session)


@pytest.fixture
def administrator(session: Session, ministry: Ministry) -> Person:
    return make_person(session, ministry, roles=[Role.ADMINISTRATOR])


def _invite(session: Session, person: Person, clock: FixedClock, email: str = "new@az.example") -> str:
    return invitations.invite(
        session,
        actor=person.as_actor(),
        email=email,
        ministry_id=person.ministry_id,
        roles=[Role.PUBLISHER, Role.OFFICIAL],
        now=clock.now,
    )


def test_an_invited_person_joins_with_the_roles(session: Session, administrator: Person, clock: FixedClock) -> None:
    token = _invite(session, administrator, clock, " New@AZ.example ")
    person = invitations.accept_invitation(session, token=token, joining=JOINING, now=clock.now)
    assert person.email == "new@az.example"
    assert {held.role for held in person.memberships} == {Role.PUBLISHER, Role.OFFICIAL}
    assert person.ministry_id == administrator.ministry_id
    assert person.post.text_for("en") == "Foster care desk"


def test_the_token_is_kept_nowhere(session: Session, administrator: Person, clock: FixedClock) -> None:
    token = _invite(session, administrator, clock)
    invitations.accept_invitation(session, token=token, joining=JOINING, now=clock.now)
    session.flush()
    kept = "\n".join(every_row(session.connection()))
    assert token not in kept
    assert PASSWORD not in kept


def test_a_link_works_once(session: Session, administrator: Person, clock: FixedClock) -> None:
    token = _invite(session, administrator, clock)
    invitations.accept_invitation(session, token=token, joining=JOINING, now=clock.now)
    with pytest.raises(NotFoundError):
        invitations.accept_invitation(session, token=token, joining=JOINING, now=clock.now)


def test_a_link_works_for_seven_days(session: Session, administrator: Person, clock: FixedClock) -> None:
    token = _invite(session, administrator, clock)
    with pytest.raises(NotFoundError):
        invitations.open_invitation(session, token=token, now=clock.now + timedelta(days=7))


def test_a_new_invitation_ends_the_earlier_one(session: Session, administrator: Person, clock: FixedClock) -> None:
    first = _invite(session, administrator, clock)
    second = _invite(session, administrator, clock)
    with pytest.raises(NotFoundError):
        invitations.open_invitation(session, token=first, now=clock.now)
    assert invitations.open_invitation(session, token=second, now=clock.now).email == "new@az.example"


def test_a_stranger_cannot_invite(session: Session, administrator: Person, clock: FixedClock) -> None:
    for actor in (
        Actor.nobody(),
        make_person(session, make_ministry(session, "TR"), roles=[Role.ADMINISTRATOR]).as_actor(),
    ):
        with pytest.raises(NotFoundError):
            invitations.invite(
                session,
                actor=actor,
                email="x@az.example",
                ministry_id=administrator.ministry_id,
                roles=[Role.OFFICIAL],
                now=clock.now,
            )


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b", "a b@c.example", "a@c.example\r\nBcc: x@y.example", "@c.example", "a@@c.example"]
)
def test_what_is_no_address_is_refused(session: Session, administrator: Person, clock: FixedClock, email: str) -> None:
    with pytest.raises(InvalidError) as caught:
        _invite(session, administrator, clock, email)
    assert set(caught.value.fields) == {"email"}


@pytest.mark.parametrize(
    "password",
    ["short", "Password1234!", "qwertyuiop12", "aaaaaaaaaaaaaaaa", "new@az.example", "Nazirlik2026!!", "x" * 201],
)
def test_a_weak_password_is_refused_and_the_link_stays_good(
    session: Session, administrator: Person, clock: FixedClock, password: str
) -> None:
    token = _invite(session, administrator, clock)
    with pytest.raises(InvalidError) as caught:
        invitations.accept_invitation(session, token=token, joining=replace(JOINING, password=password), now=clock.now)
    assert set(caught.value.fields) == {"password"}
    assert invitations.open_invitation(session, token=token, now=clock.now)


def test_an_address_with_an_account_keeps_its_password(
    session: Session, administrator: Person, clock: FixedClock
) -> None:
    other = make_person(session, make_ministry(session, "TR"), email="new@az.example", password=PASSWORD)
    before = other.password_hash
    token = _invite(session, administrator, clock)
    with pytest.raises(ConflictError):
        invitations.accept_invitation(session, token=token, joining=JOINING, now=clock.now)
    invitations.join_with_account(session, actor=other.as_actor(), token=token, now=clock.now)
    assert other.password_hash == before
    assert len({held.ministry_id for held in other.memberships}) == 2


def test_nobody_joins_with_the_link_of_another(session: Session, administrator: Person, clock: FixedClock) -> None:
    token = _invite(session, administrator, clock)
    with pytest.raises(NotFoundError):
        invitations.join_with_account(session, actor=administrator.as_actor(), token=token, now=clock.now)


def test_a_closed_account_opens_with_nothing_of_its_earlier_rights(
    session: Session, administrator: Person, clock: FixedClock
) -> None:
    gone = make_person(session, make_ministry(session, "TR"), roles=[Role.ADMINISTRATOR], email="new@az.example")
    gone.disable(clock.now)
    token = _invite(session, administrator, clock)
    person = invitations.accept_invitation(session, token=token, joining=JOINING, now=clock.now)
    assert person.id == gone.id
    assert {held.ministry_id for held in person.memberships} == {administrator.ministry_id}
    assert person.disabled_at is None


def test_both_acts_are_in_the_trail_without_the_address(
    session: Session, administrator: Person, clock: FixedClock
) -> None:
    token = _invite(session, administrator, clock)
    invitations.accept_invitation(session, token=token, joining=JOINING, now=clock.now)
    rows = session.scalars(select(AuditRow).order_by(AuditRow.number)).all()
    assert [row.action for row in rows] == ["invitation.made", "invitation.accepted"]
    assert all("example" not in str(row.facts) and token not in str(row.facts) for row in rows)
    assert all(row.ministry_id == administrator.ministry_id for row in rows)


def test_an_administrator_invites_and_a_colleague_arrives(
    browser: Browser, administrator: Person, session: Session
) -> None:
    browser.sign_in(administrator)
    page = browser.post("/admin/people", {"email": "new@az.example", "roles": ["publisher", "official"]}, follow=True)
    path = urlsplit(str(page.one("#invitation-link")["value"])).path
    assert path not in browser.get("/admin/people").html
    colleague = browser.another()
    assert colleague.get(path).h1 == "Your invitation"
    answer = colleague.post(path, {"post": "Foster care desk", "language": "az", "password": PASSWORD})
    assert answer.location == "/"
    assert "Foster care desk" in colleague.get("/settings/profile").text
    assert session.scalar(select(Invitation.used_at)) is not None


def test_a_refused_form_keeps_what_was_typed(
    browser: Browser, administrator: Person, session: Session, clock: FixedClock
) -> None:
    path = "/invitation/" + _invite(session, administrator, clock)
    page = browser.post(path, {"post": "Foster care desk", "language": "tr", "password": "short"})
    assert page.status == 422
    assert page.one("#post")["value"] == "Foster care desk"
    assert page.one("#language option[selected]")["value"] == "tr"
    assert page.one(".govuk-error-summary a")["href"] == "#password"


def test_an_unknown_a_used_and_an_old_link_are_the_same_page(
    browser: Browser, administrator: Person, session: Session, clock: FixedClock
) -> None:
    used = _invite(session, administrator, clock, "one@az.example")
    invitations.accept_invitation(session, token=used, joining=JOINING, now=clock.now)
    old = _invite(session, administrator, clock, "two@az.example")
    clock.advance(days=8)
    pages = [browser.get(f"/invitation/{token}") for token in ("nonsense", used, old)]
    assert {page.status for page in pages} == {404}
    assert (
        len({re.sub(r"invitation/[\w-]+|nonce=\"[^\"]*\"|[A-Za-z0-9_.-]{60,}", "", page.html) for page in pages}) == 1
    )


def test_a_person_with_an_account_joins_after_signing_in(
    browser: Browser, administrator: Person, session: Session, clock: FixedClock
) -> None:
    other = make_person(session, make_ministry(session, "TR"), email="new@az.example")
    path = "/invitation/" + _invite(session, administrator, clock)
    assert "/sign-in?next=" + path in browser.get(path).html.replace("%2F", "/")
    browser.sign_in(administrator)
    assert "another address" in browser.get(path).text
    browser.sign_in(other)
    assert "takes the new roles" in browser.get(path).text
    assert browser.post(path).location == "/"


def test_an_operator_invites_the_first_administrator_of_the_platform(session: Session, clock: FixedClock) -> None:
    token = invitations.invite(
        session,
        actor=Actor(runs_platform=True),
        email="root@exchange.example",
        ministry_id=None,
        roles=[],
        now=clock.now,
        runs_platform=True,
    )
    person = invitations.accept_invitation(session, token=token, joining=JOINING, now=clock.now)
    assert person.runs_platform
    assert person.ministry_id is None


def test_subscribers_hear_of_the_new_person(session: Session, administrator: Person, clock: FixedClock) -> None:
    heard: list[PersonJoined] = []
    session.info["exchange.events"].subscribe(PersonJoined, lambda _session, event: heard.append(event))
    token = _invite(session, administrator, clock)
    person = invitations.accept_invitation(session, token=token, joining=JOINING, now=clock.now)
    assert heard == [PersonJoined(person.id, administrator.ministry_id)]
    session.info["exchange.events"]._subscribers[PersonJoined].pop()  # noqa: SLF001 - the bus outlives the test
