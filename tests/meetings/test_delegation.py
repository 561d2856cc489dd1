"""Small changes of a meeting that stands: who comes, and what it is called."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.kernel.actor import Role
from exchange.kernel.errors import InvalidError, RefusedError
from exchange.meetings import service
from exchange.meetings.models import Hold, MeetingRequest, PartRole, PartStat
from exchange.notifications.models import Mail
from tests.factories.accounts import actor_for, make_person
from tests.factories.meetings import (
    NOW,
    Talk,
    make_scheduled,
)
from tests.meetings.acting import calendars
from tests.meetings.typed import hidden
from tests.support.browser import Browser


def seat(
    session: Session, request: MeetingRequest, person: Person, side: object, seats: dict[Person, PartRole]
) -> service.Outcome:
    return service.seat_delegation(
        session,
        actor=actor_for(person),
        request_id=request.id,
        side=side,  # type: ignore[arg-type]
        seats={one.id: role for one, role in seats.items()},
        version=request.version,
        key="",
        now=NOW,
    )


def test_who_is_added_is_invited_and_who_is_taken_off_is_told(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    newcomer = make_person(session, talk.tr)
    seat(session, request, talk.tr_organizer, talk.tr.id, {newcomer: PartRole.HEAD})
    assert [event["SEQUENCE"] for event in calendars(session, newcomer)] == [0]
    methods = select(Mail.calendar_method).where(Mail.person_id == talk.expert.id, Mail.calendar.is_not(None))
    assert session.scalars(methods.order_by(Mail.calendar_method)).all() == ["CANCEL", "REQUEST"]
    assert len(calendars(session, talk.asker)) == 1  # nobody else is disturbed
    assert {part.person_id for part in request.participants if part.removed_at} == {talk.expert.id}
    free = select(Hold.resource_id).where(Hold.request_id == request.id, Hold.resource_id == talk.expert.id)
    assert session.scalars(free).all() == []


def test_a_delegation_is_named_by_its_own_side_with_one_head(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    second = make_person(session, talk.tr)
    with pytest.raises(RefusedError):
        seat(session, request, talk.az_organizer, talk.tr.id, {second: PartRole.HEAD})
    with pytest.raises(InvalidError):
        seat(session, request, talk.expert, talk.tr.id, {second: PartRole.HEAD, talk.expert: PartRole.HEAD})
    with pytest.raises(InvalidError):
        seat(session, request, talk.expert, talk.tr.id, {talk.asker: PartRole.DELEGATE})


def test_a_new_title_keeps_sequence_and_answers(session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    request.participants[0].answer = PartStat.ACCEPTED
    service.retitle(
        session,
        actor=actor_for(talk.expert),
        request_id=request.id,
        title="Second title",
        language="en",
        version=request.version,
        key="",
        now=NOW,
    )
    first, second = calendars(session, talk.asker)
    assert (second["SEQUENCE"], second["SUMMARY"]) == (first["SEQUENCE"], "Second title")
    assert second.DTSTAMP > first.DTSTAMP
    assert request.participants[0].answer is PartStat.ACCEPTED


def test_the_delegation_page_seats_and_says_what_is_wrong(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_scheduled(session, talk)
    other = make_person(session, talk.tr, roles=[Role.PUBLISHER])
    browser.sign_in(talk.tr_organizer)
    address = f"/meetings/{request.id}/people"
    form = hidden(browser.get(address), "/people")
    heads = {f"seat-{person.id}": "head" for person in (other, talk.expert)}
    assert browser.post(address, form | heads).status == 422
    kept = {f"seat-{other.id}": "head", f"seat-{talk.expert.id}": "delegate", "seat-x": "head"}
    assert "The delegation was changed" in browser.post(address, form | kept, follow=True).text
