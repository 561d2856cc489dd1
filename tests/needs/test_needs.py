"""Needs: who reads them, what matches with which reason, one step to a question or a meeting."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from exchange.kernel.actor import Actor, Role
from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.needs import queries
from exchange.needs.models import Need, NeedCircle, NeedPartner
from exchange.needs.policies import can_read, readable_by
from exchange.needs.service import NeedDraft, post_need
from exchange.notifications.models import StoredNotice
from exchange.practices.jobs import all_documents, rebuild
from exchange.practices.models import Rows, Section, Visibility
from exchange.search.meaning.asking import Meaning
from exchange.search.meaning.encoder import is_installed
from exchange.search.memory import MemoryIndex
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.practices import make_practice
from tests.support.browser import Browser
from tests.support.clock import START

needs_encoder = pytest.mark.skipif(not is_installed(), reason="the extra `semantic` is not installed")
FORM = {
    "title": "Foster care for siblings",
    "text": "",
    "language": "en",
    "circle": "partners",
    "key": "k1",
}


@pytest.mark.parametrize(
    ("circle", "readers"),
    [(NeedCircle.PARTNERS, {"own", "chosen"}), (NeedCircle.MEMBERS, {"own", "chosen", "other", "platform"})],
)
def test_the_rule_and_its_twin_say_the_same(session: Session, circle: NeedCircle, readers: set[str]) -> None:
    own, chosen, other = (make_ministry(session, code) for code in ("AZ", "TR", "KZ"))
    person = make_person(session, own)
    need = Need(
        ministry_id=own.id,
        person_id=person.id,
        post=person.post,
        title="T",
        text="",
        language="en",
        circle=circle,
        key="k",
        made_at=START,
        partners=[NeedPartner(ministry_id=chosen.id)],
    )
    session.add(need)
    session.flush()
    loaded = session.scalars(select(Need).options(selectinload(Need.partners))).one()
    actors = {
        name: Actor(new_id(), ministry.id, frozenset({(ministry.id, Role.OFFICIAL)}))
        for name, ministry in (("own", own), ("chosen", chosen), ("other", other))
    }
    actors |= {"visitor": Actor.nobody(), "platform": Actor(new_id(), None, frozenset(), runs_platform=True)}
    for name, actor in actors.items():
        assert can_read(actor, loaded) is (name in readers), name
        found = session.scalars(select(Need.id).where(readable_by(actor))).all()
        assert (found == [need.id]) is (name in readers), name


@needs_encoder
def test_a_need_is_matched_by_meaning_with_the_sentence_that_is_close(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    azerbaijan, turkiye = (make_ministry(session, code) for code in ("AZ", "TR"))
    asker = actor_for(make_person(session, azerbaijan))
    close = "Boys and girls repair bicycles together after school."
    fits = make_practice(session, turkiye, texts={"en": "Workshop model"}, sections={Section.PROBLEM: close})
    hidden: dict[str, Any] = {"sections": {Section.PROBLEM: close}, "visibility": Visibility.MINISTRY}
    make_practice(session, turkiye, texts={"en": "Workshop model at home"}, **hidden)
    pension = {Section.PROBLEM: "The pension is paid without an application when a citizen reaches the age."}
    make_practice(session, turkiye, texts={"en": "Pension"}, sections=pension)
    draft = NeedDraft("Workshops where boys and girls mend bicycles", "", "en", NeedCircle.MEMBERS)
    need = post_need(session, actor=asker, draft=draft, key="k", now=START)
    session.commit()
    index, meaning = MemoryIndex(), Meaning(tmp_path / "meaning")
    with app.app_context():
        documents = list(all_documents(session))
    index.rebuild(documents, 1)
    meaning.learn(documents)
    wanted = queries.need(session, actor=asker, need_id=need.id)
    asked: dict[str, Any] = {"actor": asker, "index": index, "wanted": wanted, "language": Language.EN}
    matched = queries.matches(session, meaning=meaning, **asked)
    assert [(one.practice.slug, one.reason.is_by_meaning) for one in matched] == [(fits.slug, True)]
    assert close in matched[0].reason.sentence
    assert queries.matches(session, meaning=None, **asked) == ()
    meaning.close()


def test_a_need_is_matched_across_languages_with_the_reason_and_leads_on(
    app: Flask, browser: Browser, session: Session
) -> None:
    azerbaijan, turkiye, kazakhstan = (make_ministry(session, code) for code in ("AZ", "TR", "KZ"))
    asker = make_person(session, azerbaijan)
    owner = make_person(session, turkiye, roles=[Role.PUBLISHER])
    fits = make_practice(session, turkiye, texts={"tr": "Koruyucu aile"}, visibility=Visibility.MEMBERS)
    make_practice(session, turkiye, texts={"tr": "Koruyucu aile, gizli"}, visibility=Visibility.MINISTRY)
    import_taxonomy(session)
    assert fits.published_revision is not None
    fits.published_revision.rows = Rows(offers=("call", "study_visit"))
    session.commit()
    with app.app_context():
        rebuild()
    browser.sign_in(asker)
    assert browser.post("/needs/new", FORM).status == 422
    address = browser.post("/needs/new", FORM | {"partners": [turkiye.slug]}).location
    assert address is not None
    page = browser.get(address)
    assert [link["href"] for link in page.all(".ex-card__title a")] == [f"/practices/{fits.slug}"]
    assert "Same concept: foster care" in page.text
    assert "What the ministry offers: " in page.text
    keys = [str(link["href"]) for link in page.all("main .ex-actions a")]
    assert keys == [f"/questions/new?practice={fits.slug}", f"/meetings/new?practice={fits.slug}"]
    assert [notice.person_id for notice in session.scalars(select(StoredNotice))] == [owner.id]
    assert "Foster care for siblings" in browser.another().sign_in(owner).get("/needs/").text
    stranger = browser.another().sign_in(make_person(session, kazakhstan))
    assert stranger.get(address).status == 404
    assert "Foster care for siblings" not in stranger.get("/needs/").text
    assert stranger.post(f"{address}/close").status == 404
    assert browser.post(f"{address}/close").status == 303
    assert "Foster care for siblings" not in browser.get("/needs/").text
