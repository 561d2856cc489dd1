"""The golden list of meetings.md 3.4: every message of one meeting's life, read by parsers that are not ours."""

from datetime import date
from typing import Any

import pytest
import vobject
from khal.icalendar import cal_from_ics
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.meetings import service
from exchange.meetings.models import MeetingRequest, PartRole
from exchange.notifications.models import Mail
from tests.factories.accounts import actor_for, make_person
from tests.factories.meetings import NOW, THURSDAY, WEDNESDAY, Talk, cancel, make_scheduled
from tests.faults.calendar_zones import ZONES, wrong_days

SWITCHES = (
    date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 24), date(2026, 10, 25), date(2026, 10, 26),
    date(2026, 2, 18), date(2026, 3, 22), date(2026, 4, 24), date(2027, 7, 1),
)  # fmt: skip


def messages(session: Session, person: Person) -> list[tuple[str, vobject.base.Component]]:
    """Method and event of each calendar mail to the person, in order, as vobject reads it; khal reads it too."""
    wanted = select(Mail.calendar).where(Mail.person_id == person.id, Mail.calendar.is_not(None)).order_by(Mail.id)
    read = []
    for content in session.scalars(wanted):
        text = (content or b"").decode()
        assert len(list(cal_from_ics(text).walk("VEVENT"))) == 1
        calendar = vobject.readOne(text)
        read.append((calendar.method.value, calendar.vevent))
    return read


def life(session: Session, talk: Talk) -> MeetingRequest:
    """Invited, renamed, moved to another day, cancelled."""
    request = make_scheduled(session, talk)
    common: dict[str, Any] = {"request_id": request.id, "key": "", "now": NOW}
    service.retitle(
        session, actor=actor_for(talk.expert), title="Ə, “ı”; İ", language="az", version=request.version, **common
    )
    offer = service.Offer((THURSDAY,), "Asia/Baku")
    service.propose_time(session, actor=actor_for(talk.asker), offer=offer, version=request.version, **common)
    slot = request.current.slots[0].id
    service.accept_time(
        session,
        actor=actor_for(talk.expert),
        slot_id=slot,
        proposal_no=request.proposal_no,
        version=request.version,
        **common,
    )
    cancel(session, request, talk.expert)
    return request


def test_one_meetings_life_is_one_entry_with_rising_numbers(session: Session, talk: Talk) -> None:
    life(session, talk)
    found = messages(session, talk.asker)
    assert [method for method, _ in found] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert [event.sequence.value for _, event in found] == ["0", "0", "1", "2"]
    assert len({event.uid.value for _, event in found}) == 1
    stamps = [event.dtstamp.value for _, event in found]
    assert stamps == sorted(set(stamps))
    assert [event.dtstart.value for _, event in found] == [WEDNESDAY, WEDNESDAY, THURSDAY, THURSDAY]
    assert found[1][1].summary.value == "Ə, “ı”; İ"


def test_each_message_names_its_recipient_alone(session: Session, talk: Talk) -> None:
    life(session, talk)
    for person in (talk.asker, talk.expert, talk.az_organizer):
        for _, event in messages(session, person):
            assert [one.value for one in event.attendee_list] == [f"mailto:{person.email}"]


def test_who_is_taken_off_gets_a_cancel_and_nobody_else_anything(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    service.seat_delegation(
        session,
        actor=actor_for(talk.tr_organizer),
        request_id=request.id,
        side=talk.tr.id,
        seats={make_person(session, talk.tr).id: PartRole.HEAD},
        version=request.version,
        key="",
        now=NOW,
    )
    assert [method for method, _ in messages(session, talk.expert)] == ["REQUEST", "CANCEL"]
    assert [method for method, _ in messages(session, talk.asker)] == ["REQUEST"]


@pytest.mark.parametrize("zone", ZONES)
def test_ten_oclock_stays_ten_oclock_around_switches(zone: str) -> None:
    assert wrong_days(zone, SWITCHES) == []
