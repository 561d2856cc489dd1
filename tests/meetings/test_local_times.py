"""What people type on their own clock is the instant that they mean, also on the nights when clocks are switched."""

from datetime import UTC, datetime

import pytest

from exchange.kernel.when import Place
from exchange.meetings.forms.local_times import WrongTimeError, instant_of, typed_text

BAKU = Place("Asia/Baku", "Baku")
BERLIN = Place("Europe/Berlin", "Berlin")


@pytest.mark.parametrize(
    "typed",
    ["2026-03-18T11:00", " 2026-03-18 11:00 ", "18.03.2026 11:00", "2026-03-18T07:00Z", "2026-03-18T10:00+03:00"],
)
def test_every_way_to_write_a_time_gives_one_instant(typed: str) -> None:
    assert instant_of(typed, BAKU) == datetime(2026, 3, 18, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "tomorrow", "2026-02-30T10:00", "2026-03-18", "25:00", "2026-13-01T10:00Z"),
        *("9999-12-31T23:59", "0001-01-01T00:00", "9999-12-31T23:59-12:00"),
    ],
)
def test_a_text_that_is_no_time_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(WrongTimeError) as refused:
        instant_of(typed, BAKU)
    assert "day and a time" in str(refused.value.message)


def test_berlin_is_one_hour_closer_after_the_switch_in_march() -> None:
    assert instant_of("2026-03-27T10:00", BERLIN) == datetime(2026, 3, 27, 9, 0, tzinfo=UTC)
    assert instant_of("2026-03-30T10:00", BERLIN) == datetime(2026, 3, 30, 8, 0, tzinfo=UTC)


def test_the_hour_that_berlin_skips_does_not_exist() -> None:
    with pytest.raises(WrongTimeError) as refused:
        instant_of("2026-03-29T02:30", BERLIN)
    assert "Berlin" in str(refused.value.message)


def test_of_an_hour_shown_twice_the_first_is_meant() -> None:
    assert instant_of("2026-10-25T02:30", BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_field_shows_the_time_on_the_readers_clock() -> None:
    assert typed_text(datetime(2026, 3, 18, 7, 0, tzinfo=UTC), BAKU) == "2026-03-18T11:00"
