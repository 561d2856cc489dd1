"""The picker of times: two weeks on both clocks, holidays of both countries, the first common hours."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.kernel.actor import Actor
from exchange.meetings.queries.grid import Wanted, build_grid
from exchange.meetings.queries.grid_values import Cell, Grid
from exchange.meetings.queries.hours import judge
from exchange.meetings.queries.sides import Sides, read_sides, with_calendars
from tests.factories.accounts import make_ministry
from tests.factories.meetings import NOW, THURSDAY, WEDNESDAY, Talk, make_agreed, make_request
from tests.meetings.typed import asked, hidden
from tests.support.browser import Browser


def sides_of(session: Session, first: Ministry, second: Ministry, language: str = "en") -> Sides:
    return with_calendars(session, read_sides(session, (first.id, second.id), Actor.nobody(), language))


def grid(sides: Sides, first: date | None = None, *, now: datetime = NOW, minutes: int = 60) -> Grid:
    return build_grid(sides, Wanted(minutes, now), first)


def cells(found: Grid, week: int = 0) -> dict[tuple[str, str], Cell]:
    """By column and hour."""
    table = found.weeks[week]
    return {
        (day.dated, row.a): cell
        for row in table.rows
        for day, cell in zip(table.days, row.cells, strict=True)
        if cell is not None
    }


def test_the_week_of_the_mock_up(session: Session, talk: Talk) -> None:
    """Baku and Ankara in March 2026: Novruz and Ramazan, a half day on the 19th, the first common day is the 31st."""
    found = grid(sides_of(session, talk.az, talk.tr), date(2026, 3, 16))
    first, second = found.weeks
    assert [day.dated for day in first.days] == ["16 Mar", "17 Mar", "18 Mar", "19 Mar", "20 Mar–22 Mar"]
    assert [line.side.code for line in first.days[-1].holidays if line.side] == ["AZ", "TR"]
    assert [day.dated for day in second.days][-1].endswith("29 Mar")
    assert all(cell is None for row in second.rows for cell in row.cells)
    known = cells(found)
    assert known["16 Mar", "09:00"].kind == "out"
    assert known["16 Mar", "10:00"].name == "Monday, 16 March 2026, 10:00 Baku, 09:00 Ankara"
    assert known["16 Mar", "13:00"].kind == known["16 Mar", "14:00"].kind == "lunch"
    assert known["19 Mar", "14:00"].kind == "half"
    assert (known["18 Mar", "11:00"].kind, known["18 Mar", "11:00"].value) == ("free", "2026-03-18T11:00+04:00")


def test_the_first_common_hours_are_explained(session: Session, talk: Talk) -> None:
    sides = sides_of(session, talk.az, talk.tr)
    found = grid(sides, now=datetime(2026, 3, 18, 8, tzinfo=UTC))
    assert found.suggestions[0].day == "Tuesday, 31 March 2026"
    assert found.suggestions[0].reason.text == "The first common working day after %(holiday)s in %(country)s"
    assert found.suggestions[0].reason.values["country"] == "Azerbaijan"
    assert (found.suggestions[0].a, found.suggestions[0].b) == ("10:00 Baku", "09:00 Ankara")


def test_an_estimated_holiday_is_said_to_be_one(session: Session, talk: Talk) -> None:
    sides = sides_of(session, talk.az, make_ministry(session, "KZ"))
    start = datetime(2027, 3, 10, 7, tzinfo=UTC)
    judged = {judge(sides, start + timedelta(days=n), 60, NOW).sentence.text for n in range(14)}
    assert any("may still move" in text for text in judged)


def test_a_holiday_warns_and_never_blocks(session: Session, talk: Talk) -> None:
    sides = sides_of(session, talk.az, talk.tr)
    novruz = judge(sides, datetime(2026, 3, 24, 7, tzinfo=UTC), 60, NOW)
    assert (novruz.kind, novruz.sentence.values["country"]) == ("warn", "Azerbaijan")
    half = judge(sides, datetime(2026, 3, 19, 11, tzinfo=UTC), 60, NOW)
    assert half.sentence.text == "%(country)s: half-day holiday from 13:00"
    request = make_request(session, talk, starts=(datetime(2026, 3, 24, 7, tzinfo=UTC),))
    assert len(request.current.slots) == 1


@pytest.mark.parametrize(
    ("monday", "clocks"),
    [
        (date(2026, 3, 23), ["12:00", "11:00"]),  # Berlin goes forward on 29 March: an hour nearer to Baku
        (date(2026, 10, 19), ["11:00", "12:00"]),  # and back on 25 October
    ],
)
def test_hours_are_right_on_both_sides_of_a_switch_in_berlin(session: Session, monday: date, clocks: list[str]) -> None:
    berlin, tashkent = (
        make_ministry(session, "DE", zone="Europe/Berlin"),
        make_ministry(session, "UZ", zone="Asia/Baku"),
    )
    found = grid(sides_of(session, berlin, tashkent), monday, now=datetime(2026, 1, 5, tzinfo=UTC))
    assert [{row.a: row.b for row in week.rows}["09:00"] for week in found.weeks] == clocks
    boxes = [cell for week in (0, 1) for cell in cells(found, week).values() if cell.value]
    assert boxes
    assert all(cell.value[11:16] in cell.name for cell in boxes)
    assert {datetime.fromisoformat(cell.value).utcoffset() for cell in boxes} == {
        timedelta(hours=1),
        timedelta(hours=2),
    }


def test_two_far_ministries_are_told_that_their_hours_do_not_meet(session: Session, talk: Talk) -> None:
    far = make_ministry(session, "US", zone="America/Los_Angeles")
    found = grid(sides_of(session, talk.az, far))
    assert found.blocked is not None
    assert found.blocked.text == "The working hours of the two ministries do not meet for that long."
    assert found.suggestions == ()
    assert found.next_day is None


def test_a_closed_fortnight_names_the_next_common_day(session: Session, talk: Talk) -> None:
    azerbaijan = make_ministry(session, "AZ", opens_at=time(9), closes_at=time(18))
    found = grid(sides_of(session, azerbaijan, talk.tr), date(2026, 3, 20), now=datetime(2026, 3, 20, 6, tzinfo=UTC))
    assert found.blocked is not None
    assert found.next_day == date(2026, 3, 31)


def test_hours_of_the_own_side_that_are_taken_are_busy(browser: Browser, session: Session, talk: Talk) -> None:
    make_agreed(session, talk, starts=(WEDNESDAY,))
    browser.sign_in(talk.asker)
    page = browser.get(f"/meetings/new?practice={talk.practice.slug}&from=2026-03-16")
    assert not page.all("input[value='2026-03-18T11:00+04:00']")
    assert page.all("input[value='2026-03-18T15:00+04:00']")
    assert "busy" in page.text


def test_the_grid_is_a_plain_form(browser: Browser, session: Session, talk: Talk) -> None:
    browser.sign_in(talk.asker)
    page = browser.get(f"/meetings/new?practice={talk.practice.slug}&from=2026-03-16")
    assert page.all("caption")[0].get_text(strip=True).startswith("Hours of the week")
    sent = browser.post("/meetings/new", asked(talk, slots=["2026-03-18T11:00+04:00"], act="send"))
    assert sent.status == 303
    later = asked(talk, slots=["2026-03-18T11:00+04:00"], act="later", key="k2") | {"from": "2026-03-16"}
    moved = browser.post("/meetings/new", later)
    assert moved.status == 422
    assert moved.one("input[name=from]")["value"] == "2026-03-30"
    assert moved.all("input[value='2026-03-18T11:00']"), "what was chosen in other weeks stays as a typed time"
    assert "How are families assessed?" in moved.text


def test_countering_from_the_grid(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_request(session, talk)
    browser.sign_in(talk.expert)
    address = f"/meetings/{request.id}"
    form = hidden(browser.get(f"{address}?from=2026-03-16"), "/counter")
    looked = browser.post(f"{address}/counter", form | {"act": "later", "slots": ["2026-03-17T12:00+04:00"]})
    assert looked.status == 422
    sent = browser.post(f"{address}/counter", form | {"slots": ["2026-03-17T12:00+04:00", ""]}, follow=True)
    assert "Your times were sent" in sent.text


def test_six_times_are_too_many_and_rubbish_is_a_sentence(browser: Browser, session: Session, talk: Talk) -> None:
    browser.sign_in(talk.asker)
    six = [f"2026-03-{day}T11:00+04:00" for day in (16, 17, 18, 19)] + [
        "2026-03-17T12:00+04:00",
        "2026-03-16T12:00+04:00",
    ]
    assert "Offer at most 5 times." in browser.post("/meetings/new", asked(talk, slots=six)).text
    for text in ("2026-03-18T11:00+99:99", "yesterday", "2026-13-45T99:99"):
        assert browser.post("/meetings/new", asked(talk, slots=[text], key="x")).status == 422
    assert browser.get(f"/meetings/new?practice={talk.practice.slug}&from=nonsense").status == 200


def test_calendars_do_not_travel_between_languages(session: Session, talk: Talk) -> None:
    sides = sides_of(session, talk.az, talk.tr, "tr")
    assert sides.a.calendar is not None
    assert replace(sides.a.calendar, language="az").on(date(2026, 1, 20)) != sides.a.calendar.on(date(2026, 1, 20))


def test_an_hour_on_offer_elsewhere_is_marked_and_not_suggested(browser: Browser, session: Session, talk: Talk) -> None:
    make_request(session, talk, starts=(WEDNESDAY,))
    request = make_request(session, talk, starts=(THURSDAY,))
    browser.sign_in(talk.asker)
    page = browser.get(f"/meetings/new?practice={talk.practice.slug}&from=2026-03-16")
    boxes = {str(box["value"]): box.find_parent("label") for box in page.all(".ex-week__pick input")}
    marked = [value for value, label in boxes.items() if label and "also offered elsewhere" in label.get_text()]
    assert marked == ["2026-03-18T11:00+04:00"]
    assert "2026-03-18T11:00+04:00" not in {str(box["value"]) for box in page.all(".ex-first input")}
    other = browser.another().sign_in(talk.expert)  # whose side has offered nothing
    assert "also offered elsewhere" not in other.get(f"/meetings/{request.id}?from=2026-03-16").text
