"""The golden list of meetings.md 3.4, a to l, frozen in golden/: our messages, read by programs that are not ours.

`UPDATE_GOLDEN=1 pytest tests/meetings/test_golden_list.py` writes the kept messages anew; read the difference.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.mailbox.incoming import read_incoming
from exchange.meetings import service
from exchange.meetings.invitation import Attendee
from exchange.meetings.itip import invitation_file
from exchange.meetings.mail.incoming import AnswerReader
from exchange.meetings.models import MailedWord, MeetingRequest, Participant, PartRole, PartStat, WordState
from exchange.notifications.models import Mail
from tests.factories.accounts import actor_for, make_person
from tests.factories.meetings import NOW, THURSDAY, WEDNESDAY, Talk, cancel, make_scheduled
from tests.faults.calendar_zones import invited
from tests.meetings.test_invitation import invitation
from tests.support.calendars import (
    Parser,
    Radicale,
    by_ical_js,
    by_icalendar,
    by_khal,
    by_vobject,
    radicale,
    why_no_node,
)

GOLDEN = Path(__file__).parent / "golden"
UID, REQUEST_ID = "uid-of-the-meeting", "01900000-0000-7000-8000-000000000001"
PARSERS: dict[str, Parser] = {
    "vobject": by_vobject,
    "icalendar": by_icalendar,
    "khal": by_khal,
    "ical.js": by_ical_js,
}
NAME = "İnci Ağa, ”ı” şöbəsi"
TITLE = "Görüş: ı, İ, ə; a \\ b"
LONG = "ə" * 60  # two bytes each: a fold at 75 octets falls inside one
_LIFE = {
    "a-request": (WEDNESDAY, 0, "REQUEST"),
    "b-minor-update": (WEDNESDAY, 0, "REQUEST"),
    "c-rescheduled": (THURSDAY, 1, "REQUEST"),
    "e-cancelled": (THURSDAY, 2, "CANCEL"),
    "g-taken-off": (WEDNESDAY, 0, "CANCEL"),
}
_PLACES = {
    "k-berlin-forward": ("Europe/Berlin", datetime(2026, 3, 29, 10)),  # noqa: DTZ001 - on that clock
    "k-berlin-back": ("Europe/Berlin", datetime(2026, 10, 25, 10)),  # noqa: DTZ001
    "k-kyiv-forward": ("Europe/Kyiv", datetime(2026, 3, 29, 10)),  # noqa: DTZ001
    "k-cairo-forward": ("Africa/Cairo", datetime(2026, 4, 24, 10)),  # noqa: DTZ001
    "k-casablanca-ramadan": ("Africa/Casablanca", datetime(2026, 2, 18, 10)),  # noqa: DTZ001
    "k-casablanca-after": ("Africa/Casablanca", datetime(2026, 3, 23, 10)),  # noqa: DTZ001
    "l-almaty-winter": ("Asia/Almaty", datetime(2026, 12, 1, 10)),  # noqa: DTZ001
    "l-almaty-summer": ("Asia/Almaty", datetime(2027, 7, 1, 10)),  # noqa: DTZ001
    "l-istanbul-winter": ("Europe/Istanbul", datetime(2026, 12, 1, 10)),  # noqa: DTZ001
    "l-istanbul-summer": ("Europe/Istanbul", datetime(2027, 7, 1, 10)),  # noqa: DTZ001
    "l-baku-winter": ("Asia/Baku", datetime(2026, 12, 1, 10)),  # noqa: DTZ001
    "l-baku-summer": ("Asia/Baku", datetime(2027, 7, 1, 10)),  # noqa: DTZ001
}
_IN_UTC = {  # written down, not computed: what the wire must say
    "k-berlin-forward": "20260329T080000Z",
    "k-berlin-back": "20261025T090000Z",
    "k-kyiv-forward": "20260329T070000Z",
    "k-cairo-forward": "20260424T070000Z",
    "k-casablanca-ramadan": "20260218T100000Z",
    "k-casablanca-after": "20260323T090000Z",
    "l-almaty-winter": "20261201T050000Z",
    "l-almaty-summer": "20270701T050000Z",
    "l-istanbul-winter": "20261201T070000Z",
    "l-istanbul-summer": "20270701T070000Z",
    "l-baku-winter": "20261201T060000Z",
    "l-baku-summer": "20270701T060000Z",
}


def kept(name: str, content: str) -> None:
    """Compare with the frozen message."""
    path = GOLDEN / f"{name}.ics"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_bytes(content.encode())
    assert content == path.read_bytes().decode()


def frozen(name: str) -> str:
    return (GOLDEN / f"{name}.ics").read_bytes().decode()


def every() -> list[str]:
    return sorted(path.stem for path in GOLDEN.glob("*.ics"))


def mailed(session: Session, request: MeetingRequest, person: Person) -> list[str]:
    """Each calendar message to the person, with the names of this one run taken out."""
    wanted = select(Mail.calendar).where(Mail.person_id == person.id, Mail.calendar.is_not(None)).order_by(Mail.id)
    meeting = request.meeting
    assert meeting is not None
    return [_steady(content or b"", meeting.uid, str(request.id), person.email) for content in session.scalars(wanted)]


def _steady(content: bytes, uid: str, request_id: str, email: str) -> str:
    whole = content.replace(b"\r\n ", b"").decode()  # unfolded: replaced words have other lengths
    for word, steady in ((uid, UID), (request_id, REQUEST_ID), (email, "desk@ministry.example")):
        whole = whole.replace(word, steady)
    lines = [line for line in whole.split("\r\n") if not line.startswith(("DESCRIPTION", "ATTENDEE"))]
    return "\r\n".join(lines)


def test_a_b_c_e_one_meetings_life(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    common: dict[str, Any] = {"request_id": request.id, "key": "", "now": NOW}
    service.retitle(
        session, actor=actor_for(talk.expert), title=TITLE, language="az", version=request.version, **common
    )
    offer = service.Offer((THURSDAY,), "Asia/Baku")
    service.propose_time(session, actor=actor_for(talk.asker), offer=offer, version=request.version, **common)
    service.accept_time(
        session, actor=actor_for(talk.expert), slot_id=request.current.slots[0].id,
        proposal_no=request.proposal_no, version=request.version, **common,
    )  # fmt: skip
    cancel(session, request, talk.expert)
    for name, content in zip(list(_LIFE)[:4], mailed(session, request, talk.asker), strict=True):
        kept(name, content)


def test_g_who_is_taken_off(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    service.seat_delegation(
        session, actor=actor_for(talk.tr_organizer), request_id=request.id, side=talk.tr.id,
        seats={make_person(session, talk.tr).id: PartRole.HEAD}, version=request.version, key="", now=NOW,
    )  # fmt: skip
    kept("g-taken-off", mailed(session, request, talk.expert)[1])


def test_i_names_and_j_folds_and_k_l_places() -> None:
    attendee = Attendee("desk@az.example", NAME.replace("”", '"'), PartRole.DELEGATE, PartStat.NEEDS_ACTION)
    kept("i-names", invitation_file(invitation(title=TITLE, attendee=attendee)).decode())
    kept("j-fold-inside-a-letter", invitation_file(replace(invitation(), title=LONG)).decode())
    for name, (zone, hour) in _PLACES.items():
        kept(name, invited(hour.replace(tzinfo=ZoneInfo(zone))).decode())


def test_the_list_is_whole() -> None:
    assert set(every()) == {*_LIFE, *_PLACES, "i-names", "j-fold-inside-a-letter"}


@pytest.mark.parametrize("name", _IN_UTC)
def test_ten_oclock_there_is_that_instant_on_the_wire(name: str) -> None:
    assert f"DTSTART:{_IN_UTC[name]}" in frozen(name)


@pytest.fixture(params=PARSERS)
def read(request: pytest.FixtureRequest) -> Callable[[str], Any]:
    if request.param == "ical.js" and (why := why_no_node()):
        pytest.skip(why)

    def one(name: str) -> Any:
        (seen,) = PARSERS[request.param]([frozen(name)])[0]
        return seen

    return one


def test_every_program_reads_the_same_events(read: Callable[[str], Any]) -> None:
    for name, (instant, sequence, method) in _LIFE.items():
        seen = read(name)
        assert (seen.uid, seen.instant, seen.sequence) == (UID, instant, sequence), name
        assert f"METHOD:{method}" in frozen(name)
    for name, (zone, hour) in _PLACES.items():
        assert read(name).instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == hour, name
    assert read("i-names").name == NAME
    assert read("b-minor-update").summary == TITLE
    assert read("j-fold-inside-a-letter").summary == LONG


def test_j_the_fold_falls_inside_a_letter_and_cuts_none() -> None:
    content = (GOLDEN / "j-fold-inside-a-letter.ics").read_bytes()
    assert max(map(len, content.split(b"\r\n"))) <= 75
    for line in content.split(b"\r\n"):
        line.decode()


def test_f_a_request_that_comes_after_the_cancel_is_older() -> None:
    """What receivers compare (Thunderbird, RFC 5546 2.1.5): SEQUENCE, then DTSTAMP."""

    def number(name: str) -> tuple[int, str]:
        (seen,) = by_vobject([frozen(name)])[0]
        return seen.sequence, frozen(name).split("DTSTAMP:")[1][:16]

    numbers = [number(name) for name in ("a-request", "b-minor-update", "c-rescheduled", "e-cancelled")]
    assert numbers == sorted(set(numbers))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


def test_a_calendar_server_keeps_one_event_of_a_life(server: Radicale) -> None:
    """Radicale, asked by the library caldav: the same object at every step, and its last state at the end."""
    (seen,) = server.keep([frozen(name) for name in ("a-request", "b-minor-update", "c-rescheduled")])
    assert (seen.uid, seen.instant, seen.sequence, seen.summary) == (UID, THURSDAY, 1, TITLE)


@pytest.mark.parametrize("name", [*_PLACES, "i-names", "j-fold-inside-a-letter"])
def test_a_calendar_server_keeps_the_instant(server: Radicale, name: str) -> None:
    (seen,) = server.keep([frozen(name)])
    (sent,) = by_vobject([frozen(name)])[0]
    assert (seen.instant, seen.summary, seen.name) == (sent.instant, sent.summary, sent.name)


def incoming(session: Session, request: MeetingRequest, talk: Talk, name: str, now: datetime) -> str | None:
    """A frozen mail of another program, about this meeting and from this person."""
    assert request.meeting is not None
    text = (GOLDEN / f"{name}.eml").read_text(encoding="utf-8")
    text = text.replace(UID, request.meeting.uid).replace("desk@tr.example", talk.expert.email)
    return AnswerReader("", "secret").read(session, read_incoming(text.encode()), now)


def test_d_a_late_reply_changes_nothing(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    order: dict[str, Any] = {"actor": actor_for(talk.az_organizer), "request_id": request.id, "key": "", "now": NOW}
    service.move_by(session, minutes=15, version=request.version, **order)
    assert incoming(session, request, talk, "d-late-reply", NOW + timedelta(hours=1)) == "answer.stale"
    assert set(session.scalars(select(Participant.answer))) == {PartStat.NEEDS_ACTION}


@pytest.mark.parametrize("program", ["outlook", "google"])
def test_h_a_counter_waits(session: Session, talk: Talk, program: str) -> None:
    request = make_scheduled(session, talk)
    assert incoming(session, request, talk, f"h-counter-{program}", NOW + timedelta(hours=1)) == "answer.suggested"
    (word,) = session.scalars(select(MailedWord))
    assert (word.state, word.starts_at, word.minutes) == (
        WordState.SUGGESTED,
        datetime(2026, 3, 20, 12, 0, tzinfo=UTC),
        60,
    )
