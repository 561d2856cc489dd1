"""Questions about fields of a text, and the author's answers."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.practices import policies
from exchange.practices.models import Practice, Remark, Revision, Stage
from exchange.practices.queries.loading import load_for_desk
from exchange.practices.service.writing import editable

LONGEST_QUESTION = 2_000


def ask(
    session: Session,
    *,
    actor: Actor,
    practice: Practice,
    revision: Revision,
    questions: Mapping[str, str],
    now: datetime,
) -> list[Remark]:
    """Keep one remark for each field that was asked about. The caller has asked for the right to send back."""
    remarks = [
        Remark(
            practice_id=practice.id,
            revision_id=revision.id,
            part=part[:60],
            text=text.strip()[:LONGEST_QUESTION],
            by_editor=revision.stage is Stage.WITH_EDITOR,
            asked_by=actor.person_id,
            asked_at=now,
            answer="",
        )
        for part, text in questions.items()
        if text.strip()
    ]
    session.add_all(remarks)
    return remarks


def answer_remarks(session: Session, *, actor: Actor, slug: str, answers: Mapping[UUID, str], now: datetime) -> None:
    """Keep the author's answers; an answer that did not change keeps its time. Others' questions are not touched.

    Raises:
        NotFoundError, RefusedError: as for saving.
    """
    practice = load_for_desk(session, actor=actor, slug=slug)
    revision = editable(practice, actor)
    wanted = select(Remark).where(Remark.revision_id == revision.id, Remark.id.in_(list(answers)))
    for remark in session.scalars(wanted):
        said = answers[remark.id].strip()[:LONGEST_QUESTION]
        if said != remark.answer and policies.can_edit(actor, practice):
            remark.reply(answer=said, by=actor.person_id, now=now)
    session.flush()
