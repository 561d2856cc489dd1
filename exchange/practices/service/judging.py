"""Judge evidence: a dated level by a clearing officer of another ministry, never above what the text supports."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.kernel.translated import Translated
from exchange.practices import policies
from exchange.practices.events import EvidenceJudged
from exchange.practices.models import EvidenceReview, Section
from exchange.practices.models.evidence_rules import Grounds, demands, highest
from exchange.practices.queries.loading import find_readable

AGAIN_AFTER = timedelta(days=730)


@dataclass(frozen=True)
class Judgement:
    """What the reviewer says."""

    level: int
    reason: str
    is_transferred: bool
    is_lasting: bool
    language: str  # of the reason
    revision_number: int  # the text that was read


def judge(session: Session, *, actor: Actor, slug: str, judgement: Judgement, now: datetime) -> EvidenceReview:
    """Record the level. It is to be judged anew two years later.

    Raises:
        NotFoundError: the actor does not read the practice.
        RefusedError: the actor clears for no other ministry than its own.
        ConflictError: readers see another text by now.
        InvalidError: no reason, or a level that the text does not support.
    """
    practice = find_readable(session, actor=actor, slug=slug)
    revision = practice.published_revision
    ministry_id = policies.judging_ministry(actor, practice)
    if ministry_id is None or actor.person_id is None or revision is None:
        raise RefusedError(Message(N_("Evidence is judged by a clearing officer of another ministry.")))
    if revision.number != judgement.revision_number:
        raise ConflictError(Message(N_("A newer version was published while you were reading. Read it, then judge.")))
    has_view = any(section.key is Section.USER_FEEDBACK for text in revision.texts for section in text.sections)
    _require_support(judgement, Grounds(revision.rows, has_view, judgement.is_transferred, judgement.is_lasting))
    review = EvidenceReview(
        practice_id=practice.id,
        revision_number=revision.number,
        level=judgement.level,
        reason=judgement.reason.strip(),
        is_transferred=judgement.is_transferred,
        is_lasting=judgement.is_lasting,
        judged_by=actor.person_id,
        ministry_id=ministry_id,
        judged_at=now,
        again_on=now.date() + AGAIN_AFTER,
    )
    session.add(review)
    practice.review_level, practice.review_date = judgement.level, now.date()
    practice.review_again_on = review.again_on
    practice.review_reason = Translated({judgement.language: review.reason})
    practice.is_transferred, practice.is_lasting = judgement.is_transferred, judgement.is_lasting
    session.flush()
    emit(session, EvidenceJudged(practice.id, revision.id, practice.ministry_id, actor, now, level=judgement.level))
    return review


def _require_support(judgement: Judgement, grounds: Grounds) -> None:
    faults: dict[str, Message] = {}
    if not judgement.reason.strip():
        faults["reason"] = Message(N_("Say in a few sentences what the level rests on."))
    if judgement.level > highest(grounds):
        lacking = next(one for one in demands(grounds) if not one.is_met)
        faults["level"] = Message(
            N_("Level %(level)s is not supported by the text: one of its demands is not met."), {"level": lacking.level}
        )
    if faults:
        raise InvalidError(faults)
