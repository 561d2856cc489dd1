"""Times suggested from calendar programs: they wait for the own ministry, which may offer them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.audit.models import AuditRow
from exchange.kernel.errors import NotFoundError
from exchange.meetings import service
from exchange.meetings.models import PartStat, WordState
from exchange.notifications.models import StoredNotice
from tests.factories.accounts import actor_for
from tests.factories.mails import mail_with, reply_calendar
from tests.factories.meetings import WEDNESDAY, Talk, make_scheduled
from tests.meetings.mailed import LATER, LAYOUTS, Take, answer_of, words
from tests.support.browser import Browser

COUNTER_TIMES = "DTSTART;TZID=Turkey Standard Time:20260320T150000\nDTEND;TZID=Turkey Standard Time:20260320T160000"


@pytest.mark.parametrize("layout", ["Google, Thunderbird", "Outlook"])
def test_a_counter_waits_for_the_writers_own_ministry(session: Session, talk: Talk, take: Take, layout: str) -> None:
    request, sender = make_scheduled(session, talk), talk.expert.email
    calendar = reply_calendar(
        request, sender, method="COUNTER", partstat="TENTATIVE", times=COUNTER_TIMES, more="COMMENT:Komissiya\\, ə"
    )
    assert take(LAYOUTS[layout](calendar, sender)) == "answer.suggested"
    assert answer_of(session, request, talk.expert) is PartStat.TENTATIVE
    assert request.meeting is not None
    assert (request.meeting.starts_at, request.proposal_no) == (WEDNESDAY, 1)
    (word,) = words(session)
    assert (word.starts_at, word.minutes) == (datetime(2026, 3, 20, 12, 0, tzinfo=UTC), 60)
    assert word.comment == "Komissiya, ə"
    told = session.scalars(select(StoredNotice).where(StoredNotice.kind == "meeting.time_suggested")).all()
    assert {notice.person_id for notice in told} == {talk.expert.id, talk.tr_organizer.id}


def test_a_counter_without_a_zone_is_read_on_the_writers_clock(session: Session, talk: Talk, take: Take) -> None:
    request, sender = make_scheduled(session, talk), talk.expert.email
    times = 'DTSTART;TZID="(UTC+03:00) Ankara":20260320T150000\nDTEND;TZID="(UTC+03:00) Ankara":20260320T160000'
    take(mail_with(reply_calendar(request, sender, method="COUNTER", times=times), sender, method="COUNTER"))
    assert words(session)[0].starts_at == datetime(2026, 3, 20, 12, 0, tzinfo=UTC)


def test_only_the_own_side_sees_a_suggestion_and_offers_it(
    session: Session, talk: Talk, take: Take, browser: Browser
) -> None:
    request, sender = make_scheduled(session, talk), talk.expert.email
    take(mail_with(reply_calendar(request, sender, method="COUNTER", times=COUNTER_TIMES), sender, method="COUNTER"))
    path = f"/meetings/{request.id}"
    browser.sign_in(talk.asker)
    assert "Times suggested by mail" not in browser.get(path).text
    browser.sign_in(talk.tr_organizer)
    assert "Times suggested by mail" in browser.get(path).text
    chosen = browser.get(f"{path}/time").all('input[name="slots"][checked], input[name="slots"]:not([type="checkbox"])')
    assert [str(field["value"])[:10] for field in chosen if field.get("value")] == ["2026-03-20"]
    offer = service.Offer((datetime(2026, 3, 20, 12, 0, tzinfo=UTC),), "Europe/Istanbul")
    service.propose_time(
        session, actor=actor_for(talk.tr_organizer), request_id=request.id, offer=offer,
        version=request.version, key="", now=LATER,
    )  # fmt: skip
    session.expire_all()
    assert words(session)[0].state is WordState.TAKEN_UP


def test_a_suggestion_is_set_aside_once_and_by_the_own_side_only(session: Session, talk: Talk, take: Take) -> None:
    request, sender = make_scheduled(session, talk), talk.expert.email
    take(mail_with(reply_calendar(request, sender, method="COUNTER", times=COUNTER_TIMES), sender, method="COUNTER"))
    order: dict[str, Any] = {"request_id": request.id, "word_id": words(session)[0].id, "now": LATER}
    with pytest.raises(NotFoundError):
        service.set_aside(session, actor=actor_for(talk.asker), **order)
    service.set_aside(session, actor=actor_for(talk.tr_organizer), **order)
    service.set_aside(session, actor=actor_for(talk.tr_organizer), **order)
    rows = session.scalars(select(AuditRow).where(AuditRow.action == "meeting.suggestion_set_aside")).all()
    assert (words(session)[0].state, len(rows)) == (WordState.SET_ASIDE, 1)
