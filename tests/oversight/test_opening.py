"""Break-glass: reading only, an hour, a reason, and the ministry knows of it (trust.md section 3)."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.audit.models import AuditRow
from exchange.kernel.actor import Role
from exchange.notifications.models import StoredNotice
from exchange.practices import policies
from exchange.practices.models import Practice, PracticeState, Visibility
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.practices import make_practice
from tests.support.browser import Browser
from tests.support.clock import FixedClock

REASON = "A court asks for the text of the withdrawn practice by tonight."


@pytest.fixture
def ministry(session: Session) -> Ministry:
    return make_ministry(session)


@pytest.fixture
def administrator(session: Session, ministry: Ministry) -> Person:
    return make_person(session, ministry, roles=[Role.ADMINISTRATOR])


@pytest.fixture
def platform(session: Session) -> Person:
    return make_person(session, None, runs_platform=True)


@pytest.fixture
def internal(session: Session, ministry: Ministry) -> Practice:
    return make_practice(session, ministry, visibility=Visibility.MINISTRY, texts={"en": "Kept inside"})


def open_it(browser: Browser, ministry: Ministry, reason: str = REASON) -> int:
    return browser.post("/admin/opening", {"ministry": ministry.slug, "reason": reason}).status


def test_it_opens_what_the_ministry_keeps_for_an_hour_and_tells_it(
    browser: Browser,
    session: Session,
    ministry: Ministry,
    administrator: Person,
    platform: Person,
    internal: Practice,
    clock: FixedClock,
) -> None:
    path = f"/practices/{internal.slug}"
    browser.sign_in(platform)
    assert browser.get(path).status == 404
    assert browser.get(f"/admin/opening/{ministry.slug}").status == 404
    assert open_it(browser, ministry) == 303
    assert browser.get(path).status == 200
    assert "Kept inside" in browser.get(f"/admin/opening/{ministry.slug}").text
    notice = session.scalars(select(StoredNotice).where(StoredNotice.person_id == administrator.id)).one()
    assert REASON in " ".join(notice.lines)
    assert (
        "ministry.opened" in session.scalars(select(AuditRow.action).where(AuditRow.ministry_id == ministry.id)).all()
    )
    clock.advance(minutes=61)
    browser.sign_in(platform)
    assert browser.get(path).status == 404


def test_it_ends_at_once_when_it_is_closed(
    browser: Browser, ministry: Ministry, administrator: Person, platform: Person, internal: Practice
) -> None:
    browser.sign_in(platform)
    open_it(browser, ministry)
    assert browser.post(f"/admin/opening/{ministry.slug}/close").status == 303
    assert browser.get(f"/practices/{internal.slug}").status == 404


@pytest.mark.parametrize("reason", ["", "because", " " * 40, "x" * 501])
def test_without_a_reason_that_can_be_understood_nothing_opens(
    browser: Browser, session: Session, ministry: Ministry, platform: Person, internal: Practice, reason: str
) -> None:
    browser.sign_in(platform)
    assert open_it(browser, ministry, reason) == 422
    assert browser.get(f"/practices/{internal.slug}").status == 404


def test_reading_only_and_only_that_ministry(
    session: Session, ministry: Ministry, platform: Person, clock: FixedClock
) -> None:
    other = make_ministry(session, "TR")
    named = make_practice(session, other, visibility=Visibility.PARTNERS, partners=[ministry])
    draft = make_practice(session, ministry, state=PracticeState.DRAFT)
    actor = replace(actor_for(platform), opened=frozenset({ministry.id}))
    assert policies.can_see_desk(actor, draft)
    assert not policies.can_read(actor, named), "a partner's rights are not opened with it"
    for can in (policies.can_edit, policies.can_withdraw, policies.can_widen):
        assert not can(actor, draft)
    assert not policies.can_clear(actor, draft, draft.revisions[0])
    assert not policies.can_create(actor, ministry.id)


def test_rule_and_sql_agree_and_search_stays_outside(
    session: Session, ministry: Ministry, platform: Person, internal: Practice
) -> None:
    actor = replace(actor_for(platform), opened=frozenset({ministry.id}))
    assert policies.can_read(actor, internal)
    assert session.scalar(select(Practice.id).where(policies.readable_by(actor), Practice.id == internal.id))
    assert session.scalar(select(Practice.id).where(policies.desk_seen_by(actor), Practice.id == internal.id))
    assert not policies.audience_tokens(actor) & policies.audience_of(internal)


@pytest.mark.parametrize("role", list(Role))
def test_nobody_but_who_runs_the_platform_has_the_page(
    browser: Browser, session: Session, ministry: Ministry, role: Role
) -> None:
    browser.sign_in(make_person(session, ministry, roles=[role]))
    assert browser.get("/admin/opening").status == 404
    assert browser.post("/admin/opening", {"ministry": ministry.slug, "reason": REASON}).status == 404
