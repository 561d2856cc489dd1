"""Tell those whom a new contribution concerns: the owner's desk, and whoever is answered. Never its author."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.queries import Recipient, actor_of, ministry, people_with, recipient
from exchange.discussion.events import CommentEdited, CommentHidden, CommentReported, CommentWithdrawn, CommentWritten
from exchange.discussion.mail import Contribution, answered, asked, followed, mentioned, reported
from exchange.discussion.models import Circulation, Comment, Kind
from exchange.discussion.queries import knowable
from exchange.discussion.searchable import key_of
from exchange.discussion.service import mentions_in
from exchange.jobs.outbox import enqueue
from exchange.kernel.actor import Role
from exchange.kernel.errors import NotFoundError
from exchange.notifications.notice import Notice
from exchange.notifications.queries import followers_of
from exchange.notifications.service import notify
from exchange.practices.models import Practice
from exchange.practices.queries import brief
from exchange.search.withholding import index_job

Compose = Callable[[Contribution, Recipient], Notice]


def announce(session: Session, event: CommentWritten) -> None:
    """Write the notices about a contribution, each in its recipient's language."""
    comment = session.get_one(Comment, event.comment_id)
    practice = session.get_one(Practice, event.practice_id)
    known = {comment.author_id}
    if not _is_in_a_question(session, comment):  # told by exchange.questions, with the promised day
        _tell(session, comment, _authors(session, comment, event.answers_id), answered, known)
        _tell(session, comment, people_with(session, practice.ministry_id, Role.PUBLISHER), asked, known)
    _tell(session, comment, _mentioned(session, comment), mentioned, known)
    followers = followers_of(session, (f"practice:{practice.id}",))
    _tell(session, comment, [one for person_id in followers for one in _active(session, person_id)], followed, known)


def announce_report(session: Session, event: CommentReported) -> None:
    """The administrators of the practice's ministry, among them never who reported."""
    comment, practice = session.get_one(Comment, event.comment_id), session.get_one(Practice, event.practice_id)
    people = people_with(session, practice.ministry_id, Role.ADMINISTRATOR)
    _tell(session, comment, people, reported, {event.person_id}, now=event.at)


def _tell(
    session: Session,
    comment: Comment,
    people: Iterable[Recipient],
    compose: Compose,
    known: set[UUID | None],
    *,
    now: datetime | None = None,
) -> None:
    """Each once, and only those who may know of it; whoever is told is known from then on."""
    for person in people:
        if person.id in known:
            continue
        known.add(person.id)
        if session.scalar(knowable(actor_of(session, person.id), (comment.id,))):
            notice = compose(_facts(session, comment, person), person)
            notify(session, person_id=person.id, notice=notice, now=now or comment.made_at)


def _mentioned(session: Session, comment: Comment) -> list[Recipient]:
    """The publishers of each ministry that is named, or those who hold the named post."""
    found: list[Recipient] = []
    for mention in mentions_in(session, comment.markdown):
        found += people_with(session, mention.ministry_id, mention.role or Role.PUBLISHER)
    return found


def ask_for_indexing(
    session: Session, event: CommentWritten | CommentEdited | CommentWithdrawn | CommentHidden
) -> None:
    """Let the indexer add what was written; else write the practice with everything that is said about it anew."""
    is_new = isinstance(event, CommentWritten)
    is_counted = session.get_one(Comment, event.comment_id).circulation is Circulation.PUBLIC  # see public_counts
    added = key_of(event.comment_id) if is_new and not is_counted else ""
    enqueue(session, index_job(event.practice_id, only_adds=is_new, added=added), now=event.at)


def _is_in_a_question(session: Session, comment: Comment) -> bool:
    return session.get_one(Comment, comment.thread_id).kind is Kind.QUESTION


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
        practice_id=comment.practice_id,
        practice_title=about.title,
        post=comment.post,
        organisation=author.short_names or author.names,
        language=comment.language,
        made_at=comment.made_at,
    )
