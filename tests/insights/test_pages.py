"""The page of figures: charts with their tables, CSV, and that opening pages is noticed by institution."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.adoptions.models import Readers
from exchange.insights import jobs
from exchange.insights.jobs import recount_all
from exchange.insights.models import InsightMiss, InsightPart, InsightReader
from exchange.kernel.actor import Role
from exchange.meetings.models import CommitmentState
from exchange.web.noticing import noticed_of
from tests.factories.accounts import make_ministry, make_person
from tests.factories.adoptions import make_adoption
from tests.factories.meetings import make_closed, make_talk, promise
from tests.factories.practices import make_practice
from tests.support.browser import Browser


def test_charts_stand_with_their_tables(app: Flask, browser: Browser, session: Session) -> None:
    practice = make_practice(session, make_ministry(session, "TR"))
    ministries = [make_ministry(session, code) for code in ("AZ", "KZ", "GE")]
    for ministry in ministries:
        make_adoption(session, practice, ministry, readers=Readers.MEMBERS)
    session.commit()
    with app.app_context():
        recount_all([practice.id])
    browser.sign_in(make_person(session, ministries[0]))
    page = browser.get("/insights")
    assert page.h1 == "What the exchange does"
    funnel, matrix = page.all("figure table")
    assert [cell.get_text() for cell in funnel.select("tbody tr")[4].select("th, td")] == ["Adopting", "3", "3"]
    assert "Azerbaijan" in matrix.get_text()
    met = [cell.get_text() for cell in funnel.select("tbody tr")[2].select("th, td")]
    assert met == ["Met", "–", "–"], "only its two sides know of a meeting: no figure is better than a false nought"
    assert len(page.all("svg[role=img] title")) == 2
    own = browser.get(f"/insights/{ministries[0].slug}")
    assert own.status == 200
    assert browser.get(f"/insights/{ministries[1].slug}").status == 404
    sheet = browser.raw("/insights/figures.csv")
    assert sheet.mimetype == "text/csv"
    assert "Adopting,3,3" in sheet.get_data(as_text=True)


def test_counting_what_was_never_counted_lets_others_write_in_between(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        make_practice(session, make_ministry(session))
    session.commit()
    rests: list[float] = []
    monkeypatch.setattr(jobs, "_FEW", 1)
    monkeypatch.setattr("exchange.insights.jobs.time.sleep", rests.append)
    with app.app_context():
        jobs.catch_up()
    assert len(rests) == 2
    assert min(rests) > 0.1, "SQLite asks for the lock every tenth of a second"
    assert session.scalar(select(func.count(InsightPart.practice_id.distinct()))) == 3


def test_the_chart_of_commitments_has_its_table_and_its_rows_in_the_file(
    app: Flask, browser: Browser, session: Session
) -> None:
    talk = make_talk(session)
    made = promise(session, make_closed(session, talk), talk.expert, side=talk.tr.id, due_on=date(2026, 4, 30))
    made.state, made.due_on = CommitmentState.ACCEPTED, date(2026, 3, 1)
    session.commit()
    with app.app_context():
        recount_all([talk.practice.id])
    page = browser.sign_in(talk.asker).get(f"/insights/{talk.az.slug}")
    chart = page.one("svg.ex-bars")
    assert [text.get_text() for text in chart.select("text")] == ["Türkiye", "1"]
    assert chart.select_one("rect.ex-bars__c"), "overdue since 1 March"
    table = chart.find_parent("figure").select("tbody tr")  # type: ignore[union-attr]
    assert [cell.get_text() for cell in table[0].select("th, td")] == ["Türkiye", "0", "0", "1", "0", "0"]
    assert "Türkiye,0,0,1,0,0" in browser.raw(f"/insights/{talk.az.slug}/figures.csv").get_data(as_text=True)
    assert not browser.get("/insights").all("svg.ex-bars")


def test_opening_a_practice_is_noticed_by_institution_and_written_later(
    app: Flask, browser: Browser, session: Session, run_jobs: Callable[[], int]
) -> None:
    practice = make_practice(session, make_ministry(session, "TR"))
    reader = make_person(session, make_ministry(session, "AZ"), roles=[Role.OFFICIAL])
    browser.sign_in(reader)
    browser.get(f"/practices/{practice.slug}")
    browser.get("/search?q=qwxyzzy")
    assert session.scalars(select(InsightReader)).all() == []
    noticed = noticed_of(app)
    session.rollback()
    noticed.flush()
    assert [row.ministry_id for row in session.scalars(select(InsightReader))] == [reader.ministry_id]
    assert [row.words for row in session.scalars(select(InsightMiss))] == ["qwxyzzy"]
    run_jobs()
