"""A decree quotes an exact version: it resolves after a newer text, for those who may read it, until it is closed."""

import pytest
from sqlalchemy.orm import Session

from tests.factories.accounts import make_ministry, make_person
from tests.practices.browsing import CARD, Desk
from tests.support.browser import Browser
from tests.support.clock import FixedClock

OLD, NEW = str(CARD["summary"]), "Yeni xülasə."
FIRST = ("/practices/{slug}/v/1", "/practices/{slug}/v/1.json", "/practices/{slug}/v/1/cite", "/p/{number}/1")


@pytest.fixture
def desk(session: Session, browser: Browser) -> Desk:
    return Desk(session, browser)


@pytest.fixture
def reader(desk: Desk) -> Browser:
    return desk.officer.another().sign_in(make_person(desk.session, make_ministry(desk.session, "TR")))


def _clear(desk: Desk, slug: str) -> None:
    version = desk.officer.get(f"/practices/{slug}/review").one("input[name=version]")["value"]
    decision = {"version": version, "decision": "clear", "document_number": "12/1"}
    assert desk.officer.post(f"/practices/{slug}/review", decision).status == 303


def _first(desk: Desk) -> str:
    slug = desk.begin(difficulties="Candidwords.")
    assert desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, do="send")).status == 303
    _clear(desk, slug)
    return slug


def _second(desk: Desk, slug: str, clock: FixedClock, **typed: str) -> None:
    assert desk.publisher.post(f"/practices/{slug}/revise").status == 303
    clock.advance(minutes=1)
    assert desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, do="send", **typed)).status == 303
    _clear(desk, slug)


def _addresses(desk: Desk, slug: str) -> list[str]:
    return [place.format(slug=slug, number=desk.practice(slug).number) for place in FIRST]


def test_a_quoted_version_resolves_with_its_text_and_its_sum(desk: Desk, reader: Browser, clock: FixedClock) -> None:
    slug = _first(desk)
    before = reader.raw(f"/practices/{slug}/v/1.json").get_data()
    _second(desk, slug, clock, summary=NEW)
    assert NEW in reader.get(f"/practices/{slug}").text
    for address in _addresses(desk, slug):
        assert reader.get(address).status in {200, 302}, address
    old = reader.get(f"/practices/{slug}/v/1")
    assert OLD in old.text
    assert NEW not in old.text
    assert "You read version 1. Readers see version 2 now." in old.text
    assert reader.raw(f"/practices/{slug}/v/1.json").get_data() == before, "the sum in the decree still fits"
    for address in _addresses(desk, slug):
        assert desk.officer.another().get(address).status == 404, f"a visitor, who never read it: {address}"


def test_a_part_that_is_narrower_today_is_in_no_old_version_either(
    desk: Desk, reader: Browser, clock: FixedClock
) -> None:
    slug = _first(desk)
    _second(desk, slug, clock, difficulties="Smoothwords.", circle_difficulties="ministry")
    for address in _addresses(desk, slug)[:3]:
        assert "Candidwords" not in reader.get(address).text, address
    assert "Candidwords" in desk.officer.get(f"/practices/{slug}/v/1").text


def test_closing_and_narrowing_take_it_from_its_readers_at_the_next_request(
    desk: Desk, reader: Browser, clock: FixedClock
) -> None:
    """I4."""
    slug = _first(desk)
    _second(desk, slug, clock, summary=NEW)
    history = desk.publisher.get(f"/practices/{slug}/history")
    assert "Still opened by its number: Signed-in partners" in history.text
    assert reader.post(f"/practices/{slug}/v/1/close").status == 404
    assert desk.publisher.post(f"/practices/{slug}/v/2/close").status == 409
    assert desk.publisher.post(f"/practices/{slug}/v/1/close").status == 303
    for address in _addresses(desk, slug)[:3]:
        assert reader.get(address).status == 404, address
        assert desk.publisher.get(address).status == 200, address
    assert "/v/1" not in reader.get(f"/practices/{slug}").html
    assert "Opened by your ministry’s desk only" in desk.publisher.get(f"/practices/{slug}/history").text


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_version_beyond_the_largest_number_is_no_page(desk: Desk, reader: Browser, number: int) -> None:
    """A database cannot even look for it."""
    slug = _first(desk)
    for address in (
        f"/practices/{slug}/v/{number}",
        f"/practices/{slug}/v/{number}/cite",
        f"/p/1/{number}",
        f"/p/{number}/1",
    ):
        assert reader.get(address).status == 404
