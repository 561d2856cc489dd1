"""A practice through its service: written by one, cleared by another."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.audit.models import AuditRow
from exchange.jobs.outbox import open_rows
from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from exchange.kernel.translated import Translated
from exchange.practices import service
from exchange.practices.models import (
    Practice,
    PracticeState,
    Result,
    RevisionState,
    Rows,
    Section,
    Visibility,
)
from exchange.practices.queries import (
    drafts_of,
    find_readable,
    load_for_desk,
    practice_page,
    sent_by,
    to_clear,
)
from exchange.practices.service import PracticeDraft, laid_out
from exchange.practices.service.filling import content_hash, draft_of
from exchange.search.withholding import INDEX_JOB
from tests.factories.practices import make_draft
from tests.practices.desk import LATER, NOW, Desk, Said, acts_on, begun, clear, make_desk, published, save, sent, titled


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def test_a_draft_is_known_at_its_own_desk_only(session: Session, desk: Desk) -> None:
    practice = begun(session, desk)
    assert practice.state is PracticeState.DRAFT
    assert [item.slug for item in drafts_of(session, actor=desk.author)] == [practice.slug]
    for outsider in (desk.stranger, Actor.nobody()):
        assert drafts_of(session, actor=outsider) == ()
        with pytest.raises(NotFoundError):
            load_for_desk(session, actor=outsider, slug=practice.slug)
        with pytest.raises(NotFoundError):
            find_readable(session, actor=outsider, slug=practice.slug)


def test_a_practice_that_another_process_began_meanwhile_is_begun_once(session: Session, desk: Desk) -> None:
    """Two processes that look at the same moment see nothing of each other: the database tells the second one."""
    first = begun(session, desk)
    with pytest.raises(ConflictError):
        service.create_draft(
            session, actor=desk.author, draft=laid_out(make_draft()), country="AZ", now=NOW, slug=first.slug
        )
    assert session.scalars(select(Practice)).all() == [first]


def test_only_publishers_and_administrators_begin_a_practice(session: Session, desk: Desk) -> None:
    with pytest.raises(RefusedError):
        service.create_draft(session, actor=desk.reviewer, draft=make_draft(sections={}), country="AZ", now=NOW)
    assert session.scalars(select(Practice)).all() == []


def test_what_is_saved_is_what_was_written(session: Session, desk: Desk) -> None:
    practice = begun(session, desk)
    revision = practice.revisions[0]
    changed = replace(
        titled("Yeni ad"), themes=("cp.alt", "cp.foster"), field_visibility={Section.ASKS: Visibility.MINISTRY}
    )
    save(session, desk.author, practice, changed, version=revision.version)
    session.expire_all()
    again = load_for_desk(session, actor=desk.author, slug=practice.slug).revisions[0]
    assert draft_of(again, "AZ") == changed
    assert "<strong>azdır</strong>" in again.texts[0].sections[0].html


def test_of_two_savings_over_one_version_the_second_is_refused(session: Session, desk: Desk) -> None:
    practice = begun(session, desk)
    opened = practice.revisions[0].version
    save(session, desk.author, practice, titled("Birinci"), version=opened)
    with pytest.raises(ConflictError):
        save(session, desk.admin, practice, titled("İkinci"), version=opened)
    assert practice.revisions[0].texts[0].title == "Birinci"


def test_every_saving_is_a_new_version_even_within_one_tick_of_the_clock(session: Session, desk: Desk) -> None:
    practice = begun(session, desk)
    first = practice.revisions[0].version
    save(session, desk.author, practice, titled("Birinci"), version=first)
    second = practice.revisions[0].version
    save(session, desk.author, practice, titled("İkinci"), version=second)
    assert first < second < practice.revisions[0].version


def test_saving_what_already_stands_leaves_no_trace(session: Session, desk: Desk) -> None:
    practice = begun(session, desk)
    version, acts = practice.revisions[0].version, acts_on(session, practice)
    save(session, desk.author, practice, titled("Himayədar ailə"), version=version)
    assert practice.revisions[0].version == version
    assert acts_on(session, practice) == acts


def test_sending_names_each_field_of_the_card_that_is_missing(session: Session, desk: Desk) -> None:
    empty = PracticeDraft(language="az", level="", licence="")
    practice = begun(session, desk, empty)
    with pytest.raises(InvalidError) as refused:
        service.send_for_clearance(session, actor=desk.author, slug=practice.slug, now=NOW)
    lacking = {"title", "summary", "level", "org", "contact_role", "themes", "targets", "status", "visibility"}
    assert set(refused.value.fields) == lacking
    assert practice.revisions[0].state is RevisionState.DRAFT


def test_a_number_without_a_source_is_not_sent(session: Session, desk: Desk) -> None:
    unsourced = Rows(results=(Result(indicator=Translated({"az": "Uşaqlar"}), value=53),))
    practice = begun(session, desk, laid_out(make_draft(rows=unsourced)))
    with pytest.raises(InvalidError) as refused:
        service.send_for_clearance(session, actor=desk.author, slug=practice.slug, now=NOW)
    assert list(refused.value.fields) == ["results"]
    assert "Uşaqlar" in str(refused.value.fields["results"])


def test_sending_twice_is_sending_once(session: Session, desk: Desk) -> None:
    practice = sent(session, desk)
    service.send_for_clearance(session, actor=desk.author, slug=practice.slug, now=LATER)
    assert practice.revisions[0].sent_at == NOW
    assert acts_on(session, practice).count("practice.sent_for_clearance") == 1


def test_a_sent_text_waits_for_those_who_did_not_write_it(session: Session, desk: Desk) -> None:
    practice = sent(session, desk)
    for clearer in (desk.reviewer, desk.admin):
        assert [item.slug for item in to_clear(session, actor=clearer)] == [practice.slug]
    for other in (desk.author, desk.stranger):
        assert to_clear(session, actor=other) == ()
    assert [item.slug for item in sent_by(session, actor=desk.author)] == [practice.slug]


def test_a_sent_text_is_not_written_further(session: Session, desk: Desk) -> None:
    """I9: what a clearing officer reads does not change under their hands."""
    practice = sent(session, desk)
    with pytest.raises(RefusedError):
        save(session, desk.author, practice, titled("Başqa"), version=practice.revisions[0].version)


def test_clearing_publishes_with_the_hash_of_what_was_cleared_in_the_audit_row(session: Session, desk: Desk) -> None:
    """I9."""
    practice = published(session, desk)
    revision = practice.published_revision
    assert revision is practice.revisions[0]
    assert (practice.state, practice.visibility) == (PracticeState.PUBLISHED, Visibility.MEMBERS)
    assert (revision.cleared_by, revision.document_number) == (desk.reviewer.person_id, "12/1")
    row = session.scalars(select(AuditRow).where(AuditRow.action == "practice.published")).one()
    assert row.facts["content_hash"] == revision.content_hash == content_hash(draft_of(revision, "AZ"))
    assert practice_page(session, actor=desk.stranger, slug=practice.slug, language="az").card.title == "Himayədar ailə"


def test_publishing_asks_the_indexer_in_the_same_transaction(session: Session, desk: Desk) -> None:
    practice = published(session, desk)
    assert [row.payload for row in open_rows(session, name=INDEX_JOB)] == [{"practice_id": str(practice.id)}]


def test_nobody_clears_what_they_wrote(session: Session, desk: Desk) -> None:
    practice = begun(session, desk)
    save(session, desk.admin, practice, titled("Yeni ad"), version=practice.revisions[0].version)
    service.send_for_clearance(session, actor=desk.author, slug=practice.slug, now=NOW)
    for hand in (desk.admin, desk.author):
        with pytest.raises((RefusedError, NotFoundError)):
            clear(session, hand, practice)
    assert clear(session, desk.reviewer, practice).state is PracticeState.PUBLISHED


def test_a_text_that_the_officer_did_not_see_is_not_cleared(session: Session, desk: Desk) -> None:
    practice = sent(session, desk)
    with pytest.raises(ConflictError):
        clear(session, desk.reviewer, practice, version=practice.revisions[0].version - 1)
    assert practice.state is PracticeState.DRAFT


def test_clearing_twice_is_clearing_once(session: Session, desk: Desk) -> None:
    practice = sent(session, desk)
    seen = practice.revisions[0].version
    clear(session, desk.reviewer, practice, version=seen)
    clear(session, desk.reviewer, practice, version=seen)
    assert acts_on(session, practice).count("practice.published") == 1


def test_clearing_needs_the_number_of_the_written_ok(session: Session, desk: Desk) -> None:
    practice = sent(session, desk)
    seen = practice.revisions[0].version
    with pytest.raises(InvalidError) as refused:
        service.clear(
            session, actor=desk.reviewer, slug=practice.slug, document_number=" ", now=LATER, expected_version=seen
        )
    assert list(refused.value.fields) == ["document_number"]


def test_what_is_sent_back_is_written_and_sent_again(session: Session, desk: Desk) -> None:
    practice = sent(session, desk)
    revision = practice.revisions[0]
    answer: Said = {"actor": desk.reviewer, "slug": practice.slug, "now": LATER}
    with pytest.raises(InvalidError):
        service.send_back(session, remark=" ", expected_version=revision.version, **answer)
    service.send_back(session, remark="Mənbə göstərin.", expected_version=revision.version, **answer)
    assert [(item.state, item.remark) for item in drafts_of(session, actor=desk.author)] == [
        (RevisionState.SENT_BACK, "Mənbə göstərin.")
    ]
    save(session, desk.author, practice, titled("Yeni ad"), version=revision.version)
    service.send_for_clearance(session, actor=desk.author, slug=practice.slug, now=LATER)
    assert clear(session, desk.reviewer, practice).state is PracticeState.PUBLISHED
    assert revision.remark is None
