"""The calendar message, read by parsers that are not ours: the right instant, one method, the recipient alone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from khal.icalendar import cal_from_ics

from exchange.meetings.invitation import Attendee, Invitation
from exchange.meetings.itip import invitation_file
from exchange.meetings.models import MeetingState, PartRole, PartStat

STARTS = datetime(2026, 3, 18, 7, 0, tzinfo=UTC)
JOIN = "https://exchange.example/meetings/0190a1b2-0000-7000-8000-000000000001/join"


def invitation(**chosen: object) -> Invitation:
    values: dict[str, object] = {
        "uid": "0190a1b2-0000-7000-8000-0000000000aa",
        "sequence": 0,
        "stamped_at": datetime(2026, 3, 10, 7, 20, tzinfo=UTC),
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=1),
        "state": MeetingState.CONFIRMED,
        "title": "Himayədar ailələr: ilk görüş, «ı, İ, ə»; a \\ b",
        "lines": ("Wednesday 18 March 2026, 11:00–12:00 Baku (UTC+4) = 10:00–11:00 Ankara (UTC+3)",),
        "join_url": JOIN,
        "join_label": "Join, the “meeting”",
        "page_url": JOIN.removesuffix("/join"),
        "language": "az",
        "organizer_name": "Exchange",
        "organizer_address": "meetings@exchange.example",
        "attendee": Attendee("desk@az.example", 'Ailə "şöbəsi", İdarə', PartRole.DELEGATE, PartStat.NEEDS_ACTION),
    }
    return Invitation(**(values | chosen))  # type: ignore[arg-type]


def event_of(content: bytes) -> icalendar.Event:
    calendar = icalendar.Calendar.from_ical(content)
    events = list(calendar.walk("VEVENT"))
    assert len(events) == 1
    assert isinstance(events[0], icalendar.Event)
    return events[0]


def test_a_request_has_everything_that_calendars_ask_for() -> None:
    content = invitation_file(invitation())
    event, text = event_of(content), content.replace(b"\r\n ", b"").decode()
    assert "METHOD:REQUEST" in text.split("BEGIN:VEVENT")[0]
    assert event["UID"] == "0190a1b2-0000-7000-8000-0000000000aa"
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert event["ORGANIZER"] == "mailto:meetings@exchange.example"
    assert event["ATTENDEE"] == "mailto:desk@az.example"
    parameters = dict(event.attendees[0].params)
    assert parameters == {
        "CN": "Ailə ”şöbəsi”, İdarə",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }
    assert (event["LOCATION"], event["URL"]) == (JOIN, JOIN.removesuffix("/join"))
    assert str(event["DESCRIPTION"]).splitlines()[0] == JOIN
    assert "FEATURE=AUDIO,VIDEO" in text
    assert "VTIMEZONE" not in text
    assert "VALARM" not in text


def test_the_times_are_utc_and_no_address_is_in_the_uid() -> None:
    text = invitation_file(invitation()).decode()
    assert "DTSTART:20260318T070000Z" in text
    assert "DTEND:20260318T080000Z" in text
    assert "DTSTAMP:20260310T072000Z" in text
    assert "@" not in text.split("UID:")[1].splitlines()[0]


def test_a_cancelled_meeting_is_a_cancel_with_its_own_status() -> None:
    content = invitation_file(invitation(state=MeetingState.CANCELLED, sequence=1))
    event = event_of(content)
    assert b"METHOD:CANCEL" in content
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


@pytest.mark.parametrize(
    ("role", "written"),
    [
        (PartRole.HEAD, "REQ-PARTICIPANT"),
        (PartRole.OBSERVER, "OPT-PARTICIPANT"),
        (PartRole.INTERPRETER, "NON-PARTICIPANT"),
        (PartRole.NOTE_TAKER, "NON-PARTICIPANT"),
        (PartRole.ORGANIZER, "NON-PARTICIPANT"),
    ],
)
def test_roles_are_those_of_the_standard(role: PartRole, written: str) -> None:
    attendee = Attendee("desk@az.example", "Desk", role, PartStat.ACCEPTED)
    parameters = event_of(invitation_file(invitation(attendee=attendee))).attendees[0].params
    assert (parameters["ROLE"], parameters["PARTSTAT"]) == (written, "ACCEPTED")


@pytest.mark.parametrize(
    ("starts_at", "zone", "local"),
    [
        (STARTS, "Asia/Baku", "11:00"),
        (STARTS, "Europe/Istanbul", "10:00"),
        (datetime(2026, 3, 29, 8, 0, tzinfo=UTC), "Europe/Berlin", "10:00"),  # the day the clocks go forward
        (datetime(2026, 10, 25, 9, 0, tzinfo=UTC), "Europe/Berlin", "10:00"),  # the day they go back
        (datetime(2026, 12, 1, 5, 0, tzinfo=UTC), "Asia/Almaty", "10:00"),
    ],
)
def test_other_parsers_read_the_same_instant(starts_at: datetime, zone: str, local: str) -> None:
    content = invitation_file(invitation(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))).decode()
    by_vobject = vobject.readOne(content).vevent.dtstart.value
    by_khal = cal_from_ics(content).walk("VEVENT")[0]["DTSTART"].dt
    for read in (by_vobject, by_khal):
        assert read == starts_at
        assert read.astimezone(ZoneInfo(zone)).strftime("%H:%M") == local


@pytest.mark.parametrize(
    "bad", ["line\rMETHOD:CANCEL", "line\r\nATTENDEE:mailto:x@y", "line\nBEGIN:VALARM", "a\u2028b"]
)
def test_text_cannot_add_a_property(bad: str) -> None:
    content = invitation_file(invitation(title=bad, lines=(bad,)))
    event = event_of(content)
    lines = content.replace(b"\r\n ", b"").decode().split("\r\n")
    assert [line for line in lines if line.startswith("METHOD")] == ["METHOD:REQUEST"]
    assert sum(line.startswith("ATTENDEE") for line in lines) == 1
    assert "VALARM" not in [component.name for component in event.walk()]


def test_long_lines_are_folded_without_cutting_a_letter() -> None:
    content = invitation_file(invitation(title="ə" * 100))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert "ə" * 100 in content.replace(b"\r\n ", b"").decode()
