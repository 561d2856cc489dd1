"""The bad input of issue 7: each gets a sentence beside its field and keeps what was typed. Hostile calendars and
mails: test_hostile_calendar.py; hostile links: test_links.py."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.errors import InvalidError
from exchange.kernel.ids import new_id
from exchange.meetings import service
from exchange.meetings.mail.replies import read_reply
from exchange.meetings.models import MeetingRequest, PartRole, RoomKind
from tests.factories.accounts import actor_for
from tests.factories.mails import reply_calendar
from tests.factories.meetings import HOSTS, LINK, NOW, WEDNESDAY, Talk, make_agreed, make_request, make_scheduled
from tests.support.browser import Browser


def ask(session: Session, talk: Talk, **chosen: Any) -> None:
    offer = service.Offer(
        chosen.pop("starts", (WEDNESDAY,)), chosen.pop("zone", "Asia/Baku"), chosen.pop("note", ""), "az"
    )
    draft = service.RequestDraft(talk.practice.slug, "Why.", offer, ("az",), **chosen)
    service.request_meeting(session, actor=actor_for(talk.asker), draft=draft, key="", now=NOW)


@pytest.mark.parametrize(
    ("field", "chosen"),
    [
        ("slots", {"starts": (NOW - timedelta(minutes=15),)}),
        ("slots", {"starts": (NOW,)}),
        ("slots", {"starts": (WEDNESDAY, NOW - timedelta(days=3_000))}),
        ("slots", {"starts": (WEDNESDAY + timedelta(days=400),)}),
        ("slots", {"starts": (WEDNESDAY + timedelta(minutes=7),)}),
        ("slots", {"starts": ()}),
        ("slots", {"starts": tuple(WEDNESDAY + timedelta(hours=hour) for hour in range(6))}),
        ("slots", {"zone": "Mars/Olympus"}),
        ("slots", {"zone": "../../etc/passwd"}),
        ("slots", {"zone": ""}),
        ("minutes", {"minutes": -60}),  # ends before it starts
        ("minutes", {"minutes": 0}),
        ("minutes", {"minutes": 100_000}),
        ("languages", {}),
    ],
)
def test_a_request_that_cannot_be_is_refused_by_field(
    session: Session, talk: Talk, field: str, chosen: dict[str, Any]
) -> None:
    if field == "languages":
        offer = service.Offer((WEDNESDAY,), "Asia/Baku")
        draft = service.RequestDraft(talk.practice.slug, "Why.", offer, ("klingon",))
        with pytest.raises(InvalidError) as refused:
            service.request_meeting(session, actor=actor_for(talk.asker), draft=draft, key="", now=NOW)
    else:
        with pytest.raises(InvalidError) as refused:
            ask(session, talk, **chosen)
    assert set(refused.value.fields) == {field}
    assert session.scalars(select(MeetingRequest)).unique().all() == []


@pytest.mark.parametrize(
    "typed", ["2020-01-01T11:00", "2026-03-18T25:99", "2026-02-30T11:00", "tomorrow", "2026-03-18T11:07", "9" * 10_000]
)
def test_the_page_says_which_time_is_wrong_and_keeps_the_rest(
    session: Session, talk: Talk, browser: Browser, typed: str
) -> None:
    browser.sign_in(talk.asker)
    form = {
        "practice": talk.practice.slug, "purpose": "A purpose that is kept", "languages": ["az"], "level": "experts",
        "openness": "closed", "minutes": "60", "slots": [typed], "key": "k",
    }  # fmt: skip
    page = browser.post(f"/meetings/new?practice={talk.practice.slug}", form)
    assert page.status == 422
    assert "A purpose that is kept" in page.html
    assert page.all(".govuk-error-summary a")
    assert session.scalars(select(MeetingRequest)).unique().all() == []


@pytest.mark.parametrize(
    "link",
    [
        "https://user:secret@us02web.zoom.us/j/1", "https://us02web.zoom.us@evil.example/j/1",
        "https://evil.example/j/1", "https://zoom.us.evil.example/j/1", "http://us02web.zoom.us/j/1",
        "https://us02web.zoom.us:8443/j/1", "javascript:alert(1)", "https://us02web.zoom.us/j/1\r\nX: y", "",
        "h" * 5_000,
    ],
)  # fmt: skip
def test_a_room_link_that_cannot_be_is_refused(session: Session, talk: Talk, link: str) -> None:
    request = make_agreed(session, talk)
    with pytest.raises(InvalidError) as refused:
        service.schedule(
            session, actor=actor_for(talk.az_organizer), request_id=request.id,
            draft=service.RoomDraft("Talk", link), allowed_hosts=HOSTS, expected_version=request.version, key="",
            now=NOW,
        )  # fmt: skip
    assert set(refused.value.fields) == {"link"}


def test_a_room_that_this_service_has_not_is_refused(session: Session, talk: Talk) -> None:
    request = make_agreed(session, talk)
    with pytest.raises(InvalidError):
        service.schedule(
            session, actor=actor_for(talk.az_organizer), request_id=request.id,
            draft=service.RoomDraft("Talk", LINK, kind=RoomKind.JITSI), allowed_hosts=HOSTS,
            expected_version=request.version, key="", now=NOW,
        )  # fmt: skip


def test_five_hundred_attendees_are_refused(session: Session, talk: Talk) -> None:
    """At the room and in the delegation: too many, and not of the own ministry."""
    crowd = tuple(new_id() for _ in range(500))
    agreed = make_agreed(session, talk)
    with pytest.raises(InvalidError) as refused:
        service.schedule(
            session, actor=actor_for(talk.az_organizer), request_id=agreed.id,
            draft=service.RoomDraft("Talk", LINK, people=crowd), allowed_hosts=HOSTS,
            expected_version=agreed.version, key="", now=NOW,
        )  # fmt: skip
    assert set(refused.value.fields) == {"people"}
    seats: dict[UUID, PartRole] = dict.fromkeys(crowd, PartRole.DELEGATE)
    with pytest.raises(InvalidError) as refused:
        service.seat_delegation(
            session, actor=actor_for(talk.az_organizer), request_id=agreed.id, side=talk.az.id, seats=seats,
            version=agreed.version, key="", now=NOW,
        )  # fmt: skip
    assert set(refused.value.fields) == {"seats"}


def test_a_suggestion_that_ends_before_it_starts_has_no_length(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    times = "DTSTART:20260320T120000Z\nDTEND:20260320T110000Z"
    reply = read_reply(reply_calendar(request, "a@b.example", method="COUNTER", times=times).encode())
    assert reply is not None
    assert reply.minutes is None


def test_a_time_in_a_holiday_is_a_warning_and_no_bar(session: Session, talk: Talk) -> None:
    """Novruz, 20 to 24 March 2026: the picker marks it, the ministries decide."""
    make_request(session, talk, starts=(datetime.fromisoformat("2026-03-20T07:00+00:00"),))
    assert len(session.scalars(select(MeetingRequest)).unique().all()) == 1
