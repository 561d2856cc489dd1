"""Minutes in two languages: written together, remarked, approved per ministry, frozen, amended (row 13)."""

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from exchange.meetings import service
from exchange.meetings.models import MeetingRequest, Minutes, MinutesState
from exchange.meetings.queries.published import communiques_about
from exchange.meetings.service.minutes.approving import seal_of
from exchange.notifications.models import StoredNotice
from exchange.practices.models import Visibility
from tests.factories.accounts import actor_for, make_person
from tests.factories.meetings import (
    HELD_AT,
    Talk,
    approve,
    make_closed,
    make_held,
    make_reviewed,
    make_scheduled,
    write_minutes,
)
from tests.meetings.typed import hidden
from tests.support.browser import Browser


def kinds(session: Session, person: Person) -> list[str]:
    query = select(StoredNotice.kind).where(StoredNotice.person_id == person.id)
    return list(session.scalars(query.order_by(StoredNotice.id)))


def minutes_of(session: Session, request: MeetingRequest) -> Minutes:
    return session.get_one(Minutes, request.id, populate_existing=True)


def edited(minutes: Minutes, number: int, text: str, version: int | None = None) -> service.Written:
    row = minutes.paragraphs[number]
    return service.Written(row.id, row.version if version is None else version, text, row.to_text)


def test_each_side_writes_in_its_own_language(session: Session, talk: Talk) -> None:
    request = make_held(session, talk)
    write_minutes(session, request, talk.expert)
    minutes = minutes_of(session, request)
    assert (minutes.from_language, minutes.to_language, minutes.number) == ("az", "tr", 1)


def test_minutes_are_not_written_before_the_meeting(session: Session, talk: Talk) -> None:
    with pytest.raises(ConflictError):
        write_minutes(session, make_scheduled(session, talk), talk.asker)


def test_two_who_change_different_paragraphs_both_succeed(session: Session, talk: Talk) -> None:
    request = make_held(session, talk)
    write_minutes(session, request, talk.asker, *(service.Written(None, 0, f"az {n}", f"tr {n}") for n in range(2)))
    read = minutes_of(session, request)
    first, second = edited(read, 0, "az mine"), edited(read, 1, "az theirs")
    untouched = [service.Written(row.id, row.version, row.from_text, row.to_text) for row in read.paragraphs]
    write_minutes(session, request, talk.asker, first, untouched[1])
    write_minutes(session, request, talk.expert, second)
    assert [row.from_text for row in minutes_of(session, request).paragraphs] == ["az mine", "az theirs"]


def test_of_two_who_change_the_same_paragraph_the_second_sees_both_texts(session: Session, talk: Talk) -> None:
    request = make_held(session, talk)
    write_minutes(session, request, talk.asker)
    mine, theirs = (edited(minutes_of(session, request), 0, text) for text in ("mine", "theirs"))
    write_minutes(session, request, talk.asker, mine)
    with pytest.raises(service.ClashError) as fault:
        write_minutes(session, request, talk.expert, theirs)
    assert [clash.from_text for clash in fault.value.clashes] == ["mine"]
    session.rollback()


def test_a_form_sent_twice_adds_its_paragraphs_once(session: Session, talk: Talk) -> None:
    request = make_held(session, talk)
    write_minutes(session, request, talk.asker, key="k")
    assert write_minutes(session, request, talk.asker, key="k").repeated
    assert len(minutes_of(session, request).paragraphs) == 1


def test_a_version_is_submitted_in_both_languages_or_not_at_all(session: Session, talk: Talk) -> None:
    request = make_held(session, talk)
    write_minutes(session, request, talk.asker, service.Written(None, 0, "only one", ""))
    with pytest.raises(InvalidError):
        service.submit_minutes(session, actor=actor_for(talk.asker), request_id=request.id, key="", now=HELD_AT)


def test_both_approvals_of_one_version_freeze_it_with_a_seal(session: Session, talk: Talk) -> None:
    request = make_reviewed(session, talk)
    assert request.state.value == "minutes_review"
    approve(session, request, talk.asker)
    assert kinds(session, talk.expert)[-1] == "meeting.minutes_approved"
    assert minutes_of(session, request).state is MinutesState.REVIEW
    approve(session, request, talk.expert)
    minutes = minutes_of(session, request)
    assert (request.state.value, minutes.state.value, minutes.seal) == ("closed", "frozen", seal_of(minutes))
    assert kinds(session, talk.asker)[-1] == "meeting.minutes_frozen"
    with pytest.raises(ConflictError):
        write_minutes(session, request, talk.asker, edited(minutes, 0, "changed"))


def test_a_change_under_review_is_a_version_that_nobody_has_approved(session: Session, talk: Talk) -> None:
    request = make_reviewed(session, talk)
    approve(session, request, talk.asker)
    write_minutes(session, request, talk.expert, edited(minutes_of(session, request), 0, "another wording"))
    assert minutes_of(session, request).number == 2
    assert minutes_of(session, request).approval_of(talk.az.id) is None
    with pytest.raises(ConflictError):
        approve(session, request, talk.expert, number=1)
    approve(session, request, talk.expert, number=2)
    approve(session, request, talk.asker, number=2)
    assert request.state.value == "closed"


