"""Write, answer, change within 15 minutes, withdraw: what the service promises."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.audit.models import AuditRow
from exchange.discussion import service
from exchange.discussion.models import Circulation, Comment, CommentState, Kind
from exchange.discussion.queries import standing
from exchange.discussion.service import Body
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.practices.models import Practice, Visibility
from tests.discussion.samples import a_practice
from tests.factories.accounts import make_ministry, make_person
from tests.factories.discussion import make_comment
from tests.support.clock import START


def body(text: str = "Ailələri necə seçdiniz?", language: Language = Language.AZ) -> Body:
    return Body(text, f"<p>{text}</p>", language)


@pytest.fixture
def practice(session: Session) -> Practice:
    return a_practice(session, make_ministry(session, "AZ"), Visibility.PUBLIC)


@pytest.fixture
def asker(session: Session) -> Person:
    return make_person(session, make_ministry(session, "TR"))


def written(session: Session, practice: Practice, person: Person, key: str = "", text: str = "Soru") -> Comment:
    key = key or str(new_id())
    return service.write(session, actor=person.as_actor(), slug=practice.slug, body=body(text), key=key, now=START)


def answered(session: Session, practice: Practice, person: Person, comment_id: UUID) -> Comment:
    actor, key = person.as_actor(), str(new_id())
    return service.answer(
        session, actor=actor, slug=practice.slug, comment_id=comment_id, body=body("Cavab"), key=key, now=START
    )


def edited(session: Session, person: Person, comment: Comment, minutes: float, version: int = 1) -> Comment:
    return service.edit(
        session,
        actor=person.as_actor(),
        comment_id=comment.id,
        body=body("Başqa sözlə"),
        expected_version=version,
        now=START + timedelta(minutes=minutes),
    )


def test_a_comment_is_said_by_a_post_for_a_ministry(session: Session, practice: Practice, asker: Person) -> None:
    comment = written(session, practice, asker)
    assert (comment.post, comment.ministry_id) == (asker.post, asker.ministry_id)
    assert comment.circulation is Circulation.MEMBERS


def test_the_same_form_sent_twice_is_one_comment(session: Session, practice: Practice, asker: Person) -> None:
    first, second = written(session, practice, asker, "one-key"), written(session, practice, asker, "one-key")
    assert first.id == second.id
    assert len(session.scalars(select(Comment)).all()) == 1


def test_the_same_key_with_other_words_loses_neither(session: Session, practice: Practice, asker: Person) -> None:
    written(session, practice, asker, "one-key", "First words")
    with pytest.raises(ConflictError):
        written(session, practice, asker, "one-key", "Other words")


def test_two_people_may_have_the_same_key(session: Session, practice: Practice, asker: Person) -> None:
    colleague = make_person(session, asker.ministry)
    assert written(session, practice, asker, "one-key").id != written(session, practice, colleague, "one-key").id


def test_an_answer_joins_the_thread_two_deep(session: Session, practice: Practice, asker: Person) -> None:
    root = written(session, practice, asker)
    answer = answered(session, practice, asker, root.id)
    again = answered(session, practice, asker, answer.id)
    assert (answer.parent_id, again.parent_id) == (root.id, root.id)
    assert answer.kind is Kind.ANSWER


def test_an_answer_has_no_more_readers_than_what_it_answers(
    session: Session, practice: Practice, asker: Person
) -> None:
    between = {"between_first": practice.ministry_id, "between_second": asker.ministry_id}
    private = make_comment(session, practice, asker, circulation=Circulation.PRIVATE, **between)
    answer = answered(session, practice, asker, private.id)
    assert answer.circulation is Circulation.PRIVATE
    assert {answer.between_first, answer.between_second} == set(between.values())


def test_a_comment_under_another_practice_cannot_be_answered_here(
    session: Session, practice: Practice, asker: Person
) -> None:
    elsewhere = make_comment(session, a_practice(session, make_ministry(session, "KZ")), asker)
    with pytest.raises(NotFoundError):
        answered(session, practice, asker, elsewhere.id)


def test_a_comment_that_one_may_not_read_cannot_be_answered(
    session: Session, practice: Practice, asker: Person
) -> None:
    between = {"between_first": practice.ministry_id, "between_second": asker.ministry_id}
    private = make_comment(session, practice, asker, circulation=Circulation.PRIVATE, **between)
    outsider = make_person(session, make_ministry(session, "KZ"))
    with pytest.raises(NotFoundError):
        answered(session, practice, outsider, private.id)


def test_a_withdrawn_comment_is_not_answered(session: Session, practice: Practice, asker: Person) -> None:
    comment = make_comment(session, practice, asker, state=CommentState.WITHDRAWN)
    with pytest.raises(RefusedError):
        answered(session, practice, asker, comment.id)


def test_nobody_writes_under_what_they_may_not_read(session: Session, asker: Person) -> None:
    secret = a_practice(session, make_ministry(session, "AZ"), Visibility.MINISTRY)
    with pytest.raises(NotFoundError):
        written(session, secret, asker)


def test_who_speaks_for_no_ministry_does_not_write(session: Session, practice: Practice) -> None:
    with pytest.raises(RefusedError):
        written(session, practice, make_person(session, None, runs_platform=True))


@pytest.mark.parametrize("minutes", [0, 14.9, 15])
def test_words_can_be_changed_for_15_minutes(
    session: Session, practice: Practice, asker: Person, minutes: float
) -> None:
    comment = edited(session, asker, written(session, practice, asker), minutes)
    assert comment.markdown == "Başqa sözlə"
    assert comment.edited_at == START + timedelta(minutes=minutes)


@pytest.mark.parametrize("minutes", [15.001, 16, 60 * 24])
def test_after_15_minutes_words_stand(session: Session, practice: Practice, asker: Person, minutes: float) -> None:
    comment = written(session, practice, asker)
    with pytest.raises(RefusedError):
        edited(session, asker, comment, minutes)
    assert comment.markdown == "Soru"


def test_nobody_changes_anothers_words(session: Session, practice: Practice, asker: Person) -> None:
    comment = written(session, practice, asker)
    for stranger in (make_person(session, asker.ministry), make_person(session, make_ministry(session, "KZ"))):
        with pytest.raises(NotFoundError):
            edited(session, stranger, comment, 1)
        with pytest.raises(NotFoundError):
            service.withdraw(session, actor=stranger.as_actor(), comment_id=comment.id, now=START)


def test_two_changes_from_one_base_are_a_conflict(session: Session, practice: Practice, asker: Person) -> None:
    comment = written(session, practice, asker)
    edited(session, asker, comment, 1)
    other = body("Third words")
    with pytest.raises(ConflictError):
        service.edit(session, actor=asker.as_actor(), comment_id=comment.id, body=other, expected_version=1, now=START)


def test_a_withdrawn_comment_cannot_be_changed(session: Session, practice: Practice, asker: Person) -> None:
    comment = written(session, practice, asker)
    service.withdraw(session, actor=asker.as_actor(), comment_id=comment.id, now=START)
    with pytest.raises(RefusedError):
        edited(session, asker, comment, 1)


def test_withdrawing_twice_is_withdrawing_once(session: Session, practice: Practice, asker: Person) -> None:
    comment = written(session, practice, asker)
    for hours in (1, 2):
        now = START + timedelta(hours=hours)
        service.withdraw(session, actor=asker.as_actor(), comment_id=comment.id, now=now)
    assert comment.withdrawn_at == START + timedelta(hours=1)
    assert standing(session, actor=asker.as_actor(), slug=practice.slug).comments == 0


def test_every_act_leaves_a_trace_without_the_words(session: Session, practice: Practice, asker: Person) -> None:
    comment = written(session, practice, asker)
    edited(session, asker, comment, 1)
    service.withdraw(session, actor=asker.as_actor(), comment_id=comment.id, now=START)
    rows = session.scalars(select(AuditRow).where(AuditRow.subject_kind == "comment").order_by(AuditRow.number)).all()
    assert [row.action for row in rows] == ["comment.written", "comment.edited", "comment.withdrawn"]
    assert "Soru" not in str([row.facts for row in rows])


@pytest.mark.parametrize("text", ["", "   \n", "<script>alert(1)</script>", "x" * 5_001])
def test_a_text_with_nothing_to_read_or_too_much_is_refused(text: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        service.lay_out(text, Language.EN)
    assert set(refusal.value.fields) == {"text"}


def test_markdown_is_laid_out_at_save() -> None:
    assert "<strong>üç</strong>" in service.lay_out("Ən çox **üç** uşaq", Language.AZ).html
