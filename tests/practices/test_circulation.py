"""A cleared practice through its service: revised, narrowed, widened, withdrawn, and closed to other ministries."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.audit.models import AuditRow
from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from exchange.practices import service
from exchange.practices.models import (
    Practice,
    RevisionState,
    Visibility,
)
from exchange.practices.queries import (
    find_readable,
    history,
    practice_page,
)
from tests.practices.desk import (
    LATER,
    NOW,
    Desk,
    Said,
    acts_on,
    begun,
    clear,
    make_desk,
    published,
    revised,
    save,
    sent,
    titled,
)


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def test_the_cleared_text_is_what_readers_see_until_the_next_is_cleared(session: Session, desk: Desk) -> None:
    practice = published(session, desk)
    revision = service.start_revision(session, actor=desk.author, slug=practice.slug, now=LATER)
    assert service.start_revision(session, actor=desk.author, slug=practice.slug, now=LATER) is revision
    save(session, desk.author, practice, titled("Yeni ad"), version=revision.version)

    def read() -> str:
        return practice_page(session, actor=desk.stranger, slug=practice.slug, language="az").card.title

    assert read() == "Himayədar ailə"
    service.send_for_clearance(session, actor=desk.author, slug=practice.slug, now=LATER)
    assert read() == "Himayədar ailə"
    clear(session, desk.reviewer, practice)
    assert read() == "Yeni ad"
    lines = history(session, actor=desk.author, slug=practice.slug).revisions
    assert [(line.number, line.state) for line in lines] == [(2, RevisionState.CLEARED), (1, RevisionState.CLEARED)]


def test_a_cleared_text_is_not_written_over(session: Session, desk: Desk) -> None:
    practice = published(session, desk)
    with pytest.raises(NotFoundError):
        save(session, desk.author, practice, titled("Başqa"), version=practice.revisions[0].version)


def _opens(session: Session, actor: Actor, practice: Practice, number: int) -> str:
    """The title that the number shows, empty where it shows nothing."""
    try:
        return practice_page(session, actor=actor, slug=practice.slug, language="az", version=number).card.title
    except NotFoundError:
        return ""


def test_a_quoted_version_stays_open_to_those_who_read_it_to_the_last(session: Session, desk: Desk) -> None:
    practice = published(session, desk)
    revised(session, desk, practice)
    for reader in (desk.author, desk.stranger):
        assert _opens(session, reader, practice, 1) == "Himayədar ailə"
        assert practice_page(session, actor=reader, slug=practice.slug, language="az").versions == (2, 1)
    assert _opens(session, Actor.nobody(), practice, 1) == ""


def test_what_was_narrowed_does_not_come_back_with_the_next_text(session: Session, desk: Desk) -> None:
    """The reason for narrowing stands in the old text; a new text for all says nothing about it."""
    practice = published(session, desk)
    narrow: Said = {"actor": desk.author, "slug": practice.slug, "now": LATER, "partners": []}
    service.change_circulation(session, visibility=Visibility.MINISTRY, **narrow)
    revised(session, desk, practice, replace(titled("Yeni ad"), visibility=Visibility.PUBLIC))
    assert _opens(session, desk.stranger, practice, 2) == "Yeni ad"
    assert _opens(session, desk.stranger, practice, 1) == ""
    assert _opens(session, desk.author, practice, 1) == "Himayədar ailə"


def test_what_was_withdrawn_does_not_come_back_with_the_next_text(session: Session, desk: Desk) -> None:
    practice = published(session, desk)
    service.withdraw(session, actor=desk.author, slug=practice.slug, reason="Rəqəm səhv idi.", now=LATER)
    revised(session, desk, practice)
    assert _opens(session, desk.stranger, practice, 2) == "Yeni ad"
    assert _opens(session, desk.stranger, practice, 1) == ""


def test_narrowing_today_narrows_the_old_versions_too(session: Session, desk: Desk) -> None:
    practice = published(session, desk)
    revised(session, desk, practice)
    narrow: Said = {"actor": desk.author, "slug": practice.slug, "now": LATER, "partners": []}
    service.change_circulation(session, visibility=Visibility.MINISTRY, **narrow)
    assert _opens(session, desk.stranger, practice, 1) == ""


def test_an_old_version_is_closed_for_good_and_the_published_one_is_not(session: Session, desk: Desk) -> None:
    practice = published(session, desk)
    revised(session, desk, practice)
    close: Said = {"slug": practice.slug, "now": LATER}
    with pytest.raises(ConflictError):
        service.close_version(session, actor=desk.author, number=2, **close)
    with pytest.raises(NotFoundError):
        service.close_version(session, actor=desk.stranger, number=1, **close)
    for _ in range(2):
        service.close_version(session, actor=desk.author, number=1, **close)
    assert acts_on(session, practice).count("practice.version_closed") == 1
    assert _opens(session, desk.stranger, practice, 1) == ""
    assert _opens(session, desk.author, practice, 1) == "Himayədar ailə"
    assert practice_page(session, actor=desk.stranger, slug=practice.slug, language="az").versions == (2,)


def test_narrowing_counts_at_once_and_the_next_revision_does_not_undo_it(session: Session, desk: Desk) -> None:
    practice = published(session, desk)
    narrow: Said = {"actor": desk.author, "slug": practice.slug, "now": LATER}
    service.change_circulation(session, visibility=Visibility.MINISTRY, partners=[], **narrow)
    with pytest.raises(NotFoundError):
        find_readable(session, actor=desk.stranger, slug=practice.slug)
    revision = service.start_revision(session, actor=desk.author, slug=practice.slug, now=LATER)
    assert revision.visibility is Visibility.MINISTRY


def test_widening_is_decided_by_somebody_who_did_not_write(session: Session, desk: Desk) -> None:
    practice = published(session, desk)
    wide: Said = {"slug": practice.slug, "visibility": Visibility.PUBLIC, "partners": [], "now": LATER}
    with pytest.raises(RefusedError):
        service.change_circulation(session, actor=desk.author, **wide)
    service.change_circulation(session, actor=desk.reviewer, **wide)
    assert find_readable(session, actor=Actor.nobody(), slug=practice.slug).id == practice.id
    row = session.scalars(select(AuditRow).where(AuditRow.action == "practice.circulation_changed")).one()
    assert (row.facts["before"], row.facts["after"]) == ("members", "public")


def test_an_administrator_who_wrote_the_text_does_not_widen_it(session: Session, desk: Desk) -> None:
    practice = begun(session, desk)
    save(session, desk.admin, practice, titled("Yeni ad"), version=practice.revisions[0].version)
    service.send_for_clearance(session, actor=desk.author, slug=practice.slug, now=NOW)
    clear(session, desk.reviewer, practice)
    wide: Said = {"slug": practice.slug, "visibility": Visibility.PUBLIC, "partners": [], "now": LATER}
    with pytest.raises(RefusedError):
        service.change_circulation(session, actor=desk.admin, **wide)
    assert practice.visibility is Visibility.MEMBERS


def test_named_partners_need_a_name(session: Session, desk: Desk) -> None:
    practice = published(session, desk)
    named: Said = {"actor": desk.author, "slug": practice.slug, "visibility": Visibility.PARTNERS, "now": LATER}
    with pytest.raises(InvalidError):
        service.change_circulation(session, partners=[], **named)
    service.change_circulation(session, partners=[desk.partner.id], **named)
    assert find_readable(session, actor=desk.stranger, slug=practice.slug).id == practice.id


def test_a_withdrawn_practice_is_gone_for_its_readers(session: Session, desk: Desk) -> None:
    practice = published(session, desk)
    leave: Said = {"actor": desk.author, "slug": practice.slug}
    with pytest.raises(InvalidError):
        service.withdraw(session, reason=" ", now=LATER, **leave)
    service.withdraw(session, reason="Rəqəm səhv idi.", now=LATER, **leave)
    service.withdraw(session, reason="Bir daha.", now=datetime(2026, 4, 1, tzinfo=UTC), **leave)
    assert (practice.withdrawn_at, practice.withdrawn_reason) == (LATER, "Rəqəm səhv idi.")
    assert acts_on(session, practice).count("practice.withdrawn") == 1
    with pytest.raises(NotFoundError):
        find_readable(session, actor=desk.stranger, slug=practice.slug)


@pytest.mark.parametrize("act", ["save", "send", "clear", "send_back", "revise", "withdraw", "widen"])
def test_another_ministry_may_do_nothing_and_learns_nothing(session: Session, desk: Desk, act: str) -> None:
    practice = published(session, desk) if act in {"revise", "withdraw", "widen"} else sent(session, desk)
    seen = practice.revisions[-1].version
    whose: Said = {"actor": desk.stranger, "slug": practice.slug, "now": LATER}
    acts: dict[str, Callable[[], object]] = {
        "save": lambda: service.save_draft(session, draft=titled("Başqa"), expected_version=seen, **whose),
        "send": lambda: service.send_for_clearance(session, **whose),
        "clear": lambda: service.clear(session, document_number="1", expected_version=seen, **whose),
        "send_back": lambda: service.send_back(session, remark="Yox.", expected_version=seen, **whose),
        "revise": lambda: service.start_revision(session, **whose),
        "withdraw": lambda: service.withdraw(session, reason="Yox.", **whose),
        "widen": lambda: service.change_circulation(session, visibility=Visibility.PUBLIC, partners=[], **whose),
    }
    with pytest.raises(NotFoundError):
        acts[act]()