def test_a_remark_stands_until_its_side_settles_it_and_is_sealed_as_a_reservation(session: Session, talk: Talk) -> None:
    request = make_reviewed(session, talk)
    paragraph = minutes_of(session, request).paragraphs[0]
    before = seal_of(minutes_of(session, request))
    service.remark(
        session,
        actor=actor_for(talk.asker),
        request_id=request.id,
        paragraph_id=paragraph.id,
        text="Add “by 30 April”.",
        language="en",
        key="",
        now=HELD_AT,
    )
    assert kinds(session, talk.expert)[-1] == "meeting.minutes_remarked"
    remark = minutes_of(session, request).paragraphs[0].remarks[0]
    assert seal_of(minutes_of(session, request)) != before
    with pytest.raises(RefusedError):
        service.settle_remark(
            session, actor=actor_for(talk.expert), request_id=request.id, remark_id=remark.id, key="", now=HELD_AT
        )
    service.settle_remark(
        session, actor=actor_for(talk.az_organizer), request_id=request.id, remark_id=remark.id, key="", now=HELD_AT
    )
    assert seal_of(minutes_of(session, request)) == before


def test_an_addendum_is_part_of_the_record_when_the_other_side_accepts(session: Session, talk: Talk) -> None:
    request = make_closed(session, talk)
    service.add_addendum(
        session,
        actor=actor_for(talk.asker),
        request_id=request.id,
        from_text="Əlavə",
        to_text="Ek",
        key="",
        now=HELD_AT,
    )
    accept = {"request_id": request.id, "number": 1, "key": "", "now": HELD_AT}
    with pytest.raises(RefusedError):
        service.accept_addendum(session, actor=actor_for(talk.az_organizer), **accept)  # type: ignore[arg-type]
    service.accept_addendum(session, actor=actor_for(talk.expert), **accept)  # type: ignore[arg-type]
    minutes = minutes_of(session, request)
    assert minutes.addenda[0].seal not in (None, minutes.seal)
    assert minutes.seal == seal_of(minutes)


def test_nobody_outside_touches_the_minutes(session: Session, talk: Talk) -> None:
    request = make_reviewed(session, talk)
    stranger = make_person(session)
    with pytest.raises(NotFoundError):
        write_minutes(session, request, stranger)
    with pytest.raises(NotFoundError):
        approve(session, request, stranger)


@pytest.mark.parametrize(("first", "second", "shown"), [(True, True, 1), (True, False, 0), (False, False, 0)])
def test_a_communique_is_published_only_if_both_consent(
    session: Session, talk: Talk, *, first: bool, second: bool, shown: int
) -> None:
    request = make_reviewed(session, talk)
    approve(session, request, talk.asker, publishes=first)
    approve(session, request, talk.expert, publishes=second)
    reader = actor_for(make_person(session))
    found = communiques_about(session, actor=reader, practice_id=talk.practice.id, language="tr")
    assert len(found) == shown
    assert all(one.paragraphs == ("Anlaştılar.",) and one.request_id is None for one in found)


def test_the_practice_page_says_with_whom_it_was_discussed(browser: Browser, session: Session, talk: Talk) -> None:
    talk.practice.visibility = Visibility.PUBLIC
    make_closed(session, talk)
    page = browser.get(f"/practices/{talk.practice.slug}")
    assert "Discussed on 18 March 2026" in page.text
    assert "Anlaştılar." in page.text or "Razılaşdılar." in page.text


def test_the_pages_from_writing_to_the_seal(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_held(session, talk)
    address = f"/meetings/{request.id}"
    browser.sign_in(talk.asker)
    form = hidden(browser.get(f"{address}/minutes"), "/minutes")
    typed = {"p-0-a": "Tərəflər razılaşdılar.", "p-0-b": "Taraflar anlaştı.", "p-0-c": "yes", "act": "submit"}
    assert "Sent for approval" in browser.post(f"{address}/minutes", form | typed, follow=True).text
    row = minutes_of(session, request).paragraphs[0]
    changed = {"p-0-id": str(row.id), "p-0-version": "1", "p-0-a": "Mine", "p-0-b": "x", "act": "save", "key": "z"}
    browser.another().sign_in(talk.expert).post(f"{address}/minutes", changed | {"p-0-a": "Theirs", "key": "y"})
    clash = browser.post(f"{address}/minutes", changed)
    assert clash.status == 409
    assert "Theirs" in clash.text
    assert "Mine" in clash.one("#p-0-a").get_text()
    page = browser.get(address)
    assert "Approve version 2" in page.text
    remark = hidden(page, "/remark") | {"paragraph": str(row.id), "text": "Say when."}
    assert "Say when." in browser.post(f"{address}/minutes/remark", remark, follow=True).text
    settle = hidden(browser.get(address), "/settle")
    assert "The remark is settled." in browser.post(f"{address}/minutes/settle", settle, follow=True).text
    yes = hidden(browser.get(address), "/approve")
    assert "Approved for your ministry." in browser.post(f"{address}/minutes/approve", yes, follow=True).text
    browser.sign_in(talk.expert)
    yes = hidden(browser.get(address), "/approve")
    done = browser.post(f"{address}/minutes/approve", yes, follow=True)
    assert (minutes_of(session, request).seal or "?") in done.text
    form = hidden(browser.get(f"{address}/minutes/addendum"), "/addendum")
    assert browser.post(f"{address}/minutes/addendum", form | {"a": "Yalnız"}).status == 422
    added = browser.post(f"{address}/minutes/addendum", form | {"a": "Əlavə", "b": "Ek"}, follow=True)
    assert "Sent to the other side." in added.text
    browser.sign_in(talk.asker)
    accept = hidden(browser.get(address), "/addendum")
    assert "Accepted into the record." in browser.post(f"{address}/minutes/addendum", accept, follow=True).text


def test_rubbish_in_the_forms_is_a_conflict_never_a_fault(browser: Browser, session: Session, talk: Talk) -> None:
    request = make_reviewed(session, talk)
    browser.sign_in(talk.asker)
    for path in ("approve", "remark", "settle"):
        for data in ({}, {"number": "x", "paragraph": str(uuid4()), "remark": "?", "text": "t"}):
            assert browser.post(f"/meetings/{request.id}/minutes/{path}", data).status == 409
