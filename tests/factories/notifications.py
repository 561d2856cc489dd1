"""Notices for tests."""

from itertools import count
from typing import Any

from exchange.notifications.notice import CalendarPart, Notice
from tests.support.clock import START

_numbers = count(1)
INVITATION = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//exchange//test//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@test\r\n"
    b"DTSTAMP:20260310T072000Z\r\nDTSTART:20260318T070000Z\r\nSUMMARY:\xc6\x8fm\xc9\x99kda\xc5\x9fl\xc4\xb1q\r\n"
    b"END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def make_notice(**chosen: Any) -> Notice:
    """A notice that everyone may know of; `key` is unique."""
    values = {
        "kind": "test.happened",
        "path": "/practices/foster-care",
        "subject": "A question under “Foster care”",
        "lines": ("The desk of Türkiye asks about siblings.", "Nobody has answered yet."),
        "action": "Answer the question",
        "guard": "",
        "key": f"test:{next(_numbers)}",
    }
    return Notice(**(values | chosen))


def invitation(method: str = "REQUEST", sequence: int = 0) -> CalendarPart:
    """A calendar part of that method."""
    content = INVITATION.replace(b"METHOD:REQUEST", f"METHOD:{method}".encode())
    return CalendarPart("CANCEL" if method == "CANCEL" else "REQUEST", content, sequence, START)
