"""Agenda, reminders, the feed at a secret address, and the record that both sides read."""

import json
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import vobject
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.audit.models import AuditRow
from exchange.kernel.actor import Role
from exchange.kernel.errors import InvalidError
from exchange.meetings import service
from exchange.meetings.mail.remind import remind_of_meetings
from exchange.meetings.models import CalendarFeed, MeetingRequest, PartRole
from exchange.notifications.models import Mail, StoredNotice
from tests.factories.accounts import actor_for, make_person
from tests.factories.meetings import LINK, NOW, WEDNESDAY, Talk, cancel, make_scheduled
from tests.meetings.typed import hidden
from tests.support.browser import Browser


def reminders(session: Session, person: Person) -> list[StoredNotice]:
    query = select(StoredNotice).where(StoredNotice.person_id == person.id, StoredNotice.kind == "meeting.reminder")
    return list(session.scalars(query.order_by(StoredNotice.id)))


def write(session: Session, request: MeetingRequest, person: Person, *points: service.Point) -> service.Outcome:
    return service.write_agenda(
        session,
        actor=actor_for(person),
        request_id=request.id,
        points=points,
        language="en",
        version=request.version,
        key="",
        now=NOW,
    )


def test_an_agenda_names_practices_in_their_version_and_keeps_answers(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    write(session, request, talk.asker, service.Point("Criteria", 20, talk.practice.slug, talk.tr.id))
    mails = session.scalars(select(Mail).where(Mail.person_id == talk.expert.id, Mail.calendar.is_not(None))).all()
    assert [mail.calendar_sequence for mail in mails] == [0, 0]
    assert mails[0].calendar_stamp is not None
    assert mails[1].calendar_stamp is not None
    assert mails[1].calendar_stamp > mails[0].calendar_stamp


@pytest.mark.parametrize(
    "point",
    [
        service.Point("Too long", 61),
        service.Point("", 10),
        service.Point("x" * 161, 10),
        service.Point("None", 0),
        service.Point("Unknown practice", 10, "no-such-practice"),
    ],
)
def test_an_agenda_fits_into_the_meeting(session: Session, talk: Talk, point: service.Point) -> None:
    with pytest.raises(InvalidError):
        write(session, make_scheduled(session, talk), talk.asker, point)


def test_the_agenda_page(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    browser.sign_in(talk.asker)
    address = f"/meetings/{request.id}/agenda"
    form = hidden(browser.get(address), "/agenda")
    typed = {
        "title": ["Who may foster", ""],
        "minutes": ["20", ""],
        "practice": [f"/practices/{talk.practice.slug}", ""],
    }
    assert "The points together" in browser.post(address, form | typed | {"minutes": ["90", ""]}).text
    kept = browser.post(address, form | typed | {"side": [str(talk.tr.id), ""]}, follow=True)
    assert "Who may foster" in kept.text
    assert f"/practices/{talk.practice.slug}/v/1" in kept.html


def test_reminders_come_the_day_before_and_shortly_before_once_and_by_role(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    for minutes in range(24 * 60 + 10, -10, -5):
        remind_of_meetings(session, WEDNESDAY - timedelta(minutes=minutes))
    made = {
        person: [notice.made_at for notice in reminders(session, person)] for person in (talk.asker, talk.az_organizer)
    }
    assert made[talk.asker] == [WEDNESDAY - timedelta(hours=24), WEDNESDAY - timedelta(hours=1)]
    assert made[talk.az_organizer] == [WEDNESDAY - timedelta(hours=24), WEDNESDAY - timedelta(minutes=90)]
    part = request.part_of(talk.az_organizer.id)
    assert part is not None
    assert part.role is PartRole.ORGANIZER


def test_a_moved_meeting_is_reminded_of_at_its_new_time_and_a_cancelled_one_never(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    remind_of_meetings(session, WEDNESDAY - timedelta(hours=24))
    service.move_by(
        session,
        actor=actor_for(talk.az_organizer),
        request_id=request.id,
        minutes=30,
        version=request.version,
        key="",
        now=NOW,
    )
    remind_of_meetings(session, WEDNESDAY - timedelta(minutes=60))
    assert len(reminders(session, talk.asker)) == 2  # of the new sequence, the day before
    remind_of_meetings(session, WEDNESDAY - timedelta(minutes=30))
    assert "11:30" in " ".join(reminders(session, talk.asker)[-1].lines)
    cancel(session, request, talk.expert)
    assert remind_of_meetings(session, WEDNESDAY) == 0


def test_a_reminder_is_no_calendar_message_and_names_no_room(session: Session, talk: Talk) -> None:
    make_scheduled(session, talk)
    remind_of_meetings(session, WEDNESDAY - timedelta(hours=24))
    mail = session.scalars(select(Mail).where(Mail.person_id == talk.asker.id).order_by(Mail.id.desc())).first()
    assert mail is not None
    assert mail.calendar is None
    assert LINK not in mail.text + mail.html


def feed_path(session: Session, person: Person, *, busy_only: bool = False) -> str:
    secret = service.make_feed(session, actor=actor_for(person), busy_only=busy_only, now=NOW)
    session.commit()
    return f"/calendar/{secret}.ics"


def test_the_feed_shows_the_own_meetings_and_never_the_room(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    path = feed_path(session, talk.asker)
    answer = browser.raw(path)
    content = answer.get_data()
    assert len(path.split("/")[-1]) == 43 + len(".ics")
    event = icalendar.Calendar.from_ical(content).walk("VEVENT")[0]
    assert (event["UID"], event["SEQUENCE"]) == (request.meeting.uid if request.meeting else "", 0)
    assert vobject.readOne(content.decode()).vevent.dtstart.value == WEDNESDAY
    for never in (LINK.encode(), b"552211", b"ATTENDEE", b"/join"):
        assert never not in content
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_unchanged_feed_answers_304(browser: Browser, session: Session, talk: Talk) -> None:
    make_scheduled(session, talk)
    path = feed_path(session, talk.asker)
    mark = browser.raw(path).headers["ETag"]
    assert browser.get(path, headers={"If-None-Match": mark}, check=False).status == 304


def test_busy_only_tells_no_title(browser: Browser, session: Session, talk: Talk) -> None:
    make_scheduled(session, talk)
    content = browser.raw(feed_path(session, talk.asker, busy_only=True)).get_data()
    assert b"SUMMARY:Meeting\r\n" in content
    assert b"foster" not in content.lower()
    assert b"URL" not in content


def test_a_new_address_ends_the_old_one_and_a_closed_account_has_none(
    browser: Browser, session: Session, talk: Talk
) -> None:
    make_scheduled(session, talk)
    first, second = feed_path(session, talk.asker), feed_path(session, talk.asker)
    assert (browser.get(first).status, browser.raw(second).status_code) == (404, 200)
    talk.asker.disable(datetime(2026, 3, 11, tzinfo=UTC))
    assert browser.get(second).status == 404


def test_the_secret_is_kept_as_a_hash_and_shown_once(browser: Browser, session: Session, talk: Talk) -> None:
    browser.sign_in(talk.asker)
    browser.get("/calendar/")
    page = browser.post("/calendar/", {"act": "make"})
    secret = page.one("code").get_text().rpartition("/")[2].removesuffix(".ics")
    assert session.get_one(CalendarFeed, talk.asker.id).secret_hash == service.hash_of(secret)
    assert secret not in browser.get("/calendar/").html
    browser.post("/calendar/", {"act": "end"}, follow=True)
    assert browser.get(f"/calendar/{secret}.ics").status == 404


def test_both_sides_read_the_record_and_a_changed_row_shows(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    for person in (talk.asker, talk.expert):
        browser.sign_in(person)
        assert "Meeting scheduled" in browser.get(f"/meetings/{request.id}/record").text
    exported = json.loads(browser.raw(f"/meetings/{request.id}/record.json").get_data())
    assert [row["action"] for row in exported] == ["meeting.requested", "meeting.agreed", "meeting.scheduled"]
    row = session.scalars(select(AuditRow).where(AuditRow.action == "meeting.agreed")).one()
    row.facts = {"version": 99}
    assert "changed" in browser.get(f"/meetings/{request.id}/record").text
    browser.sign_in(make_person(session, talk.tr, roles=[Role.REVIEWER]))
    assert browser.get(f"/meetings/{request.id}/record").status == 404
