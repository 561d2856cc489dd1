"""The sample discussion of the demonstration comes in whole, once, and marked as a sample."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.discussion.models import Circulation, Comment, Kind
from exchange.discussion.service import import_comments
from exchange.kernel.errors import InvalidError
from exchange.notifications.models import StoredNotice
from tests.discussion.samples import a_practice
from tests.factories.accounts import make_ministry
from tests.support.clock import START

FILE = """
roles:
  owner: {en: "Practice owner", tr: "Uygulama sahibi"}
comments:
- {id: c1, number: 1, practice: tr-foster, kind: question, role: owner, ministry: az-labour, lang: az,
   at: "2026-02-23T10:10:00+04:00", circulation: public, reply_to: null, anchor: {field: solution, paragraph: 2},
   state: answered, sample: true, body: "Hansı *ardıcıllıqla*?"}
- {id: c2, number: 1, practice: tr-foster, kind: answer, role: owner, ministry: tr-family, lang: tr,
   at: "2026-02-25T16:25:00+03:00", circulation: public, reply_to: c1, anchor: null, state: closed, sample: true,
   body: "Sıra budur."}
- {id: p1, number: 1, practice: tr-foster, kind: question, role: owner, ministry: az-labour, lang: az,
   at: "2026-02-26T10:00:00+04:00", circulation: private, between: [az-labour, tr-family], reply_to: null, anchor: null,
   state: open, sample: true, body: "Yalnız iki qurum üçün."}
- {id: x1, number: 2, practice: not-here, kind: comment, role: owner, ministry: az-labour, lang: az,
   at: "2026-02-26T10:00:00+04:00", circulation: public, reply_to: null, anchor: null, state: open,
   sample: true, body: "x"}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "comments.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture
def _known(session: Session) -> None:
    make_ministry(session, "AZ", slug="az-labour")
    a_practice(session, make_ministry(session, "TR", slug="tr-family"), slug="tr-foster")


@pytest.mark.usefixtures("_known")
def test_comments_come_in_with_post_thread_circle_and_section(session: Session, file: Path) -> None:
    outcome = import_comments(session, file, now=START)
    question, answer, private = session.scalars(select(Comment).order_by(Comment.made_at)).all()
    assert (outcome.added, outcome.left_out) == (3, 1)
    assert question.post["tr"] == "Uygulama sahibi"
    assert "<em>ardıcıllıqla</em>" in question.html
    assert (question.kind, question.anchor_field, question.anchor_number) == (Kind.QUESTION, "solution", 2)
    assert answer.parent_id == question.id
    assert private.circulation is Circulation.PRIVATE
    assert all(comment.is_sample and comment.author_id is None for comment in (question, answer, private))


@pytest.mark.usefixtures("_known")
def test_a_second_time_adds_nothing_and_nobody_is_told(session: Session, file: Path) -> None:
    import_comments(session, file, now=START)
    assert import_comments(session, file, now=START).added == 0
    assert session.scalars(select(StoredNotice)).all() == []


@pytest.mark.usefixtures("_known")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ministry: tr-family", "ministry: unknown"),
        ("reply_to: c1", "reply_to: c9"),
        ("kind: answer, role: owner", "kind: answer, role: nobody"),
        ("between: [az-labour, tr-family]", "between: [az-labour, nowhere]"),
        ("comments:", "remarks:"),
        ("roles:", "roles: ["),
    ],
)
def test_a_file_that_names_what_is_not_known_is_refused(session: Session, file: Path, old: str, new: str) -> None:
    file.write_text(FILE.replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidError):
        import_comments(session, file, now=START)


def test_a_file_that_is_not_there_is_refused(session: Session, tmp_path: Path) -> None:
    with pytest.raises(InvalidError):
        import_comments(session, tmp_path / "none.yaml", now=START)
