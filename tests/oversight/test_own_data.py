"""What is kept about a person: declared, taken along by its person alone, erased without hurting the record."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.audit.reading import check
from exchange.kernel.actor import Role
from exchange.kernel.base import Base
from exchange.notifications.models import Choice, Mail, MailState, StoredNotice
from exchange.oversight.kinds import GROUPS, KEPT, End
from exchange.oversight.service.retaining import CLOSED, MAILS, NOTICES, retain
from exchange.web.db import db
from tests.factories.accounts import make_person
from tests.support.browser import Browser
from tests.support.clock import START
from tests.support.databases import every_row
from tests.trust.world import World, make_world

SECRETS = ("hash", "secret", "token", "visit", "credential", "public_key", "seal")


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def rows_of(app: Flask) -> str:
    with app.app_context(), db.engine.connect() as connection:
        return "\n".join(every_row(connection))


def administrator(session: Session, world: World, browser: Browser) -> Browser:
    return browser.another().sign_in(make_person(session, world.own, roles=[Role.ADMINISTRATOR]))


def test_every_column_that_refers_to_a_person_is_declared() -> None:
    referring = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "person" for key in column.foreign_keys)
    }
    declared = {(kept.table, kept.column) for kept in KEPT}
    assert referring - declared == set(), "say in oversight/kinds.py what is kept, why and how long"
    assert {kept.group for kept in KEPT} == set(GROUPS)
    for kept in KEPT:
        assert set(kept.told) <= set(Base.metadata.tables[kept.table].columns.keys()), kept
        assert not [name for name in kept.told if any(word in name for word in SECRETS)], kept


def test_a_person_takes_everything_along_and_nothing_of_others(world: World, browser: Browser) -> None:
    author, official = world.people["author"], world.people["official of the partner"]
    found = json.loads(browser.sign_in(author).get("/settings/data.json").text)["kept"]
    assert found["person.id"][0]["email"] == author.email
    assert {row["slug"] for row in found["practice.created_by"]} >= {world.draft.slug, world.internal.slug}
    assert found["saved_search.person_id"][0]["words"] == "secretword"
    assert official.email not in json.dumps(found)
    theirs = json.loads(browser.another().sign_in(official).get("/settings/data.json").text)["kept"]
    assert "practice.created_by" not in theirs
    assert author.email not in json.dumps(theirs)


def test_a_visitor_has_no_data(world: World, browser: Browser) -> None:
    assert browser.get("/settings/data.json", follow=False).status == 303


def test_an_export_holds_no_word_of_a_notice_or_a_mail(session: Session, world: World, browser: Browser) -> None:
    notice = session.get_one(StoredNotice, world.notice.id)
    text = browser.sign_in(world.people["author"]).get("/settings/data.json").text
    assert notice.kind in text
    assert notice.subject not in text


def test_everybody_reads_what_is_kept_and_how_long(browser: Browser) -> None:
    page = browser.get("/privacy")
    assert all(group.how_long in page.text for group in GROUPS)


def test_an_open_account_is_not_erased(session: Session, world: World, browser: Browser) -> None:
    person = world.people["author"]
    path = f"/admin/people/{person.id}/erase?ministry={world.own.slug}"
    assert administrator(session, world, browser).post(path).status == 403
    assert "@erased" not in session.get_one(Person, person.id).email


def test_erasing_takes_the_person_and_leaves_the_record(
    app: Flask, session: Session, world: World, browser: Browser
) -> None:
    person, address, slug = world.people["author"], world.people["author"].email, world.public.slug
    session.add(Choice(person_id=person.id, topic="kind:test", pace="daily", made_at=START))
    admin = administrator(session, world, browser)
    admin.post(f"/admin/people/{person.id}/disable?ministry={world.own.slug}")
    path = f"/admin/people/{person.id}/erase?ministry={world.own.slug}"
    assert admin.post(path).status == 303
    assert admin.post(path).status == 303, "twice is harmless"
    assert address not in rows_of(app)
    session.expire_all()
    erased = session.get_one(Person, person.id)
    assert (erased.email, erased.password_hash) == (f"{person.id}@erased.invalid", None)
    assert erased.post.text_for("en"), "the post stays"
    assert check(session).holds, "the seals of the trail are still valid"
    for kept in KEPT:
        table = Base.metadata.tables[kept.table]
        mine = session.scalar(select(func.count()).select_from(table).where(table.c[kept.column] == person.id))
        assert kept.end is not End.DELETED or not mine, kept.table
    assert set(session.scalars(select(Mail.text).where(Mail.person_id == person.id))) <= {""}
    assert browser.another().get(f"/practices/{slug}").status == 200


def test_nobody_erases_a_person_of_another_ministry(session: Session, world: World, browser: Browser) -> None:
    person = world.people["author"]
    foreign = browser.another().sign_in(world.people["administrator of a third ministry"])
    assert foreign.post(f"/admin/people/{person.id}/erase").status == 404


def test_what_has_had_its_time_ends_by_itself(session: Session, world: World) -> None:
    person = world.people["author"]
    person.disable(START)
    session.get_one(StoredNotice, world.notice.id).mark_read(START)
    mail = session.scalars(select(Mail).where(Mail.person_id == person.id)).first()
    assert mail is not None
    mail.mark_sent(START)
    session.flush()
    retain(session, now=START + CLOSED - timedelta(days=1))
    session.expire_all()
    assert person.email.endswith("@exchange.example") or "@erased" not in person.email
    retain(session, now=START + CLOSED + timedelta(days=1))
    session.expire_all()
    assert person.email.endswith("@erased.invalid")
    assert check(session).holds


def test_the_content_of_old_mails_goes_and_that_they_were_sent_stays(session: Session, world: World) -> None:
    mail = session.scalars(select(Mail).where(Mail.person_id == world.people["author"].id)).first()
    assert mail is not None
    mail.mark_sent(START)
    session.get_one(StoredNotice, world.notice.id).mark_read(START)
    session.flush()
    retain(session, now=START + MAILS - timedelta(days=1))
    session.expire_all()
    assert mail.text
    retain(session, now=START + MAILS + timedelta(days=1))
    session.expire_all()
    assert (mail.text, mail.subject, mail.address, mail.state) == ("", "", "", MailState.SENT)
    assert session.get(StoredNotice, world.notice.id) is not None
    retain(session, now=START + NOTICES + timedelta(days=1))
    assert session.get(StoredNotice, world.notice.id) is None
