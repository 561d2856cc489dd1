"""The state machine as it runs: every row leads where it says and leaves one row in the trail, or none at all."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.audit.models import AuditRow
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import ConflictError, KernelError, RefusedError
from exchange.practices import service
from exchange.practices.models import (
    PRACTICE_STEPS,
    TEXT_STEPS,
    ClearingRule,
    Practice,
    PracticeCommand,
    Remark,
    Revision,
    Stage,
    TextCommand,
    Visibility,
)
from exchange.practices.queries import find_readable, load_for_desk, remarks_of, sent_by, to_clear
from exchange.practices.service.filling import content_hash, draft_of
from tests.factories.accounts import make_person
from tests.practices.desk import LATER, NOW, Desk, acts_on, begun, make_desk, published, revised, sent, titled


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def second(session: Session, desk: Desk) -> Actor:
    """A second officer of the ministry."""
    return make_person(session, desk.ministry, roles=[Role.REVIEWER]).as_actor()


def newest(practice: Practice) -> Revision:
    return practice.revisions[-1]


def decide(session: Session, actor: Actor, practice: Practice, use: Callable[..., Any], **more: Any) -> Any:
    version = newest(practice).version
    return use(session, actor=actor, slug=practice.slug, now=LATER, expected_version=version, **more)


def with_editor(session: Session, desk: Desk) -> Practice:
    session.add(ClearingRule(ministry_id=desk.ministry.id, asks_editor=True, months_valid=12))
    practice = sent(session, desk)
    decide(session, desk.reviewer, practice, service.clear, document_number="12/1")
    return practice


def stand(session: Session, desk: Desk, stage: Stage) -> Practice:
    """A practice whose newest text stands there."""
    if stage is Stage.DRAFT:
        return begun(session, desk)
    if stage is Stage.IN_CLEARANCE:
        return sent(session, desk)
    if stage is Stage.WITH_EDITOR:
        return with_editor(session, desk)
    if stage is Stage.SENT_BACK:
        practice = sent(session, desk)
        decide(session, desk.reviewer, practice, service.send_back, remark="Why?")
        return practice
    if stage is Stage.REFUSED:
        practice = sent(session, desk)
        decide(session, desk.reviewer, practice, service.refuse, reason="Not ours.")
        return practice
    return published(session, desk)


def do_text(session: Session, desk: Desk, second: Actor, practice: Practice, command: TextCommand) -> None:
    own = {"actor": desk.author, "slug": practice.slug, "now": LATER}
    if command is TextCommand.SAVE:
        service.save_draft(session, draft=titled("Other"), expected_version=newest(practice).version, **own)  # type: ignore[arg-type]
    elif command is TextCommand.SEND:
        service.send_for_clearance(session, expected_version=newest(practice).version, **own)  # type: ignore[arg-type]
    elif command is TextCommand.TAKE_BACK:
        service.take_back(session, **own)  # type: ignore[arg-type]
    elif command is TextCommand.SEND_BACK:
        decide(session, second, practice, service.send_back, remark="Why?")
    elif command is TextCommand.REFUSE:
        decide(session, second, practice, service.refuse, reason="Not ours.")
    elif command is TextCommand.LET_OUT:
        decide(session, second, practice, service.let_out)
    else:
        decide(session, second, practice, service.clear, document_number="7")


LEADING = [
    (command, source)
    for command, step in TEXT_STEPS.items()
    for source in step.sources
    if command is not TextCommand.ASK_EDITOR
]
ELSEWHERE = [
    (command, stage)
    for command, step in TEXT_STEPS.items()
    for stage in Stage
    if step.sources and stage not in step.sources and command not in (TextCommand.ASK_EDITOR, TextCommand.SEND)
]


@pytest.mark.parametrize(("command", "source"), LEADING)
def test_each_step_of_a_text_leads_on_and_leaves_one_row(
    session: Session, desk: Desk, second: Actor, command: TextCommand, source: Stage
) -> None:
    practice = stand(session, desk, source)
    before = acts_on(session, practice)
    do_text(session, desk, second, practice, command)
    step = TEXT_STEPS[command]
    assert newest(practice).stage is (step.target or source)
    assert acts_on(session, practice)[len(before) :] == [step.audit]


@pytest.mark.parametrize(("command", "stage"), ELSEWHERE)
def test_from_elsewhere_no_step_is_taken_and_nothing_is_written(
    session: Session, desk: Desk, second: Actor, command: TextCommand, stage: Stage
) -> None:
    practice = stand(session, desk, stage)
    before = acts_on(session, practice)
    with suppress(KernelError):
        do_text(session, desk, second, practice, command)
    assert acts_on(session, practice) == before
    assert newest(practice).stage is stage


def test_where_an_editor_is_asked_clearing_does_not_publish(session: Session, desk: Desk, second: Actor) -> None:
    practice = with_editor(session, desk)
    assert newest(practice).stage is Stage.WITH_EDITOR
    assert acts_on(session, practice)[-1] == TEXT_STEPS[TextCommand.ASK_EDITOR].audit
    with pytest.raises(KernelError):
        find_readable(session, actor=desk.stranger, slug=practice.slug)
    assert [item.slug for item in to_clear(session, actor=second)] == [practice.slug]
    assert to_clear(session, actor=desk.reviewer) == (), "who cleared it is not its editor too"
    assert [item.stage for item in sent_by(session, actor=desk.author)] == [Stage.WITH_EDITOR]
    decide(session, second, practice, service.let_out)
    assert find_readable(session, actor=desk.stranger, slug=practice.slug) is practice
    assert practice.valid_until is not None
    assert 364 <= (practice.valid_until - LATER.date()).days <= 366, "twelve months, as the ministry chose"


def test_four_eyes_and_six(session: Session, desk: Desk, second: Actor) -> None:
    practice = with_editor(session, desk)
    for actor in (desk.author, desk.reviewer):
        with pytest.raises(RefusedError):
            decide(session, actor, practice, service.let_out)
    decide(session, second, practice, service.let_out)


def test_only_the_very_text_that_was_cleared_is_let_out(session: Session, desk: Desk, second: Actor) -> None:
    practice = with_editor(session, desk)
    newest(practice).texts[0].title = "Slipped in"
    session.flush()
    with pytest.raises(ConflictError):
        decide(session, second, practice, service.let_out)


def test_the_hash_of_the_cleared_text_stands_in_the_trail(session: Session, desk: Desk) -> None:
    practice = published(session, desk)
    row = session.scalars(select(AuditRow).where(AuditRow.action == "practice.published")).one()
    assert row.facts["content_hash"] == content_hash(draft_of(newest(practice), "AZ"))


def test_a_text_that_was_taken_back_is_cleared_no_more(session: Session, desk: Desk) -> None:
    practice = with_editor(session, desk)
    service.take_back(session, actor=desk.author, slug=practice.slug, now=LATER)
    revision = newest(practice)
    assert (revision.cleared_by, revision.content_hash, revision.document_number) == (None, None, None)


@pytest.mark.parametrize("command", [one for one in PRACTICE_STEPS if one is not PracticeCommand.PUBLISH])
def test_each_step_of_a_practice_leads_on_and_leaves_one_row(
    session: Session, desk: Desk, command: PracticeCommand
) -> None:
    practice = published(session, desk)
    if command is PracticeCommand.CLOSE_VERSION:
        revised(session, desk, practice)
    before = acts_on(session, practice)
    own: dict[str, Any] = {"actor": desk.reviewer, "slug": practice.slug, "now": LATER + timedelta(days=3)}
    uses: dict[PracticeCommand, Callable[[], object]] = {
        PracticeCommand.CONFIRM: lambda: service.confirm(session, **own),
        PracticeCommand.ARCHIVE: lambda: service.archive(session, reason="Replaced.", **own),
        PracticeCommand.WITHDRAW: lambda: service.withdraw(session, reason="Wrong.", **own),
        PracticeCommand.CHANGE_READERS: lambda: service.change_circulation(
            session, visibility=Visibility.MINISTRY, partners=(), **own
        ),
        PracticeCommand.CLOSE_VERSION: lambda: service.close_version(session, number=1, **own),
    }
    uses[command]()
    step = PRACTICE_STEPS[command]
    assert acts_on(session, practice)[len(before) :] == [step.audit]
    if step.target:
        assert practice.life(own["now"].date()) is step.target


def test_time_makes_it_due_then_grey_and_a_year_later_archived_by_itself(session: Session, desk: Desk) -> None:
    practice = published(session, desk)
    end = practice.valid_until
    assert end is not None
    lives = [practice.life(end - timedelta(days=days)).value for days in (61, 60, 0, -1)]
    assert lives == ["confirmed", "due", "due", "grey"]
    assert service.archive_forgotten(session, now=NOW + timedelta(days=730 + 364)) == 0
    later = NOW + timedelta(days=730 + 400)
    assert service.archive_forgotten(session, now=later) == 1
    assert practice.life(later.date()).value == "archived"
    assert find_readable(session, actor=desk.stranger, slug=practice.slug) is practice, "readable and citable"
    assert acts_on(session, practice)[-1] == "practice.archived"
    service.confirm(session, actor=desk.author, slug=practice.slug, now=later)
    assert practice.life(later.date()).value == "confirmed"


def test_a_step_and_its_row_stand_or_fall_together(session: Session, desk: Desk) -> None:
    practice = sent(session, desk)
    session.commit()
    decide(session, desk.reviewer, practice, service.clear, document_number="12/1")
    assert acts_on(session, practice)[-1] == "practice.published"
    session.rollback()
    again = load_for_desk(session, actor=desk.author, slug=practice.slug)
    assert newest(again).stage is Stage.IN_CLEARANCE
    assert "practice.published" not in acts_on(session, practice)


def test_questions_hang_on_fields_and_answers_on_questions(session: Session, desk: Desk) -> None:
    practice = sent(session, desk)
    decide(
        session,
        desk.reviewer,
        practice,
        service.send_back,
        remark="",
        questions={"results": "Who counted?", "title": " "},
    )
    (remark,) = session.scalars(select(Remark)).all()
    assert (remark.part, remark.text, remark.by_editor) == ("results", "Who counted?", False)
    service.answer_remarks(
        session, actor=desk.author, slug=practice.slug, answers={remark.id: "The agency."}, now=LATER
    )
    (view,) = remarks_of(session, [newest(practice).id])
    assert (view.answer, view.answered_by) == ("The agency.", desk.author.person_id)
    with pytest.raises(KernelError):
        service.answer_remarks(
            session, actor=desk.reviewer, slug=practice.slug, answers={remark.id: "Mine."}, now=LATER
        )


def test_a_change_of_a_published_practice_passes_the_same_gate_while_the_old_text_stays(
    session: Session, desk: Desk
) -> None:
    practice = published(session, desk)
    service.start_revision(session, actor=desk.author, slug=practice.slug, now=LATER)
    draft = replace(draft_of(newest(practice), "AZ"), texts=titled("Yeni ad").texts)
    service.save_draft(
        session, actor=desk.author, slug=practice.slug, draft=service.laid_out(draft), now=LATER,
        expected_version=newest(practice).version,
    )  # fmt: skip
    service.send_for_clearance(session, actor=desk.author, slug=practice.slug, now=LATER)
    readable = find_readable(session, actor=desk.stranger, slug=practice.slug)
    assert readable.published_revision is practice.revisions[0]
    decide(session, desk.reviewer, practice, service.clear, document_number="12/2")
    assert practice.published_revision is practice.revisions[1]
    assert practice.revisions[0].stage is Stage.CLEARED


def test_only_an_administrator_sets_the_rule_of_the_ministry(session: Session, desk: Desk) -> None:
    with pytest.raises(RefusedError):
        service.set_rule(session, actor=desk.reviewer, asks_editor=True, months_valid=18)
    service.set_rule(session, actor=desk.admin, asks_editor=True, months_valid=18)
    rule = session.get_one(ClearingRule, desk.ministry.id)
    assert (rule.asks_editor, rule.months_valid) == (True, 18)
