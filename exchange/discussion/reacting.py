"""Tell those whom a new contribution concerns: the owner's desk, and whoever is answered. Never its author."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.queries import Recipient, actor_of, ministry, people_with, recipient
from exchange.discussion.events import CommentEdited, CommentWithdrawn, CommentWritten
from exchange.discussion.mail import Contribution, answered, asked
from exchange.discussion.models import Comment, Kind
from exchange.discussion.queries import knowable
from exchange.jobs.outbox import Job, enqueue
from exchange.kernel.actor import Role
from exchange.kernel.errors import NotFoundError
from exchange.notifications.service import notify
from exchange.practices.models import Practice
from exchange.practices.queries import brief
from exchange.search.access import INDEX_JOB


@dataclass(frozen=True)
class _Told:
    person: Recipient
    is_answered: bool


def announce(session: Session, event: CommentWritten) -> None:
    """Write the notices about a contribution, each in its recipient's language."""
    comment = session.get_one(Comment, event.comment_id)
    if _is_in_a_question(session, comment):
        return  # told by exchange.questions, with the day by which the answer is promised
    practice = session.get_one(Practice, event.practice_id)
    for told in _concerned(session, comment, practice, event.answers_id):
        if session.scalar(knowable(actor_of(session, told.person.id), (comment.id,))):
            facts = _facts(session, comment, told.person)
            notice = (answered if told.is_answered else asked)(facts, told.person)
            notify(session, person_id=told.person.id, notice=notice, now=event.at)


def ask_for_indexing(session: Session, event: CommentWritten | CommentEdited | CommentWithdrawn) -> None:
    """Let the indexer write the practice with everything that is said about it anew."""
    key = f"practice:{event.practice_id}"
    enqueue(session, Job(INDEX_JOB, key, {"practice_id": str(event.practice_id)}), now=event.at)


def _is_in_a_question(session: Session, comment: Comment) -> bool:
    return session.get_one(Comment, comment.thread_id).kind is Kind.QUESTION


def _concerned(session: Session, comment: Comment, practice: Practice, answers_id: UUID | None) -> list[_Told]:
    authors = _authors(session, comment, answers_id)
    answered_people = [_Told(person, is_answered=True) for person in authors if person.id != comment.author_id]
    known = {told.person.id for told in answered_people} | {comment.author_id}
    desk = people_with(session, practice.ministry_id, Role.PUBLISHER)
    return answered_people + [_Told(person, is_answered=False) for person in desk if person.id not in known]


def _authors(session: Session, comment: Comment, answers_id: UUID | None) -> list[Recipient]:
    """Who wrote what is answered, and who began the thread."""
    answered_ids = dict.fromkeys(one for one in (answers_id, comment.parent_id) if one is not None)
    author_ids = dict.fromkeys(session.get_one(Comment, one).author_id for one in answered_ids)
    return [person for one in author_ids if one is not None for person in _active(session, one)]


def _active(session: Session, person_id: UUID) -> list[Recipient]:
    try:
        return [recipient(session, person_id)]
    except NotFoundError:  # the account was closed since
        return []


def _facts(session: Session, comment: Comment, person: Recipient) -> Contribution:
    actor = actor_of(session, person.id)
    about = brief(session, actor=actor, practice_id=comment.practice_id, language=person.language)
    author = ministry(session, comment.ministry_id)
    return Contribution(
        id=comment.id,
        thread_id=comment.thread_id,
        practice_title=about.title,
        post=comment.post,
        organisation=author.short_names or author.names,
        language=comment.language,
        made_at=comment.made_at,
    )
