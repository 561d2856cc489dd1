"""The operator's side: ministries from a file, commands, the demonstration's keys."""

from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.accounts import cli
from exchange.accounts.models import Invitation, Ministry, Person
from exchange.accounts.service.ministries import import_ministries
from exchange.accounts.service.people import NewPerson, add_person
from exchange.demo.content import MINISTRIES
from exchange.kernel.actor import Role
from exchange.kernel.countries import is_country
from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.kernel.translated import Translated
from tests.factories.accounts import make_ministry, make_person
from tests.support.browser import Browser
from tests.support.clock import FixedClock

PASSWORD = "korrekt staple nine"


def test_the_file_of_ministries_is_read_twice_without_doubles(session: Session, clock: FixedClock) -> None:
    first = import_ministries(session, MINISTRIES, now=clock.now)
    second = import_ministries(session, MINISTRIES, now=clock.now)
    assert [one.id for one in first] == [one.id for one in second]
    baku = session.scalars(select(Ministry).where(Ministry.country == "AZ")).one()
    assert (baku.opens_at.hour, baku.lunch_from and baku.lunch_from.hour, baku.zone) == (9, 13, "Asia/Baku")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("Asia/Baku", "Asia/Nowhere", "zone"),
        ('from: "09:00"', 'from: "19:00"', "hours"),
        ("slug: az-", "slug: AZ ", "slug"),
        ("week: [1,", "week: [9,", "week"),
        ('from: "09:00"', 'from: "soon"', "file"),
        ("  country: AZ\n", "", "file"),
        ("  country: AZ\n", "  country: ZZ\n", "country"),
    ],
)
def test_a_faulty_file_imports_nothing(
    session: Session, clock: FixedClock, tmp_path: Path, old: str, new: str, field: str
) -> None:
    path = tmp_path / "ministries.yaml"
    path.write_text(MINISTRIES.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvalidError) as caught:
        import_ministries(session, path, now=clock.now)
    assert field in caught.value.fields
    assert session.scalar(select(func.count()).select_from(Ministry)) == 0


def _run(app: Flask, session: Session, *arguments: str) -> str:
    session.commit()
    with app.app_context():
        answer = CliRunner().invoke(_command(arguments[0]), list(arguments[1:]), catch_exceptions=False)
    session.expire_all()
    assert answer.exit_code == 0, answer.output
    return answer.output


def _command(name: str) -> click.Command:
    return next(command for command in cli.commands if command.name == name)


def test_the_operator_adds_a_ministry_and_lists_it(app: Flask, session: Session) -> None:
    names = ["--slug", "ee-social", "--country", "EE", "--name", "Ministry of Social Affairs", "--city", "Tallinn"]
    _run(app, session, "ministry", "add", *names, "--zone", "Europe/Tallinn")
    assert "ee-social\tEE\tMinistry of Social Affairs" in _run(app, session, "ministry", "list")


def test_the_operator_adds_the_ministries_of_a_file(app: Flask, session: Session) -> None:
    assert "tr-family-social-services is saved." in _run(app, session, "ministry", "add", "--file", str(MINISTRIES))


def test_the_operator_invites_lists_and_closes(app: Flask, session: Session) -> None:
    ministry = make_ministry(session, slug="az-one")
    make_person(session, ministry, email="old@az.example")
    link = _run(app, session, "user", "invite", "new@az.example", "--ministry", "az-one", "--role", "administrator")
    assert "/invitation/" in link
    assert session.scalars(select(Invitation)).one().roles == ["administrator"]
    assert "old@az.example\taz-one\tofficial" in _run(app, session, "user", "list")
    _run(app, session, "user", "disable", "old@az.example")
    assert "old@az.example\taz-one\tclosed" in _run(app, session, "user", "list", "--ministry", "az-one")


def test_the_operator_invites_somebody_who_runs_the_platform(app: Flask, session: Session) -> None:
    _run(app, session, "user", "invite", "root@exchange.example", "--platform")
    assert session.scalars(select(Invitation)).one().runs_platform


def test_a_new_installation_invites_its_first_administrator(app: Flask, session: Session) -> None:
    session.commit()
    with app.app_context():
        assert "/invitation/" in cli.invite_first_administrator("root@exchange.example")
    assert session.scalars(select(Invitation)).one().runs_platform


def test_an_account_that_exists_stays_as_it_is(session: Session, clock: FixedClock) -> None:
    ministry = make_ministry(session)
    new = NewPerson(
        "a@az.example", Translated({"en": "Desk"}), ministry.id, (Role.OFFICIAL,), "az", PASSWORD, is_sample=True
    )
    first = add_person(session, new, now=clock.now)
    assert add_person(session, new, now=clock.now) is first


def test_the_demonstration_offers_each_role_by_one_click(browser: Browser, session: Session) -> None:
    ministry = make_ministry(session)
    sample = make_person(session, ministry, is_sample=True, post=Translated({"en": "Programme desk"}))
    page = browser.get("/sign-in?next=/settings/profile")
    form = page.one(f'form[action="/sign-in/as/{sample.id}"]')
    assert "Programme desk" in form.get_text()
    answer = browser.post(f"/sign-in/as/{sample.id}", {"next": "/settings/profile"})
    assert answer.location == "/settings/profile"
    assert "Programme desk" in browser.get("/settings/profile").text


def test_nobody_elses_account_is_entered_by_one_click(browser: Browser, session: Session) -> None:
    person = make_person(session, make_ministry(session))
    assert str(person.id) not in browser.get("/sign-in").html
    assert browser.post(f"/sign-in/as/{person.id}").status == 404
    assert browser.get("/settings/profile", follow=False).status == 303


def test_outside_the_demonstration_there_are_no_such_keys(
    app: Flask, browser: Browser, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = make_person(session, make_ministry(session), is_sample=True)
    monkeypatch.setitem(app.config, "EXCHANGE", replace(app.config["EXCHANGE"], demo="no"))
    assert "Enter the demonstration" not in browser.get("/sign-in").text
    assert browser.post(f"/sign-in/as/{sample.id}").status == 404


def test_samples_are_marked_as_such_only_by_the_operator(session: Session) -> None:
    assert session.scalar(select(func.count()).select_from(Person).where(Person.is_sample)) == 0


@pytest.mark.parametrize("content", [b"\x7fELF\x02\xff\xfe", b"root:x:0:0\nbin: [", b"one line", b"- 1\n- 2\n", b""])
def test_a_file_that_holds_no_ministries_is_said_to(
    session: Session, clock: FixedClock, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "ministries.yaml"
    path.write_bytes(content)
    with pytest.raises(InvalidError) as refused:
        import_ministries(session, path, now=clock.now)
    assert len(str(refused.value)) < 400


def test_the_people_of_a_ministry_that_is_not_here_are_not_nobody(app: Flask, session: Session) -> None:
    with pytest.raises(NotFoundError):
        _run(app, session, "user", "list", "--ministry", "az-nowhere")


@pytest.mark.parametrize("code", ["AZ", "TR", "GB-SCT"])
def test_a_country_is_known_by_its_code(code: str) -> None:
    assert is_country(code)


@pytest.mark.parametrize("code", ["", "az", "ZZ", "EU", "AZE", "001", "A1"])
def test_what_is_no_code_of_a_country_is_none(code: str) -> None:
    assert not is_country(code)
