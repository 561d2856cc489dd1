"""Ids, translated texts, pages, times, actors, messages."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from exchange.kernel.actor import Actor, Role
from exchange.kernel.catalogues import tongue
from exchange.kernel.countries import country_name, plate
from exchange.kernel.ids import new_id
from exchange.kernel.messages import Message
from exchange.kernel.pages import Page
from exchange.kernel.translated import Translated
from exchange.kernel.when import Place, clock_text, date_text, month_text, offset_text, when_text

MORNING = datetime(2026, 3, 10, 7, 20, tzinfo=UTC)
BAKU = Place("Asia/Baku", "Bakı")


def test_an_id_is_a_uuid_of_version_7_and_later_ones_sort_later() -> None:
    first, second = new_id(), new_id()
    assert first.version == 7
    assert first.variant == "specified in RFC 4122"
    assert first.int >> 80 <= second.int >> 80
    assert first != second


def test_a_text_is_shown_in_the_wanted_language_or_the_next_best() -> None:
    name = Translated({"az": "Bakı", "ru": "Баку", "tr": ""})
    assert name.text_for("ru") == "Баку"
    assert name.text_for("tr") == "Bakı"
    assert name.language_for("tr") == "az"
    assert Translated().text_for("az") == ""


@pytest.mark.parametrize(("total", "last"), [(0, 1), (1, 1), (10, 1), (11, 2), (20, 2)])
def test_a_page_knows_the_last_one(total: int, last: int) -> None:
    assert Page((), 1, 10, total).last == last


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "10 March 2026, 11:20 Baku"),
        ("az", "10 mart 2026, 11:20 Bakı"),
        ("tr", "10 Mart 2026, 11:20 Bakü"),
        ("ru", "10 марта 2026, 11:20 Баку"),
    ],
)
def test_an_instant_is_shown_on_the_readers_clock_with_its_city(language: str, text: str) -> None:
    city = {"en": "Baku", "az": "Bakı", "tr": "Bakü", "ru": "Баку"}[language]
    assert when_text(MORNING, Place("Asia/Baku", city), language) == text


def test_one_instant_on_two_clocks() -> None:
    assert clock_text(MORNING, BAKU, "az") == "11:20"
    assert clock_text(MORNING, Place("Europe/Istanbul", "Ankara"), "tr") == "10:20"


@pytest.mark.parametrize(
    ("zone", "offset"), [("Asia/Baku", "UTC+4"), ("Asia/Kolkata", "UTC+5:30"), ("America/New_York", "UTC−4")]
)
def test_an_offset_is_the_one_in_force(zone: str, offset: str) -> None:
    assert offset_text(MORNING, Place(zone, "")) == offset


def test_english_dates_are_not_american() -> None:
    assert date_text(MORNING.date(), "en") == "10 March 2026"


def test_roles_are_held_per_ministry() -> None:
    here, there = uuid4(), uuid4()
    actor = Actor(uuid4(), here, frozenset({(here, Role.REVIEWER), (there, Role.OFFICIAL)}))
    assert actor.holds(Role.REVIEWER, here)
    assert not actor.holds(Role.REVIEWER, there)
    assert actor.belongs_to(there)
    assert not actor.belongs_to(None)
    assert actor.ministries_with(Role.OFFICIAL, Role.PUBLISHER) == {there}
    assert not Actor.nobody().is_signed_in


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("TR", "az", "Türkiyə"),
        ("TR", "en", "Türkiye"),
        ("KZ", "ru", "Казахстан"),
        ("GB-SCT", "tr", "İskoçya"),
    ],
)
def test_countries_have_names_in_each_language(code: str, language: str, name: str) -> None:
    assert country_name(code, language) == name
    assert plate("GB-SCT") == "SCT"


def test_a_message_is_said_with_its_values() -> None:
    message = Message("Saved at %(time)s.", {"time": "11:19"})
    assert tongue("en").say(message) == "Saved at 11:19."
    assert str(message) == "Saved at 11:19."


def test_months_do_not_depend_on_which_language_was_asked_first() -> None:
    """Babel 2.18 answers Turkish with Azerbaijani stand-alone months once Azerbaijani was loaded."""
    february = MORNING.date().replace(month=2)
    said = [month_text(february, language) for language in ("az", "tr", "en", "ru")]
    assert said == ["fev 2026", "Şub 2026", "Feb 2026", "февр. 2026"]
