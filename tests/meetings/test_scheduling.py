"""Binding the room, inviting, cancelling: the right message to each person, once; the link to nobody (I7, I13)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import icalendar
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.audit.models import AuditRow
from exchange.kernel.actor import Role
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from exchange.kernel.translated import Translated
from exchange.meetings import service
from exchange.meetings.models import MeetingRequest, MeetingState, PartRole
from exchange.meetings.service.holds import ROOM_TAKEN
from exchange.meetings.states import RequestState
from exchange.notifications.models import Mail, StoredNotice
from exchange.notifications.transport import MemoryTransport
from exchange.notifications.wiring import transport_of
from tests.factories.accounts import actor_for, make_person
from tests.factories.meetings import (
    LINK,
    NOW,
    WEDNESDAY,
    Talk,
    cancel,
    counter,
    make_agreed,
    make_request,
    make_scheduled,
    schedule,
)


def mails(session: Session, person: Person) -> list[Mail]:
    return list(session.scalars(select(Mail).where(Mail.person_id == person.id).order_by(Mail.id)))


def kinds(session: Session, person: Person) -> list[str]:
    query = select(StoredNotice.kind).where(StoredNotice.person_id == person.id)
    return list(session.scalars(query.order_by(StoredNotice.id)))


def event_of(mail: Mail) -> icalendar.Event:
    event = icalendar.Calendar.from_ical(mail.calendar or b"").walk("VEVENT")[0]
    assert isinstance(event, icalendar.Event)
    return event


def test_the_organizer_binds_the_room_and_takes_part(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    assert request.state is RequestState.SCHEDULED
    assert request.meeting is not None
    assert (request.meeting.state, request.meeting.room_link) == (MeetingState.CONFIRMED, LINK)
    part = request.part_of(talk.az_organizer.id)
    assert part is not None
    assert part.role is PartRole.ORGANIZER


def test_officials_do_not_bind_rooms(session: Session, talk: Talk) -> None:
    with pytest.raises(RefusedError):
        schedule(session, make_agreed(session, talk), talk.asker)


def test_a_forbidden_link_and_a_missing_title_are_faults_of_their_fields(session: Session, talk: Talk) -> None:
    request = make_agreed(session, talk)
    draft = service.RoomDraft(" ", "http://zoom.us/j/1", "x" * 65, (talk.expert.id,))
    with pytest.raises(InvalidError) as fault:
        service.schedule(
            session,
            actor=actor_for(talk.az_organizer),
            request_id=request.id,
            draft=draft,
            allowed_hosts=("zoom.us",),
            expected_version=request.version,
            key="",
            now=NOW,
        )
    assert set(fault.value.fields) == {"title", "link", "passcode", "people"}


def test_colleagues_are_added_and_held(session: Session, talk: Talk) -> None:
    request = make_agreed(session, talk)
    colleague = make_person(session, talk.az, roles=[Role.PUBLISHER])
    schedule(session, request, talk.az_organizer, people=(colleague.id,))
    part = request.part_of(colleague.id)
    assert part is not None
    assert part.role is PartRole.DELEGATE
    other = make_request(session, talk, starts=(WEDNESDAY,), asker=colleague)
    with pytest.raises(ConflictError):
        service.accept(
            session,
            actor=actor_for(talk.tr_organizer),
            request_id=other.id,
            slot_id=other.current.slots[0].id,
            proposal_no=1,
            expected_version=1,
            key="",
            now=NOW,
        )


def test_every_participant_gets_one_request_that_names_only_that_person(session: Session, talk: Talk) -> None:
    make_scheduled(session, talk)
    for person in (talk.asker, talk.expert, talk.az_organizer):
        (invitation,) = [mail for mail in mails(session, person) if mail.calendar]
        event = event_of(invitation)
        assert (invitation.calendar_method, event["SEQUENCE"]) == ("REQUEST", 0)
        assert event["ATTENDEE"] == f"mailto:{person.email}"
        assert event.DTSTART == WEDNESDAY
    assert not any(mail.calendar for mail in mails(session, talk.tr_organizer))
    assert kinds(session, talk.tr_organizer)[-1] == "meeting.scheduled"


def test_the_rooms_link_and_passcode_are_in_no_mail_notice_calendar_or_audit_row(session: Session, talk: Talk) -> None:
    make_scheduled(session, talk)
    written = [f"{mail.subject} {mail.text} {mail.html} {mail.calendar!r}" for mail in session.scalars(select(Mail))]
    written += [f"{notice.subject} {notice.lines}" for notice in session.scalars(select(StoredNotice))]
    written += [str(row.facts) for row in session.scalars(select(AuditRow))]
    assert written
    assert not any("zoom.us" in text or "552211" in text for text in written)


def test_the_calendar_entry_begins_with_our_own_stable_link_and_says_both_times(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    (invitation,) = [mail for mail in mails(session, talk.asker) if mail.calendar]
    description = str(event_of(invitation)["DESCRIPTION"])
    assert description.splitlines()[0].endswith(f"/meetings/{request.id}/join")
    assert "11:00–12:00 Baku (UTC+4)" in description
    assert "10:00–11:00 Ankara (UTC+3)" in description


def test_each_person_is_told_in_their_language_and_on_their_clock(session: Session, talk: Talk) -> None:
    talk.expert.language = "tr"
    talk.asker.post = Translated({"en": "Foster care desk"})
    request = make_request(session, talk, starts=(WEDNESDAY,))
    (letter,) = mails(session, talk.expert)
    assert letter.language == "tr"
    first = letter.text.index("10:00–11:00 Ankara")
    assert first < letter.text.index("11:00–12:00 Bakü")
    assert f"/meetings/{request.id}" in letter.text


def test_the_desks_of_both_sides_hear_of_each_step(session: Session, talk: Talk) -> None:
    request = make_request(session, talk)
    assert kinds(session, talk.asker) == ["meeting.sent"]
    assert kinds(session, talk.expert) == kinds(session, talk.tr_organizer) == ["meeting.requested"]
    counter(session, request, talk.expert)
    assert kinds(session, talk.asker)[-1] == kinds(session, talk.az_organizer)[-1] == "meeting.countered"
    assert kinds(session, talk.tr_organizer) == ["meeting.requested"]


def test_a_ministry_without_officials_is_told_through_its_administrator(session: Session, talk: Talk) -> None:
    for person in (talk.expert, talk.tr_organizer):
        person.memberships.clear()
    administrator = make_person(session, talk.tr, roles=[Role.ADMINISTRATOR])
    make_request(session, talk)
    assert kinds(session, administrator) == ["meeting.requested"]


def test_cancelling_takes_the_calendar_entry_back_with_the_next_sequence(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    cancel(session, request, talk.expert)
    for person in (talk.asker, talk.expert, talk.az_organizer):
        asked, taken_back = [mail for mail in mails(session, person) if mail.calendar]
        event = event_of(taken_back)
        assert (taken_back.calendar_method, event["SEQUENCE"], event["STATUS"]) == ("CANCEL", 1, "CANCELLED")
        assert event["UID"] == event_of(asked)["UID"]
        assert event.DTSTAMP > event_of(asked).DTSTAMP
        assert b"METHOD:CANCEL" in (taken_back.calendar or b"")


def test_a_meeting_cancelled_before_it_was_scheduled_sends_no_calendar(session: Session, talk: Talk) -> None:
    cancel(session, make_agreed(session, talk), talk.expert)
    assert not any(mail.calendar for mail in session.scalars(select(Mail)))
    assert kinds(session, talk.asker)[-1] == "meeting.cancelled"


def test_the_mail_on_the_wire_has_one_method_in_both_places(
    app: Flask, session: Session, talk: Talk, run_jobs: Callable[[], int]
) -> None:
    cancel(session, make_scheduled(session, talk), talk.expert)
    run_jobs()
    transport = transport_of(app)
    assert isinstance(transport, MemoryTransport)
    found = []
    for message in transport.sent:
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                body = part.get_payload(decode=True)
                assert isinstance(body, bytes)
                found.append(part.get_param("method"))
                assert f"METHOD:{found[-1]}".encode() in body
    assert (found.count("REQUEST"), found.count("CANCEL")) == (3, 3)


def test_a_person_who_left_gets_no_mail(app: Flask, session: Session, talk: Talk, run_jobs: Callable[[], int]) -> None:
    make_scheduled(session, talk)
    talk.expert.memberships.clear()
    run_jobs()
    transport = transport_of(app)
    assert isinstance(transport, MemoryTransport)
    assert not any(talk.expert.email in str(message["To"]) for message in transport.sent)
    assert any(talk.asker.email in str(message["To"]) for message in transport.sent)


@pytest.mark.parametrize(
    ("minutes", "who", "opens"),
    [
        (-46, "az_organizer", False),
        (-45, "az_organizer", True),
        (-45, "asker", False),
        (-16, "asker", False),
        (-15, "asker", True),
        (0, "expert", True),
        (120, "expert", True),
        (121, "expert", False),
    ],
)
def test_the_door_opens_by_role_and_closes_an_hour_after_the_end(
    session: Session, talk: Talk, minutes: int, who: str, *, opens: bool
) -> None:
    request = make_scheduled(session, talk)
    actor, now = actor_for(getattr(talk, who)), WEDNESDAY + timedelta(minutes=minutes)
    if opens:
        assert service.join(session, actor=actor, request_id=request.id, now=now).link == LINK
        joined = session.scalars(select(AuditRow).where(AuditRow.action == "meeting.joined")).one()
        assert joined.actor_id == actor.person_id
    else:
        with pytest.raises(ConflictError):
            service.join(session, actor=actor, request_id=request.id, now=now)


def test_who_takes_no_part_does_not_join_and_nobody_joins_a_cancelled_meeting(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    with pytest.raises(NotFoundError):
        service.join(session, actor=actor_for(talk.tr_organizer), request_id=request.id, now=WEDNESDAY)
    cancel(session, request, talk.expert)
    with pytest.raises(ConflictError):
        service.join(session, actor=actor_for(talk.asker), request_id=request.id, now=WEDNESDAY)


def test_the_room_has_no_readable_representation() -> None:
    assert "zoom" not in repr(service.Room(LINK))


def test_stamps_of_one_second_still_count_up(session: Session, talk: Talk) -> None:
    request: MeetingRequest = make_scheduled(session, talk)
    assert request.meeting is not None
    before = request.meeting.stamped_at
    request.meeting.stamp(NOW)
    assert request.meeting.stamped_at == before + timedelta(seconds=1)


def test_one_room_is_in_one_meeting_at_a_time(session: Session, talk: Talk) -> None:
    first = make_scheduled(session, talk)
    others = replace(talk, asker=make_person(session, talk.az), expert=make_person(session, talk.tr))
    second = make_agreed(session, others)
    with pytest.raises(ConflictError) as refused, session.begin_nested():
        schedule(session, second, talk.az_organizer)
    assert refused.value.message.text == ROOM_TAKEN
    session.refresh(second)
    assert schedule(session, second, talk.tr_organizer)  # a ministry's rooms are its own
    session.refresh(first)
    cancel(session, first, talk.expert)
    third = make_agreed(
        session, replace(talk, asker=make_person(session, talk.az), expert=make_person(session, talk.tr))
    )
    assert schedule(session, third, talk.az_organizer)
