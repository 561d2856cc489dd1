"""A text that a clearing officer refuses: the reason, what stays published, where the next version begins."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from exchange.kernel.errors import InvalidError, RefusedError
from exchange.practices import service
from exchange.practices.models import Stage
from exchange.practices.queries import drafts_of, find_readable
from exchange.practices.service.filling import draft_of
from tests.practices.desk import LATER, Desk, published, titled
from tests.practices.test_states import decide, desk, newest, stand

__all__ = ["desk"]  # the fixture


def test_a_refused_text_stays_inside_with_its_reason_and_the_next_begins_from_the_cleared_one(
    session: Session, desk: Desk
) -> None:
    practice = published(session, desk)
    cleared = draft_of(practice.revisions[0], "AZ")
    service.start_revision(session, actor=desk.author, slug=practice.slug, now=LATER)
    draft = replace(draft_of(newest(practice), "AZ"), texts=titled("Yeni ad").texts)
    service.save_draft(
        session, actor=desk.author, slug=practice.slug, draft=service.laid_out(draft), now=LATER,
        expected_version=newest(practice).version,
    )  # fmt: skip
    service.send_for_clearance(session, actor=desk.author, slug=practice.slug, now=LATER)
    with pytest.raises(InvalidError):
        decide(session, desk.reviewer, practice, service.refuse, reason="  ")
    with pytest.raises(RefusedError):
        decide(session, desk.author, practice, service.refuse, reason="Mine.")
    decide(session, desk.reviewer, practice, service.refuse, reason="Not ours to say.")
    readable = find_readable(session, actor=desk.stranger, slug=practice.slug)
    assert readable.published_revision is practice.revisions[0]
    (item,) = drafts_of(session, actor=desk.author)
    assert (item.stage, item.remark) == (Stage.REFUSED, "Not ours to say.")
    service.start_revision(session, actor=desk.author, slug=practice.slug, now=LATER)
    assert [one.number for one in practice.revisions] == [1, 2, 3]
    assert draft_of(newest(practice), "AZ").official.title == cleared.official.title
    assert [one.stage for one in drafts_of(session, actor=desk.author)] == [Stage.DRAFT]


def test_what_was_never_published_goes_on_from_the_refused_text(session: Session, desk: Desk) -> None:
    practice = stand(session, desk, Stage.REFUSED)
    title = draft_of(newest(practice), "AZ").official.title
    service.start_revision(session, actor=desk.author, slug=practice.slug, now=LATER)
    assert (newest(practice).stage, newest(practice).number) == (Stage.DRAFT, 2)
    assert draft_of(newest(practice), "AZ").official.title == title
