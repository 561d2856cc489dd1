"""Write a practice: begin it, save it, begin a new revision of what is published."""

import re
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, NotFoundError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.languages import fold
from exchange.kernel.messages import N_, Message
from exchange.practices import policies
from exchange.practices.events import PracticeDrafted, PracticeSaved
from exchange.practices.models import Practice, Revision, RevisionState
from exchange.practices.queries.loading import load_for_desk
from exchange.practices.service.aging import aged
from exchange.practices.service.drafts import PracticeDraft
from exchange.practices.service.filling import costs_circle, draft_of, fill, section_circles

SAVED_BEFORE = Message(N_("Someone saved this text while you were writing. Nothing was overwritten."))
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_LONGEST_SLUG = 60
SITTING = timedelta(minutes=30)


def create_draft(
    session: Session, *, actor: Actor, draft: PracticeDraft, country: str, now: datetime, slug: str | None = None
) -> Practice:
    """Begin a practice of the actor's ministry; nobody sees it but its author and the ministry's clearing officers.

    Raises:
        RefusedError: the actor does not write for a ministry.
        ConflictError: the actor has begun a practice of this address, perhaps at this very moment in another process.
    """
    if actor.ministry_id is None or not policies.can_create(actor, actor.ministry_id):
        raise RefusedError(
            Message(N_("Only publishers write practices. Ask your ministry’s administrator for the role."))
        )
    practice = Practice(
        slug=slug or slug_for(country, draft.official.title),
        ministry_id=actor.ministry_id,
        country=country,
        created_by=actor.person_id,
        created_at=now,
        field_visibility={},
        partners=[],
        revisions=[],
        published_revision=None,
    )
    revision = _new_revision(practice, draft, actor, now, number=1)
    try:
        with session.begin_nested():
            session.add(practice)
    except IntegrityError as error:
        if _is_begun(session, actor, practice.slug):
            raise ConflictError(SAVED_BEFORE) from error
        raise
    _tell(session, PracticeDrafted, practice, revision, actor, now)
    return practice


def save_draft(
    session: Session,
    *,
    actor: Actor,
    slug: str,
    draft: PracticeDraft,
    expected_version: int,
    now: datetime,
    by_itself: bool = False,
    is_minor: bool = False,
) -> Revision:
    """Save what was written over the version that the author saw.

    Args:
        is_minor: what changed in this version needs no new translation.
        by_itself: the editor saves while somebody types: one fact for each sitting, not one for each pause.

    Raises:
        NotFoundError: no such practice, or the actor may not know of it.
        RefusedError: the text is with the clearing officers, or the actor does not write it.
        ConflictError: someone saved in between; the caller shows both texts.
    """
    practice = load_for_desk(session, actor=actor, slug=slug)
    revision = editable(practice, actor)
    if revision.version != expected_version:
        raise ConflictError(SAVED_BEFORE)
    saved = draft_of(revision, practice.country)
    base = _version_before(practice, revision) or saved
    draft = aged(draft, before=saved.official, base=base.official, is_minor=is_minor)
    if saved == draft:
        return revision
    is_same_sitting = revision.written_by == actor.person_id and now - revision.saved_at < SITTING
    fill(revision, draft)
    revision.save(actor.person_id, now)
    session.flush()
    if not (by_itself and is_same_sitting):
        _tell(session, PracticeSaved, practice, revision, actor, now)
    return revision


def start_revision(session: Session, *, actor: Actor, slug: str, now: datetime) -> Revision:
    """Begin the next revision once the newest is decided; what is published stays readable. Twice gives the same one.

    After a refusal it begins from the last cleared text, and from the refused one where none was ever cleared.
    """
    practice = load_for_desk(session, actor=actor, slug=slug)
    if not policies.can_edit(actor, practice):
        raise RefusedError(Message(N_("Only the author and the ministry’s administrator write this text.")))
    last = practice.revisions[-1]
    if not last.is_decided:
        return last
    base = _last_cleared(practice) or last
    draft = draft_of(base, practice.country)
    if base is not last or last.state is RevisionState.CLEARED:
        draft = with_circulation_of(practice, draft)
    revision = _new_revision(practice, draft, actor, now, number=last.number + 1)
    session.flush()
    _tell(session, PracticeDrafted, practice, revision, actor, now)
    return revision


def _version_before(practice: Practice, revision: Revision) -> PracticeDraft | None:
    """The text that this one revises: the last cleared one, as `start_revision` took it."""
    earlier = [one for one in practice.revisions if one.number < revision.number]
    base = _last_cleared(practice, before=revision) or (earlier[-1] if earlier else None)
    return draft_of(base, practice.country) if base else None


def _last_cleared(practice: Practice, *, before: Revision | None = None) -> Revision | None:
    """The newest text with the ministry's written OK."""
    numbered = (one for one in reversed(practice.revisions) if before is None or one.number < before.number)
    return next((one for one in numbered if one.state is RevisionState.CLEARED), None)


def editable(practice: Practice, actor: Actor) -> Revision:
    """The revision that the actor may write now.

    Raises:
        RefusedError: not the author's, or it is with the clearing officers.
        NotFoundError: everything is decided; begin a revision first.
    """
    if not policies.can_edit(actor, practice):
        raise RefusedError(Message(N_("Only the author and the ministry’s administrator write this text.")))
    revision = practice.revisions[-1]
    if revision.state is RevisionState.IN_CLEARANCE:
        raise RefusedError(
            Message(N_("The text is with the clearing officers. It can be changed again when they answer."))
        )
    if not revision.is_open:
        raise NotFoundError
    return revision


def slug_for(country: str, title: str, chance: str = "") -> str:
    """The address of a new practice: country, words of the title, four letters by chance.

    Args:
        chance: hexadecimal digits nobody can choose, for a form that is to give one address however often it is sent.

    The letters keep it from saying whether another practice, which the author may not know, has the same title (I2).
    """
    words = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:_LONGEST_SLUG].rstrip("-")
    number = int(chance, 16) if chance else secrets.randbits(64)
    letters = "".join(_LETTERS[number // len(_LETTERS) ** at % len(_LETTERS)] for at in range(4))
    return "-".join(part for part in (fold(country), words, letters) if part)


def with_circulation_of(practice: Practice, draft: PracticeDraft) -> PracticeDraft:
    """The draft with the readers that the practice has now: it may have been narrowed since the text was cleared."""
    return replace(
        draft,
        visibility=practice.visibility,
        partners=tuple(sorted(partner.ministry_id for partner in practice.partners)),
        field_visibility=section_circles(practice.field_visibility),
        costs_circle=costs_circle(practice.field_visibility),
    )


def _new_revision(practice: Practice, draft: PracticeDraft, actor: Actor, now: datetime, *, number: int) -> Revision:
    revision = Revision(number=number, language=draft.language, texts=[], themes=[], codes=[], files=[])
    revision.save(actor.person_id, now)
    practice.revisions.append(revision)
    fill(revision, draft)
    return revision


def _tell(
    session: Session,
    kind: type[PracticeDrafted] | type[PracticeSaved],
    practice: Practice,
    revision: Revision,
    actor: Actor,
    now: datetime,
) -> None:
    emit(session, kind(practice.id, revision.id, practice.ministry_id, actor, now))


def _is_begun(session: Session, actor: Actor, slug: str) -> bool:
    own = Practice.slug == slug, Practice.created_by == actor.person_id
    return session.scalar(select(Practice.id).where(*own)) is not None
