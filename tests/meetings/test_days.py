"""Days that a cabinet decided: kept by whoever runs the platform, and counted by every calendar at once."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.audit.models import AuditRow
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import ConflictError, NotFoundError
from exchange.meetings import service
from exchange.meetings.models import CountryDay, DayKind
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.meetings import NOW, Talk
from tests.support.browser import Browser

BRIDGE = {"day": "2026-04-24", "kind": "free", "seen": "", "en": "Bridge day", "tr": "İdari izin"}


@pytest.fixture
def keeper(session: Session) -> Actor:
    return actor_for(make_person(session, None, roles=[], runs_platform=True))


def keep(session: Session, keeper: Actor, *, kind: DayKind = DayKind.FREE, seen: DayKind | None = None) -> None:
    decided = service.DecidedDay(date(2026, 4, 24), kind, {"en": "Bridge day"})
    service.keep_day(session, actor=keeper, country="TR", decided=decided, seen=seen, now=NOW)


def test_a_decided_day_counts_on_every_calendar_until_it_is_forgotten(
    browser: Browser, session: Session, talk: Talk
) -> None:
    browser.sign_in(make_person(session, None, roles=[], runs_platform=True))
    assert browser.post("/admin/days/TR", BRIDGE).location == "/admin/days/TR?year=2026"
    page = browser.get("/admin/days/TR?day=2026-04-24")
    assert "Free day : Bridge day" in page.one("table").get_text(" ", strip=True)
    assert page.one("#tr")["value"] == "İdari izin"
    expert = browser.another().sign_in(talk.expert)
    assert "Bridge day" in expert.get("/meetings/calendar?day=2026-04-24").text
    forget = {"day": "2026-04-24", "act": "forget"}
    assert [browser.post("/admin/days/TR", forget).status for _ in range(2)] == [303, 303]
    assert "Bridge day" not in expert.get("/meetings/calendar?day=2026-04-24").text


def test_the_library_stands_beside_what_was_decided(browser: Browser, session: Session, talk: Talk) -> None:
    browser.sign_in(make_person(session, None, roles=[], runs_platform=True))
    text = browser.get("/admin/days/AZ?year=2027").one("table").get_text(" ", strip=True)
    assert "20 March 2027" in text
    assert "(expected)" in text
    assert "Azerbaijan" in browser.get("/admin/days").text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day": "2026-02-31"}, "day"),
        ({"day": ""}, "day"),
        ({"day": "1026-02-03"}, "day"),
        ({"kind": "holy"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"en": " "}, "en"),
        ({"ru": "я" * 121}, "ru"),
    ],
)
def test_what_is_no_day_is_a_fault_beside_its_field(
    browser: Browser, session: Session, talk: Talk, wrong: dict[str, str], field: str
) -> None:
    browser.sign_in(make_person(session, None, roles=[], runs_platform=True))
    page = browser.post("/admin/days/TR", BRIDGE | wrong)
    assert page.status == 422
    assert page.one(f"#{field}-error")
    assert page.one("#tr")["value"] == "İdari izin"
    assert session.scalars(select(CountryDay)).all() == []


def test_of_two_who_decide_otherwise_the_second_sees_how_it_stands(
    browser: Browser, session: Session, talk: Talk, keeper: Actor
) -> None:
    keep(session, keeper, kind=DayKind.HALF)
    with pytest.raises(ConflictError):
        keep(session, keeper, kind=DayKind.WORKING)
    browser.sign_in(make_person(session, None, roles=[], runs_platform=True))
    page = browser.post("/admin/days/TR", BRIDGE)
    assert page.status == 422
    assert "Free from 13:00" in page.one("#day-error").get_text()
    assert browser.post("/admin/days/TR", BRIDGE | {"seen": "half"}).status == 303


def test_the_same_decision_twice_is_one_act(session: Session, talk: Talk, keeper: Actor) -> None:
    keep(session, keeper)
    keep(session, keeper)
    acts = session.scalars(select(AuditRow.action).where(AuditRow.subject_kind == "country_day")).all()
    assert acts == ["calendar.day_decided"]


def test_hostile_words_stay_words(browser: Browser, session: Session, talk: Talk) -> None:
    browser.sign_in(make_person(session, None, roles=[], runs_platform=True))
    browser.post("/admin/days/TR", BRIDGE | {"en": "<script>alert(1)</script>"})
    assert "<script>alert" not in browser.get("/admin/days/TR?year=2026").html


@pytest.mark.parametrize("country", ["FR", "tr", "T", "../x"])
def test_only_countries_of_the_exchange_have_a_calendar(
    browser: Browser, session: Session, talk: Talk, keeper: Actor, country: str
) -> None:
    browser.sign_in(make_person(session, None, roles=[], runs_platform=True))
    assert browser.get(f"/admin/days/{country}").status == 404
    decided = service.DecidedDay(date(2026, 4, 24), DayKind.FREE, {"en": "Day"})
    with pytest.raises(NotFoundError):
        service.keep_day(session, actor=keeper, country=country, decided=decided, seen=None, now=NOW)


def test_for_everybody_else_the_pages_do_not_exist(browser: Browser, session: Session, talk: Talk) -> None:
    person = make_person(session, make_ministry(session, "KZ"), roles=list(Role))
    browser.sign_in(person)
    for path in ("/admin/days", "/admin/days/TR"):
        assert browser.get(path).status == 404
    assert browser.post("/admin/days/TR", BRIDGE).status == 404
    with pytest.raises(NotFoundError):
        keep(session, actor_for(person))
