"""Request, counter, accept, decline, withdraw: each once, from what the person saw, by who may."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.audit.models import AuditRow
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from exchange.meetings import service
from exchange.meetings.models import Hold, MeetingRequest
from exchange.meetings.service import Result
from exchange.meetings.states import RequestState
from exchange.notifications.models import StoredNotice
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.meetings import (
    NOW,
    THURSDAY,
    WEDNESDAY,
    accept,
    cancel,
    counter,
    decline,
    make_agreed,
    make_request,
    make_talk,
    withdraw,
)

WEEK = timedelta(days=7)


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditRow.action).order_by(AuditRow.number)))


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_request_has_its_first_proposal_and_a_day_to_answer_by(session: Session) -> None:
    request = make_request(session, make_talk(session))
    assert (request.state, request.version, request.proposal_no) == (RequestState.REQUESTED, 1, 1)
    assert [slot.starts_at for slot in request.current.slots] == [WEDNESDAY, THURSDAY]
    assert request.due_at == datetime(2026, 3, 17, 15, 0, tzinfo=UTC)  # fifth working day, 18:00 in Ankara
    assert actions(session) == ["meeting.requested"]


def test_an_answer_is_due_before_the_first_offered_time(session: Session) -> None:
    soon = NOW.replace(hour=12, minute=0) + timedelta(days=1)
    assert make_request(session, make_talk(session), starts=(soon,)).due_at == soon


@pytest.mark.parametrize(
    ("starts", "sentence"),
    [
        ((), "at least one"),
        (tuple(WEDNESDAY + timedelta(hours=hour) for hour in range(6)), "at most 5"),
        ((NOW - timedelta(minutes=20),), "future"),
        ((NOW.replace(minute=20),), "future"),
        ((WEDNESDAY + timedelta(days=400),), "one year"),
        ((WEDNESDAY + timedelta(minutes=5),), "quarter hour"),
        ((WEDNESDAY + timedelta(seconds=1),), "quarter hour"),
    ],
)
def test_times_that_cannot_be_offered_are_a_fault_of_their_field(
    session: Session, starts: tuple[datetime, ...], sentence: str
) -> None:
    with pytest.raises(InvalidError) as fault:
        make_request(session, make_talk(session), starts=starts)
    assert sentence in str(fault.value.fields["slots"])
    assert count(session, MeetingRequest) == 0


def test_the_same_time_twice_is_offered_once(session: Session) -> None:
    request = make_request(session, make_talk(session), starts=(WEDNESDAY, WEDNESDAY))
    assert len(request.current.slots) == 1


def test_empty_texts_are_faults_of_their_fields(session: Session) -> None:
    talk = make_talk(session)
    draft = service.RequestDraft(talk.practice.slug, "  ", service.Offer((WEDNESDAY,), "Asia/Baku"), (), minutes=50)
    with pytest.raises(InvalidError) as fault:
        service.request_meeting(session, actor=actor_for(talk.asker), draft=draft, key="", now=NOW)
    assert set(fault.value.fields) == {"purpose", "languages", "minutes"}


def test_nobody_asks_the_own_ministry_and_nobody_asks_about_what_they_do_not_read(session: Session) -> None:
    talk = make_talk(session)
    with pytest.raises(RefusedError):
        make_request(session, talk, asker=talk.expert)
    draft = service.RequestDraft("no-such-practice", "Why", service.Offer((WEDNESDAY,), "Asia/Baku"), ("en",))
    with pytest.raises(NotFoundError):
        service.request_meeting(session, actor=actor_for(talk.asker), draft=draft, key="", now=NOW)


def test_the_whole_way_request_counter_accept(session: Session) -> None:
    talk = make_talk(session)
    request = make_request(session, talk, starts=(WEDNESDAY,))
    counter(session, request, talk.expert, starts=(THURSDAY, WEDNESDAY + WEEK))
    assert (request.state, request.proposal_no, request.version) == (RequestState.NEGOTIATING, 2, 2)
    outcome = accept(session, request, talk.az_organizer)
    assert outcome.result is Result.DONE
    assert request.state is RequestState.AGREED
    assert request.meeting is not None
    assert (request.meeting.starts_at, request.meeting.sequence) == (THURSDAY, 0)
    assert {part.person_id for part in request.participants} == {talk.asker.id, talk.expert.id}
    assert actions(session) == ["meeting.requested", "meeting.countered", "meeting.agreed"]


def test_an_accepted_hour_is_held_for_both_people(session: Session) -> None:
    talk = make_talk(session)
    make_agreed(session, talk)
    held = Counter(session.scalars(select(Hold.resource_id)))
    assert held == {talk.asker.id: 4, talk.expert.id: 4}


def test_a_side_does_not_accept_its_own_times(session: Session) -> None:
    talk = make_talk(session)
    request = make_request(session, talk)
    with pytest.raises(RefusedError):
        accept(session, request, talk.asker)
    with pytest.raises(RefusedError):
        accept(session, request, talk.az_organizer)


def test_a_newer_proposal_makes_an_acceptance_of_the_older_one_fail(session: Session) -> None:
    talk = make_talk(session)
    request = make_request(session, talk, starts=(WEDNESDAY,))
    old = request.current.slots[0].id
    service.counter(
        session,
        actor=actor_for(talk.az_organizer),
        request_id=request.id,
        offer=service.Offer((THURSDAY,), "Asia/Baku"),
        expected_version=1,
        key="",
        now=NOW,
    )
    with pytest.raises(ConflictError) as late:
        accept(session, request, talk.expert, slot_id=old, proposal_no=1, version=1)
    assert "Proposal 2" in str(late.value)
    assert request.meeting is None


def test_a_counter_from_an_old_page_fails_and_writes_nothing(session: Session) -> None:
    talk = make_talk(session)
    request = make_request(session, talk)
    counter(session, request, talk.expert)
    with pytest.raises(ConflictError):
        counter(session, request, talk.tr_organizer, version=1)
    assert len(request.proposals) == 2


def test_accepting_the_agreed_time_again_is_a_success_another_time_a_conflict(session: Session) -> None:
    talk = make_talk(session)
    request = make_request(session, talk)
    first, second = (slot.id for slot in request.current.slots)
    accept(session, request, talk.expert, slot_id=first, version=1)
    again = accept(session, request, talk.tr_organizer, slot_id=first, version=1)
    assert again.result is Result.ALREADY_AGREED
    with pytest.raises(ConflictError):
        accept(session, request, talk.tr_organizer, slot_id=second, version=1)
    assert actions(session).count("meeting.agreed") == 1


def test_a_person_is_never_in_two_agreed_meetings_at_once(session: Session) -> None:
    talk = make_talk(session)
    make_agreed(session, talk)
    other = make_request(session, talk, starts=(WEDNESDAY + timedelta(minutes=45), THURSDAY))
    with pytest.raises(ConflictError) as taken:
        accept(session, other, talk.expert)
    assert "already in another meeting" in str(taken.value)


def test_a_time_that_has_passed_cannot_be_accepted(session: Session) -> None:
    talk = make_talk(session)
    request = make_request(session, talk, starts=(WEDNESDAY,))
    with pytest.raises(ConflictError):
        accept(session, request, talk.expert, now=WEDNESDAY + timedelta(minutes=1))


def test_declining_needs_a_reason_and_the_asked_side(session: Session) -> None:
    talk = make_talk(session)
    request = make_request(session, talk)
    with pytest.raises(InvalidError):
        decline(session, request, talk.expert, reason=" ")
    with pytest.raises(RefusedError):
        decline(session, request, talk.asker)
    decline(session, request, talk.expert)
    assert (request.state, request.reason) == (RequestState.DECLINED, "Not this year.")
    with pytest.raises(ConflictError):
        accept(session, request, talk.expert)


def test_a_request_can_be_withdrawn_until_a_time_is_agreed(session: Session) -> None:
    talk = make_talk(session)
    request = make_request(session, talk)
    with pytest.raises(RefusedError):
        withdraw(session, request, talk.expert)
    withdraw(session, request, talk.asker)
    assert request.state is RequestState.WITHDRAWN
    with pytest.raises(ConflictError):
        withdraw(session, make_agreed(session, talk), talk.asker)


def test_cancelling_frees_the_held_hours(session: Session) -> None:
    talk = make_talk(session)
    request = make_agreed(session, talk)
    cancel(session, request, talk.expert)
    assert request.state is RequestState.CANCELLED
    assert count(session, Hold) == 0
    make_agreed(session, talk)  # the same people, the same hour


def test_a_meeting_that_is_over_is_not_cancelled(session: Session) -> None:
    talk = make_talk(session)
    request = make_agreed(session, talk)
    with pytest.raises(ConflictError):
        cancel(session, request, talk.expert, now=WEDNESDAY + timedelta(hours=2))


def test_a_repeated_key_gives_the_same_answer_and_does_nothing_again(session: Session) -> None:
    talk = make_talk(session)
    request = make_request(session, talk, key="ask")
    told = count(session, StoredNotice)
    same = make_request(session, talk, key="ask")
    assert (same.id, count(session, StoredNotice)) == (request.id, told)
    slot = request.current.slots[0].id
    first = accept(session, request, talk.expert, slot_id=slot, version=1, key="yes")
    told = count(session, StoredNotice)
    again = accept(session, request, talk.expert, slot_id=slot, version=1, key="yes")
    assert (first.repeated, again.repeated, again.result) == (False, True, Result.DONE)
    assert count(session, StoredNotice) == told
    assert actions(session) == ["meeting.requested", "meeting.agreed"]


def test_a_key_cannot_be_used_for_something_else(session: Session) -> None:
    talk = make_talk(session)
    request = make_request(session, talk)
    counter(session, request, talk.expert, key="one")
    with pytest.raises(ConflictError):
        accept(session, request, talk.expert, key="one")


def test_two_people_may_use_the_same_key(session: Session) -> None:
    talk = make_talk(session)
    make_request(session, talk, key="same")
    other = make_person(session, talk.az)
    make_request(session, talk, key="same", asker=other)
    assert count(session, MeetingRequest) == 2


def test_a_stranger_cannot_tell_a_request_from_none(session: Session) -> None:
    talk = make_talk(session)
    request = make_request(session, talk)
    stranger = make_person(session, make_ministry(session, "KZ"))
    with pytest.raises(NotFoundError):
        accept(session, request, stranger)
    with pytest.raises(NotFoundError):
        counter(session, request, stranger)
    with pytest.raises(NotFoundError):
        cancel(session, request, stranger)
