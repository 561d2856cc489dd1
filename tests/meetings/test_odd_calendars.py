"""What calendar programs write beside the common forms is understood too."""

from datetime import UTC, datetime

import pytest

from exchange.meetings.mail.replies import read_reply

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:COUNTER\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTAMP:20260310T072000Z\r\n"
TAIL = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
STARTS = "DTSTART:20261201T100000Z\r\n"


@pytest.mark.parametrize(
    ("length", "minutes"),
    [
        ("DURATION:PT1H30M", 90),
        ("DTEND:20261201T104500Z", 45),
        ("DURATION:-PT1H", None),
        ("DURATION:P400W", None),
        ("DURATION:P99999999999D", None),
    ],
)
def test_a_suggested_time_may_say_how_long_it_lasts(length: str, minutes: int | None) -> None:
    reply = read_reply(f"{HEAD}{STARTS}{length}\r\n{TAIL}".encode())
    if reply is not None:  # a length beyond all numbers is no calendar
        assert (reply.starts_at, reply.minutes) == (datetime(2026, 12, 1, 10, tzinfo=UTC), minutes)
    else:
        assert minutes is None


def test_spaces_at_the_ends_of_lines_lose_no_answer() -> None:
    reply = read_reply(f"{HEAD}{STARTS}{TAIL}".replace("\r\n", " \r\n").encode())
    assert reply is not None
    assert [voice.address for voice in reply.voices] == ["a@b.example"]
