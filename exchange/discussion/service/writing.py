"""Write, answer, edit within 15 minutes, withdraw."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from exchange.accounts.queries import post_of
from exchange.audit.service import Act, record
from exchange.discussion import policies
from exchange.discussion.events import CommentEdited, CommentWithdrawn, CommentWritten
from exchange.discussion.models import Circulation, Comment, Kind
from exchange.discussion.queries.anchors import beginning, mark_of, sections_of
from exchange.discussion.service.mentioning import with_names
from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_
from exchange.kernel.rows import rows_of
from exchange.practices.models import Practice, Visibility
from exchange.practices.queries.loading import find_known
from exchange.text.cleaning import plain_text
from exchange.text.rendering import render_markdown

LONGEST_TEXT = 5_000
_EMPTY = N_("Write your comment.")
_TOO_LONG = N_("This is longer than 5,000 characters. Shorten it, or send it in two parts.")
_NO_MINISTRY = N_("Only people who speak for a ministry can take part in a discussion.")
_OWN_MINISTRY = N_("This practice is your own ministry’s. Write a comment instead of a question.")
_OTHER_WORDS = N_(
    "This form was sent before with other words. Your new words are kept here; send them once more to add them."
)
_TOO_LATE = N_("Words can be changed for 15 minutes. You can withdraw this comment and write another.")
_CHANGED = N_("These words were changed in another window. Yours are kept here; look at both and save once more.")
_SENT = select(Comment.id).where(Comment.author_id == bindparam("author_id"), Comment.key == bindparam("key"))


@dataclass(frozen=True)
class Body:
    """What somebody wrote and its safe HTML; made by `lay_out`, never by hand."""

    markdown: str
    html: str
    language: Language


def lay_out(text: str, language: Language) -> Body:
    """Check and render a text. Call it before the transaction: rendering may take two seconds.

    Raises:
        InvalidError: nothing to read in it, more than 5,000 characters, or too hard to lay out.
    """
    text = text.replace("\x00", "").strip()  # PostgreSQL stores no NUL
    if len(text) > LONGEST_TEXT:
        raise InvalidError({"text": _TOO_LONG})
    html = render_markdown([text])[0]
    if not plain_text(html):
        raise InvalidError({"text": _EMPTY})
    return Body(text, html, language)


@dataclass(frozen=True)
class About:
    """The section that a contribution is about, and a paragraph of it; 0 means the whole section."""

    section: str
    paragraph: int = 0
    language: str = ""  # of the version that the writer read


def write(
    session: Session,
    *,
    actor: Actor,
    slug: str,
    body: Body,
    key: str,
    now: datetime,
    is_public: bool = False,
    about: About | None = None,
) -> Comment:
    """Say something under a practice.

    Args:
        about: a section that is as widely read as the practice itself; another one is not there for this use.
        key: of the form; the same form sent twice is one contribution.
        is_public: also readers who have not signed in may read it, where the practice itself is public.

    Raises:
        NotFoundError: no such practice, or the actor may not know of it.
        RefusedError: the actor reads it but speaks for no ministry, or the practice is not published.
        ConflictError: the key was used before with other words.
    """
    practice = _practice(session, actor, slug)
    before = _sent_before(session, actor, body, key)
    if before is not None:
        return before
    may_be_public = is_public and practice.visibility is Visibility.PUBLIC
    comment = _new(session, actor, practice, body, key, now)
    comment.kind, comment.circulation = Kind.COMMENT, Circulation.PUBLIC if may_be_public else Circulation.MEMBERS
    if about is not None:
        _anchor(session, actor, comment, slug, about)
    return _added(session, actor, comment, None)


def _anchor(session: Session, actor: Actor, comment: Comment, slug: str, about: About) -> None:
    sections = sections_of(session, actor=actor, slug=slug)
    if about.section not in sections.wide:
        raise NotFoundError
    comment.anchor_field, comment.anchor_language = about.section, about.language
    words = sections.texts.get((about.section, about.language), ())
    if 1 <= about.paragraph <= len(words):
        comment.anchor_number = about.paragraph
        comment.anchor_mark = mark_of(words[about.paragraph - 1])
        comment.anchor_words = beginning(words[about.paragraph - 1])


def ask(
    session: Session, *, actor: Actor, slug: str, body: Body, key: str, now: datetime, circle: Circulation
) -> Comment:
    """Put a question to the owner of a practice; the same key gives the question that it made before.

    Args:
        circle: PRIVATE: the asker's ministry and the owner's read it; PUBLIC only where the practice itself is public.

    Raises:
        NotFoundError: no such practice, or the actor may not know of it.
        RefusedError: the actor speaks for no ministry, or for the one that would be asked.
        ConflictError: the key was used before with other words.
    """
    practice = _practice(session, actor, slug)
    if practice.ministry_id == actor.ministry_id:
        raise RefusedError(_OWN_MINISTRY)
    before = _sent_before(session, actor, body, key)
    if before is not None:
        return before
    comment = _new(session, actor, practice, body, key, now)
    is_too_wide = circle is Circulation.PUBLIC and practice.visibility is not Visibility.PUBLIC
    comment.kind, comment.circulation = Kind.QUESTION, Circulation.MEMBERS if is_too_wide else circle
    if circle is Circulation.PRIVATE:
        comment.between_first, comment.between_second = sorted((practice.ministry_id, comment.ministry_id))
    return _added(session, actor, comment, None)


def answer(
    session: Session, *, actor: Actor, slug: str, comment_id: UUID, body: Body, key: str, now: datetime
) -> Comment:
    """Answer a contribution, for the same readers. An answer to an answer joins the thread of the first contribution.

    Raises:
        NotFoundError: no such practice or contribution under it, or the actor may not know of it.
        RefusedError: the actor speaks for no ministry, or the contribution was withdrawn.
        ConflictError: the key was used before with other words.
    """
    practice = _practice(session, actor, slug)
    before = _sent_before(session, actor, body, key)
    if before is not None:
        return before
    answered = _readable(session, actor, comment_id)
    if answered.practice_id != practice.id:
        raise NotFoundError
    if not answered.is_shown:
        raise RefusedError(N_("This comment was withdrawn. Write a new one instead of an answer."))
    comment = _new(session, actor, practice, body, key, now)
    comment.kind, comment.circulation, comment.parent_id = Kind.ANSWER, answered.circulation, answered.thread_id
    comment.between_first, comment.between_second = answered.between_first, answered.between_second
    return _added(session, actor, comment, answered.id)


def _practice(session: Session, actor: Actor, slug: str) -> Practice:
    practice = find_known(session, actor=actor, slug=slug)
    if not policies.can_write(actor, practice):
        raise RefusedError(_NO_MINISTRY)
    return practice


def _sent_before(session: Session, actor: Actor, body: Body, key: str) -> Comment | None:
    before_id = rows_of(session, _SENT, {"author_id": actor.person_id, "key": key}).scalar()
    if before_id is None:
        return None
    before = session.get_one(Comment, before_id)
    if before.markdown != body.markdown:
        raise ConflictError(_OTHER_WORDS)
    return before


def _new(session: Session, actor: Actor, practice: Practice, body: Body, key: str, now: datetime) -> Comment:
    if actor.person_id is None or actor.ministry_id is None:
        raise RefusedError(_NO_MINISTRY)
    return Comment(
        id=new_id(),
        practice_id=practice.id,
        author_id=actor.person_id,
        ministry_id=actor.ministry_id,
        post=post_of(session, actor.person_id),
        language=body.language.value,
        markdown=body.markdown,
        html=with_names(session, body.html, body.language),
        key=key,
        version=1,
        made_at=now,
    )


def _added(session: Session, actor: Actor, comment: Comment, answers_id: UUID | None) -> Comment:
    _note(session, actor, comment, "comment.written", comment.made_at)
    session.add(comment)
    emit(session, CommentWritten(comment.id, comment.practice_id, answers_id, comment.made_at))
    return comment


def edit(
    session: Session, *, actor: Actor, comment_id: UUID, body: Body, expected_version: int, now: datetime
) -> Comment:
    """Put other words in place of one's own, within 15 minutes of writing.

    Raises:
        NotFoundError: not the actor's own, or no longer readable to the actor.
        RefusedError: the 15 minutes are over, or it was withdrawn.
        ConflictError: it was changed since the form was opened.
    """
    comment = _own(session, actor, comment_id)
    if not comment.can_change_at(now):
        raise RefusedError(_TOO_LATE)
    if comment.markdown == body.markdown and comment.language == body.language.value:
        return comment
    if comment.version != expected_version:
        raise ConflictError(_CHANGED)
    html = with_names(session, body.html, body.language)
    comment.rewrite(markdown=body.markdown, html=html, language=body.language.value, now=now)
    _note(session, actor, comment, "comment.edited", now)
    emit(session, CommentEdited(comment.id, comment.practice_id, now))
    return comment


def withdraw(session: Session, *, actor: Actor, comment_id: UUID, now: datetime) -> Comment:
    """Take one's own words back; the place in the thread says so. Doing it twice changes nothing.

    Raises:
        NotFoundError: not the actor's own, or no longer readable to the actor.
    """
    comment = _own(session, actor, comment_id)
    if comment.is_shown:
        comment.withdraw(now)
        _note(session, actor, comment, "comment.withdrawn", now)
        emit(session, CommentWithdrawn(comment.id, comment.practice_id, now))
    return comment


def _own(session: Session, actor: Actor, comment_id: UUID) -> Comment:
    comment = _readable(session, actor, comment_id)
    if not policies.is_own(actor, comment):
        raise NotFoundError
    return comment


def _readable(session: Session, actor: Actor, comment_id: UUID) -> Comment:
    comment = session.scalar(select(Comment).where(Comment.id == comment_id, policies.readable_by(actor)))
    if comment is None:
        raise NotFoundError
    return comment


def _note(session: Session, actor: Actor, comment: Comment, action: str, now: datetime) -> None:
    facts: dict[str, str | int | bool | None] = {
        "practice": str(comment.practice_id),
        "version": comment.version,
        "hash": sha256(comment.markdown.encode()).hexdigest(),
    }
    record(session, actor=actor, act=Act(action, "comment", comment.id, facts), now=now)
