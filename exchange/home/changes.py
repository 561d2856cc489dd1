"""What changed since a person was last here: over what they follow and what concerns their ministry.

Each source is one SELECT under its own right to read; together they are one query, however much has changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, Uuid, cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from exchange.accounts.queries import ministries_by_id, was_here_until
from exchange.adoptions import policies as adoption_rules
from exchange.adoptions.models import Adoption
from exchange.discussion import policies as comment_rules
from exchange.discussion.models import Comment
from exchange.kernel.actor import Actor
from exchange.kernel.messages import N_
from exchange.meetings import policies as meeting_rules
from exchange.meetings.models import Commitment, Meeting, MeetingRequest, Minutes
from exchange.needs import policies as need_rules
from exchange.needs.models import Need
from exchange.notifications.policies import Guards
from exchange.notifications.queries import NoticeView, noticed_since
from exchange.practices import policies as practice_rules
from exchange.practices.models import Practice, Revision
from exchange.practices.queries import PracticeCard, briefs
from exchange.questions import policies as question_rules
from exchange.questions.models import Question

FIRST_LOOK = timedelta(days=14)  # for who was never here before
MOST = 40
_FOLLOWED = ("follow.published", "follow.changed", "follow.commented", "alert.matched", "question.published")


@dataclass(frozen=True)
class Kind:
    """One kind of news: what it is called (untranslated), its icon, where it leads."""

    label: str
    icon: str
    path: str  # with {id} of the thing and {slug} of its practice


KINDS = {
    "published": Kind(N_("Published by your ministry"), "practice", "/practices/{slug}"),
    "changed": Kind(N_("New version of a text of your ministry"), "practice", "/practices/{slug}"),
    "commented": Kind(N_("Comment under a practice of your ministry"), "comment", "/comments/{id}"),
    "asked": Kind(N_("Question for your ministry"), "question", "/questions/{id}"),
    "answered": Kind(N_("Answer to your ministry’s question"), "question", "/questions/{id}"),
    "adopted": Kind(N_("News of an adoption of your ministry’s practice"), "adoption", "/adoptions/{id}"),
    "requested": Kind(N_("Request for a meeting"), "meeting", "/meetings/{id}"),
    "scheduled": Kind(N_("A meeting is in the calendar"), "meeting", "/meetings/{id}"),
    "minutes": Kind(N_("The minutes of a meeting are final"), "meeting", "/meetings/{id}"),
    "committed": Kind(N_("News of a commitment"), "commitment", "/commitments/{id}"),
    "needed": Kind(N_("Need of another ministry"), "flag", "/needs/{id}"),
}
FOLLOWED = Kind(N_("From what you follow"), "practice", "")


@dataclass(frozen=True)
class Change:
    """One piece of news. The title is that of the practice, or of the need; empty when the reader may not know it."""

    kind: Kind
    title: str
    title_language: str
    path: str
    country: str  # of the ministry that made it, "" for the own one
    at: datetime


@dataclass(frozen=True)
class News:
    """What changed, newest first, at most `MOST`; `since` is None for who was never here before."""

    since: datetime | None
    changes: tuple[Change, ...]


def news(session: Session, *, actor: Actor, guards: Guards, language: str, now: datetime) -> News:
    """Everything that changed since the visit before this one and that the person may know of now."""
    since = was_here_until(session, person_id=actor.person_id, now=now) if actor.person_id else None
    begin = since or now - FIRST_LOOK
    followed = noticed_since(session, actor=actor, guards=guards, since=begin, kinds=_FOLLOWED, most=MOST)
    told = [_of_notice(one) for one in followed]
    known = {one.path for one in told}
    own = [one for one in _of_ministry(session, actor, begin, language) if one.path not in known]
    return News(since, tuple(sorted((*told, *own), key=lambda one: one.at, reverse=True)[:MOST]))


def _of_notice(notice: NoticeView) -> Change:
    return Change(FOLLOWED, notice.subject, notice.language, notice.path, "", notice.made_at)


def _of_ministry(session: Session, actor: Actor, since: datetime, language: str) -> list[Change]:
    if actor.ministry_id is None or not actor.belongs_to(actor.ministry_id):
        return []
    together = union_all(*_sources(actor, actor.ministry_id, since)).subquery()
    rows = session.execute(select(together).order_by(together.c.at.desc(), together.c.id).limit(MOST)).all()
    cards = briefs(session, actor=actor, ids={row.practice_id for row in rows if row.practice_id}, language=language)
    countries = (
        {one.id: one.country for one in ministries_by_id(session, {row.ministry_id for row in rows}).values()}
        if rows
        else {}
    )
    drawn = (_of_row(row, cards.get(row.practice_id), countries, actor.ministry_id) for row in rows)
    return [one for one in drawn if one is not None]


def _of_row(row: Any, card: PracticeCard | None, countries: dict[UUID, str], own: UUID) -> Change | None:
    kind = KINDS[row.kind]
    if "{slug}" in kind.path and card is None:  # narrowed between two queries
        return None
    title, tongue = (card.title, card.title_language) if card else (row.title or "", row.title_language or "")
    country = "" if row.ministry_id == own else countries.get(row.ministry_id, "")
    path = kind.path.format(id=row.id, slug=card.slug if card else "")
    return Change(kind, title, tongue, path, country, row.at)


def _sources(actor: Actor, own: UUID, since: datetime) -> Iterable[Select[Any]]:
    yield from _of_practices(actor, own, since)
    yield from _of_discussion(actor, own, since)
    yield from _of_meetings(actor, own, since)
    others = Need.ministry_id != own, Need.closed_at.is_(None), need_rules.readable_by(actor)
    made = _news("needed", Need.id, Need.made_at, cast(null(), Uuid()), Need.ministry_id, Need.title, Need.language)
    yield made.where(Need.made_at >= since, *others)


def _of_practices(actor: Actor, own: UUID, since: datetime) -> Iterable[Select[Any]]:
    mine = Practice.ministry_id == own, practice_rules.readable_by(actor)
    shown = _news("published", Practice.id, Practice.published_at, Practice.id, Practice.ministry_id)
    yield shown.where(*mine, Practice.published_at >= since)
    newer = _news("changed", Practice.id, Revision.cleared_at, Practice.id, Practice.ministry_id)
    newer = newer.join(Revision, Revision.id == Practice.published_revision_id)
    yield newer.where(*mine, Revision.cleared_at >= since, Practice.published_at < since)
    moved = _news("adopted", Adoption.id, Adoption.updated_at, Adoption.practice_id, Adoption.ministry_id)
    moved = moved.join(Practice, Practice.id == Adoption.practice_id)
    others = Practice.ministry_id == own, Adoption.ministry_id != own, adoption_rules.readable_by(actor)
    yield moved.where(*others, Adoption.updated_at >= since)


def _of_discussion(actor: Actor, own: UUID, since: datetime) -> Iterable[Select[Any]]:
    written = _news("commented", Comment.id, Comment.made_at, Comment.practice_id, Comment.ministry_id)
    written = written.join(Practice, Practice.id == Comment.practice_id)
    is_question = (
        select(Question.id)
        .where(Question.id == func.coalesce(Comment.parent_id, Comment.id))
        .correlate(Comment)
        .exists()
    )
    others = Practice.ministry_id == own, Comment.ministry_id != own, Comment.shown(), ~is_question
    yield written.where(*others, Comment.made_at >= since, comment_rules.readable_by(actor))
    whole = question_rules.whole_read_by(actor)
    asked = _news("asked", Question.id, Question.asked_at, Question.practice_id, Question.asked_by)
    yield asked.where(Question.asked_of == own, Question.asked_at >= since, whole)
    answered = _news("answered", Question.id, Question.answered_at, Question.practice_id, Question.asked_of)
    yield answered.where(Question.asked_by == own, Question.answered_at >= since, whole)


def _of_meetings(actor: Actor, own: UUID, since: datetime) -> Iterable[Select[Any]]:
    request, readable = MeetingRequest, meeting_rules.readable_by(actor)
    other = func.nullif(request.from_ministry_id, own)
    across = func.coalesce(other, request.to_ministry_id, type_=Uuid())
    asked = _news("requested", request.id, request.sent_at, request.practice_id, request.from_ministry_id)
    yield asked.where(request.to_ministry_id == own, request.sent_at >= since, readable)
    between = request.from_ministry_id == own, request.to_ministry_id == own
    agreed = _news("scheduled", request.id, Meeting.scheduled_at, request.practice_id, across)
    agreed = agreed.join(Meeting, Meeting.request_id == request.id)
    yield agreed.where(between[0] | between[1], Meeting.scheduled_at >= since, readable)
    final = _news("minutes", request.id, Minutes.frozen_at, request.practice_id, across)
    final = final.join(Minutes, Minutes.request_id == request.id)
    yield final.where(between[0] | between[1], Minutes.frozen_at >= since, readable)
    at = func.coalesce(Commitment.closed_at, Commitment.accepted_at, Commitment.made_at)
    moved = _news("committed", Commitment.id, at, request.practice_id, across)
    moved = moved.join(request, request.id == Commitment.request_id)
    sides = (Commitment.ministry_id == own) | (Commitment.other_ministry_id == own)
    yield moved.where(sides, at >= since, meeting_rules.commitments_readable_by(actor))


def _news(
    kind: str,
    identifier: Any,
    at: Any,
    practice_id: Any,
    ministry_id: Any,
    title: Any = None,
    language: Any = None,
) -> Select[Any]:
    """One kind of news in the columns that all of them share."""
    no_title, no_language = cast(null(), String()), cast(null(), String())
    return select(
        literal(kind).label("kind"),
        identifier.label("id"),
        at.label("at"),
        practice_id.label("practice_id"),
        ministry_id.label("ministry_id"),
        (no_title if title is None else title).label("title"),
        (no_language if language is None else language).label("title_language"),
    )
