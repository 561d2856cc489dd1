"""Whether a time suits both sides: the weightiest fault in one sentence, and a ruler that says the same."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.meetings.queries.cards import card
from exchange.meetings.queries.hours import draw, judge
from exchange.meetings.queries.sides import Sides, read_sides
from tests.factories.accounts import make_ministry

NOW = datetime(2026, 3, 10, 7, 20, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def sides(session: Session) -> Sides:
    az = make_ministry(session, "AZ")
    tr = make_ministry(session, "TR")
    return read_sides(session, (tr.id, az.id), Actor.nobody(), "en")


@pytest.mark.parametrize(
    ("starts_at", "minutes", "kind", "sentence"),
    [
        (at(18, 7), 60, "good", "In working hours on both sides"),
        (at(18, 8), 60, "good", "In working hours on both sides"),  # ends as lunch begins in Baku
        (at(18, 5), 60, "warn", "Before working hours in Ankara, which begin at 09:00"),
        (at(18, 14), 60, "warn", "After working hours in Baku, which end at 18:00"),
        (at(18, 13, 30), 60, "warn", "After working hours in Baku, which end at 18:00"),
        (at(18, 9), 60, "warn", "Lunch in Baku, from 13:00 to 14:00"),
        (at(18, 10), 60, "warn", "Lunch in Ankara, from 13:00 to 14:00"),
        (at(21, 7), 60, "warn", "Not a working day on either side"),
        (at(20, 20, 30), 60, "warn", "Not a working day in Azerbaijan"),  # Friday night in Ankara, Saturday in Baku
        (at(10, 7), 60, "taken", "This time has passed"),
    ],
)
def test_the_weightiest_fault_is_named(
    sides: Sides, starts_at: datetime, minutes: int, kind: str, sentence: str
) -> None:
    judgement = judge(sides, starts_at, minutes, NOW)
    assert (judgement.kind, str(judgement.sentence)) == (kind, sentence)


def test_the_sides_stand_in_the_order_of_their_countries(sides: Sides) -> None:
    assert [side.country for side in sides.both] == ["Azerbaijan", "Türkiye"]


def test_the_ruler_shows_both_days_on_the_first_citys_clock(sides: Sides) -> None:
    ruler = draw(sides, at(18, 7), 60)
    assert (ruler.start, ruler.end) == (9, 19)
    assert ruler.work_a == (9.0, 18.0, 13.0, 14.0)
    assert ruler.work_b == (10.0, 19.0, 14.0, 15.0)
    assert ruler.slot == (11.0, 12.0)


def test_a_free_day_has_no_bar(sides: Sides) -> None:
    ruler = draw(sides, at(21, 7), 60)
    assert ruler.work_a is None
    assert ruler.work_b is None


def test_the_ruler_reaches_as_far_as_a_late_slot(sides: Sides) -> None:
    ruler = draw(sides, at(18, 17), 120)
    assert ruler.end >= 23
    assert (ruler.end - ruler.start) % 2 == 0


def test_a_card_shows_both_clocks_and_the_other_day_where_it_differs(sides: Sides) -> None:
    same = card(sides, at(18, 7), 60, NOW)
    assert (same.day, same.a.text, same.a.city, same.b.text, same.b.city, same.b.day) == (
        "Wednesday, 18 March 2026",
        "11:00–12:00",
        "Baku",
        "10:00–11:00",
        "Ankara",
        "",
    )
    late = card(sides, at(18, 20, 30), 30, NOW)
    assert (late.day, late.b.day) == ("Thursday, 19 March 2026", "Wednesday, 18 March 2026")


def test_berlin_moves_against_baku_in_the_night_of_the_switch(session: Session) -> None:
    az = make_ministry(session, "AZ")
    de = make_ministry(session, "DE", zone="Europe/Berlin")
    sides = read_sides(session, (az.id, de.id), Actor.nobody(), "en")
    before, after = card(sides, at(27, 8), 60, NOW), card(sides, at(30, 8), 60, NOW)
    assert (before.a.text, before.b.text) == ("12:00–13:00", "09:00–10:00")
    assert (after.a.text, after.b.text) == ("12:00–13:00", "10:00–11:00")


ZONES = (
    "Asia/Almaty",
    "Asia/Tashkent",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Kyiv",
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/New_York",
    "America/Santiago",
    "Pacific/Auckland",
)


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_of_a_day_can_be_judged_and_drawn_in_any_zone(session: Session, zone: str) -> None:
    az, other = make_ministry(session, "AZ"), make_ministry(session, "QA", zone=zone)
    sides = read_sides(session, (az.id, other.id), Actor.nobody(), "en")
    for hour in range(24):
        starts_at = datetime(2026, 3, 29, hour, 45, tzinfo=UTC)
        assert judge(sides, starts_at, 120, NOW).kind in {"good", "warn"}
        ruler = draw(sides, starts_at, 120)
        spans = [ruler.slot, *(span[:2] for span in (ruler.work_a, ruler.work_b) if span)]
        assert all(ruler.start <= low < high <= ruler.end for low, high in spans)
