"""A ministry at work for the tests of the service: its people, and practices in each state."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.audit.models import AuditRow
from exchange.kernel.actor import Actor, Role
from exchange.practices import service
from exchange.practices.models import (
    Practice,
    TextState,
)
from exchange.practices.service import PracticeDraft, laid_out
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_draft

NOW = datetime(2026, 3, 10, 7, 20, tzinfo=UTC)
LATER = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
Said = dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """A ministry at work, and a ministry that only reads."""

    ministry: Ministry
    partner: Ministry
    author: Actor
    reviewer: Actor
    admin: Actor
    stranger: Actor  # holds every role, elsewhere


def make_desk(session: Session) -> Desk:
    """Two ministries and everyone in them."""
    ministry, partner = make_ministry(session, "AZ"), make_ministry(session, "TR")
    return Desk(
        ministry,
        partner,
        author=make_person(session, ministry, roles=[Role.PUBLISHER]).as_actor(),
        reviewer=make_person(session, ministry, roles=[Role.REVIEWER]).as_actor(),
        admin=make_person(session, ministry, roles=[Role.ADMINISTRATOR]).as_actor(),
        stranger=make_person(session, partner, roles=list(Role)).as_actor(),
    )


def titled(title: str) -> PracticeDraft:
    draft = make_draft(title=title)
    return laid_out(replace(draft, texts=(replace(draft.official, state=TextState.OFFICIAL),)))


def begun(session: Session, desk: Desk, draft: PracticeDraft | None = None) -> Practice:
    """A practice as its author began it, as the next request would load it."""
    wanted = draft or titled("Himayədar ailə")
    return service.create_draft(session, actor=desk.author, draft=wanted, country="AZ", now=NOW)


def sent(session: Session, desk: Desk) -> Practice:
    practice = begun(session, desk)
    service.send_for_clearance(session, actor=desk.author, slug=practice.slug, now=NOW)
    return practice


def published(session: Session, desk: Desk) -> Practice:
    practice = sent(session, desk)
    clear(session, desk.reviewer, practice)
    return practice


def clear(session: Session, actor: Actor, practice: Practice, *, version: int | None = None) -> Practice:
    newest = practice.revisions[-1]
    return service.clear(
        session,
        actor=actor,
        slug=practice.slug,
        document_number=" 12/1 ",
        now=LATER,
        expected_version=newest.version if version is None else version,
    )


def save(session: Session, actor: Actor, practice: Practice, draft: PracticeDraft, *, version: int) -> None:
    service.save_draft(session, actor=actor, slug=practice.slug, draft=draft, expected_version=version, now=NOW)


def revised(session: Session, desk: Desk, practice: Practice, draft: PracticeDraft | None = None) -> None:
    """Another title, sent and cleared."""
    revision = service.start_revision(session, actor=desk.author, slug=practice.slug, now=LATER)
    save(session, desk.author, practice, draft or titled("Yeni ad"), version=revision.version)
    service.send_for_clearance(session, actor=desk.author, slug=practice.slug, now=LATER)
    clear(session, desk.reviewer, practice)


def acts_on(session: Session, practice: Practice) -> list[str]:
    rows = session.scalars(select(AuditRow).order_by(AuditRow.number))
    return [row.action for row in rows if row.subject_id == str(practice.id)]
