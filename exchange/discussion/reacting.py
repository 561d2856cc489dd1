"""Tell those whom a new contribution concerns: the owner's desk, and whoever is answered. Never its author."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session, joinedload

from exchange.accounts.queries import Addressee, Recipient, addressees, ids_of_people_with, ministry_name
from exchange.discussion.events import CommentEdited, CommentHidden, CommentReported, CommentWithdrawn, CommentWritten
from exchange.discussion.mail import Contribution, answered, asked, followed, mentioned, reported
from exchange.discussion.models import Circulation, Comment, Kind
from exchange.discussion.policies import can_know
from exchange.discussion.searchable import key_of
from exchange.discussion.service import mentions_in
from exchange.jobs.outbox import enqueue
from exchange.kernel.actor import Role
from exchange.notifications.notice import Notice
from exchange.notifications.queries import followers_of
from exchange.notifications.service import notify_each
from exchange.practices.models import Practice
from exchange.practices.queries import title_of
from exchange.search.withholding import index_job

Compose = Callable[[Contribution, Recipient], Notice]


def announce(session: Session, event: CommentWritten) -> None:
    """Write the notices about a contribution, each in its recipient's language and for the first of their reasons."""
    comment = session.get_one(Comment, event.comment_id)
    reasons = dict[UUID, Compose]()
    for person_id, compose in _concerned(session, comment, event.answers_id):
        if person_id != comment.author_id:
            reasons.setdefault(person_id, compose)
    _tell(session, comment, reasons, now=comment.made_at, is_new=True)


def announce_report(session: Session, event: CommentReported) -> None:
    """The administrators of the practice's ministry, among them never who reported."""
    comment, practice = session.get_one(Comment, event.comment_id), _practice(session, event.practice_id)
    people = ids_of_people_with(session, practice.ministry_id, Role.ADMINISTRATOR)
    _tell(session, comment, {one: reported for one in people if one != event.person_id}, now=event.at)


def _concerned(session: Session, comment: Comment, answers_id: UUID | None) -> Iterator[tuple[UUID, Compose]]:
    """People and why; some of them several times."""
    practice = _practice(session, comment.practice_id)
    if not _is_in_a_question(session, comment):  # told by exchange.questions, with the promised day
        yield from ((one, answered) for one in _authors(session, comment, answers_id))
        yield from ((one, asked) for one in ids_of_people_with(session, practice.ministry_id, Role.PUBLISHER))
    yield from ((one, mentioned) for one in _mentioned(session, comment))
    yield from ((one, followed) for one in followers_of(session, (f"practice:{practice.id}",)))


def _tell(
    session: Session, comment: Comment, reasons: Mapping[UUID, Compose], *, now: datetime, is_new: bool = False
) -> None:
    """Only those who may know of it; each right is the one of this moment."""
    practice, people = _practice(session, comment.practice_id), addressees(session, reasons)
    told = [people[one] for one in reasons if one in people and can_know(people[one].actor, comment, practice)]
    facts = _facts(session, comment, told)
    notices = [(to.person, reasons[to.person.id](facts[to.person.language], to.person)) for to in told]
    notify_each(session, notices, now=now, is_new=is_new)


def _practice(session: Session, practice_id: UUID) -> Practice:
    """With those whom its circle names."""
    return session.get_one(Practice, practice_id, options=(joinedload(Practice.partners),))


def _mentioned(session: Session, comment: Comment) -> Iterator[UUID]:
    """The publishers of each ministry that is named, or those who hold the named post."""
    for mention in mentions_in(session, comment.markdown):
        yield from ids_of_people_with(session, mention.ministry_id, mention.role or Role.PUBLISHER)


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


def _authors(session: Session, comment: Comment, answers_id: UUID | None) -> Iterator[UUID]:
    """Who wrote what is answered, and who began the thread."""
    for one in (answers_id, comment.parent_id):
        author_id = session.get_one(Comment, one).author_id if one is not None else None
        if author_id is not None:
            yield author_id


def _facts(session: Session, comment: Comment, told: Iterable[Addressee]) -> dict[str, Contribution]:
    """By language: it says the same to everyone who may know of it."""
    readers = {to.person.language: to.actor for to in told}
    if not readers:
        return {}
    organisation, about = ministry_name(session, comment.ministry_id), comment.practice_id
    return {
        language: Contribution(
            id=comment.id,
            thread_id=comment.thread_id,
            practice_id=about,
            practice_title=title_of(session, actor=actor, practice_id=about, language=language),
            post=comment.post,
            organisation=organisation,
            language=comment.language,
            made_at=comment.made_at,
        )
        for language, actor in readers.items()
    }
