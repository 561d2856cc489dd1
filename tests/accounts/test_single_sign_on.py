"""Sign-in with the ministry's own service, against one that runs: real HTTP, real signatures."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from flask import Flask
from joserfc.jwk import RSAKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Membership, Ministry, Person, ProviderIdentity
from exchange.accounts.providers import read_providers
from exchange.kernel.actor import Role
from exchange.kernel.settings import WrongSettingError
from tests.factories.accounts import make_ministry, make_person
from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.provider import CLIENT, SECRET, Provider, running_provider

FILE = """
- name: az
  label: Ministry of Labour, Azerbaijan
  issuer: {issuer}
  client_id: {client}
  client_secret: {secret}
  domains: [az.example]
  ministry: {ministry}
  roles: {{desk: [official, publisher], boss: [administrator]}}
  proves_second_factor: {strong}
"""


@pytest.fixture(scope="module")
def service() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


@pytest.fixture
def provider(service: Provider) -> Provider:
    service.signing_key, service.issuer_in_token = service.key, ""
    service.issuer_in_metadata, service.algorithm = "", "RS256"
    service.person = {
        "sub": "4711",
        "email": "New@az.example",
        "email_verified": True,
        "title": "Foster care desk",
        "groups": ["desk", "canteen"],
        "locale": "az-AZ",
    }
    return service


@pytest.fixture
def ministry(session: Session) -> Ministry:
    return make_ministry(session)


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    before = app.config["EXCHANGE"]
    yield app
    app.config["EXCHANGE"] = before
    app.extensions.pop("exchange.oidc", None)


@pytest.fixture
def configured(app: Flask, tmp_path: Path, provider: Provider, ministry: Ministry) -> Flask:
    return configure(app, tmp_path / "providers.yaml", provider, ministry, strong="yes")


def configure(app: Flask, path: Path, provider: Provider, ministry: Ministry, *, strong: str) -> Flask:
    words = {"issuer": provider.issuer, "client": CLIENT, "secret": SECRET, "ministry": ministry.slug}
    path.write_text(FILE.format(**words, strong=strong), encoding="utf-8")
    app.extensions.pop("exchange.oidc", None)
    app.config["EXCHANGE"] = replace(app.config["EXCHANGE"], oidc_file=str(path))
    return app


def walk(browser: Browser, email: str = "new@az.example", wanted: str = "/help/") -> Page:
    """From the address to the service and back, as a browser is sent."""
    sent = browser.post("/sign-in/oidc", {"email": email, "next": wanted})
    assert sent.location, sent.text
    answer = requests.get(sent.location, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return browser.get(answer.headers["Location"].partition("8000")[2], follow=False)


def test_a_new_person_comes_with_the_mapped_roles_only(
    configured: Flask, browser: Browser, session: Session, ministry: Ministry
) -> None:
    assert walk(browser).location == "/help/"
    person = session.scalars(select(Person).where(Person.email == "new@az.example")).one()
    held = session.scalars(select(Membership.role).where(Membership.person_id == person.id)).all()
    assert set(held) == {Role.OFFICIAL, Role.PUBLISHER}
    assert (person.ministry_id, person.language, person.password_hash) == (ministry.id, "az", None)
    assert browser.get("/settings/profile").status == 200


def test_the_second_time_it_is_the_same_person_whatever_the_address(
    configured: Flask, browser: Browser, session: Session, provider: Provider
) -> None:
    walk(browser)
    provider.person = provider.person | {"email": "renamed@az.example"}
    walk(browser.another())
    assert len(session.scalars(select(ProviderIdentity)).all()) == 1
    assert session.scalars(select(Person).where(Person.email == "renamed@az.example")).all() == []


def test_an_invited_account_is_linked_and_its_roles_follow_the_service(
    configured: Flask, browser: Browser, session: Session, ministry: Ministry
) -> None:
    invited = make_person(session, ministry, email="new@az.example", roles=[Role.REVIEWER])
    other = make_ministry(session, "TR")
    session.add(Membership(person_id=invited.id, ministry_id=other.id, role=Role.ORGANIZER))
    assert walk(browser).location == "/help/"
    held = session.execute(
        select(Membership.ministry_id, Membership.role).where(Membership.person_id == invited.id)
    ).all()
    assert {tuple(row) for row in held} == {
        (ministry.id, Role.OFFICIAL),
        (ministry.id, Role.PUBLISHER),
        (other.id, Role.ORGANIZER),
    }, "other ministries' roles are none of its business"


@pytest.mark.parametrize(
    "said",
    [
        {"groups": ["canteen"]},
        {"groups": None},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "boss@tr.example"},
        {"email": "x@az.example.evil.example"},
    ],
    ids=["no mapped group", "no groups", "address not verified", "text", "another domain", "longer domain"],
)
def test_what_the_service_does_not_vouch_for_gives_nothing(
    configured: Flask, browser: Browser, session: Session, provider: Provider, said: dict[str, object]
) -> None:
    provider.person = provider.person | said
    assert walk(browser).status == 403
    assert session.scalars(select(Person)).all() == []
    assert browser.get("/settings/profile", follow=False).status == 303


def test_a_closed_account_stays_closed(
    configured: Flask, browser: Browser, session: Session, ministry: Ministry
) -> None:
    walk(browser)
    person = session.scalars(select(Person)).one()
    person.disable(person.created_at)
    assert walk(browser.another()).status == 403


def test_a_forged_signature_and_another_issuer_open_nothing(
    configured: Flask, browser: Browser, provider: Provider
) -> None:
    provider.signing_key = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256"})
    assert walk(browser).location == "/sign-in?refused=provider"
    provider.signing_key, provider.issuer_in_token = provider.key, "https://evil.example"
    assert walk(browser).location == "/sign-in?refused=provider"
    assert "did not answer as expected" in browser.get("/sign-in?refused=provider").text


@pytest.mark.parametrize(
    "said",
    [
        {"aud": "another service"},
        {"nonce": "of another sign-in"},
        {"exp": 1_000_000_000},
        {"iss": "https://evil.example"},
    ],
    ids=["for another", "replayed", "long over", "by another"],
)
def test_a_token_for_another_or_of_another_time_opens_nothing(
    configured: Flask, browser: Browser, session: Session, provider: Provider, said: dict[str, object]
) -> None:
    """ASVS 9.2.1, 9.2.3, 10.5.1, 10.5.4: rightly signed, and still not this sign-in's token."""
    provider.person = provider.person | said
    assert walk(browser).location == "/sign-in?refused=provider"
    assert session.scalars(select(Person)).all() == []


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_the_service_does_not_choose_a_weak_signature(
    configured: Flask, browser: Browser, session: Session, provider: Provider, algorithm: str
) -> None:
    """ASVS 9.1.2: our own list counts, whatever the service says that it supports."""
    provider.algorithm = algorithm
    assert walk(browser).location == "/sign-in?refused=provider"
    assert session.scalars(select(Person)).all() == []


def test_a_service_that_calls_itself_another_is_not_gone_to(
    configured: Flask, browser: Browser, provider: Provider
) -> None:
    """ASVS 10.5.3: the issuer of its description is the one of the operator's file, or nobody is sent there."""
    provider.issuer_in_metadata = "https://evil.example"
    assert browser.post("/sign-in/oidc", {"email": "new@az.example"}).location == "/sign-in?refused=provider"


def test_a_service_that_is_down_is_a_sentence(app: Flask, browser: Browser, tmp_path: Path, ministry: Ministry) -> None:
    down = Provider()
    down.issuer = "http://127.0.0.1:9"  # nobody listens there
    configure(app, tmp_path / "down.yaml", down, ministry, strong="yes")
    assert browser.post("/sign-in/oidc", {"email": "new@az.example"}).location == "/sign-in?refused=provider"


def test_an_answer_that_nobody_asked_for_opens_nothing(configured: Flask, browser: Browser) -> None:
    """Somebody lets the victim's browser follow a link with their own code: the state does not fit."""
    attacker = browser.another()
    sent = attacker.post("/sign-in/oidc", {"email": "new@az.example"}).location or ""
    back = requests.get(sent, allow_redirects=False, timeout=10).headers["Location"].partition("8000")[2]
    assert browser.get(back, follow=False).location == "/sign-in?refused=provider"
    assert browser.get("/settings/profile", follow=False).status == 303


def test_a_service_with_one_factor_is_not_enough_for_an_administrator(
    app: Flask, browser: Browser, tmp_path: Path, provider: Provider, ministry: Ministry
) -> None:
    provider.person = provider.person | {"groups": ["boss"]}
    configure(app, tmp_path / "weak.yaml", provider, ministry, strong="no")
    assert walk(browser).location == "/sign-in/enrol"
    configure(app, tmp_path / "strong.yaml", provider, ministry, strong="yes")
    assert walk(browser.another()).location == "/help/"


def test_an_unknown_domain_is_told_to_use_the_password(configured: Flask, browser: Browser) -> None:
    page = browser.post("/sign-in/oidc", {"email": "a@elsewhere.example"})
    assert page.status == 422
    assert "Sign in with your password" in page.text


def test_without_a_file_there_is_no_such_page(browser: Browser) -> None:
    assert browser.get("/sign-in/oidc").status == browser.get("/sign-in/oidc/az").status == 404
    assert "your ministry’s account" not in browser.get("/sign-in").text


def test_a_wrong_file_says_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("- name: az\n  label: x\n", encoding="utf-8")
    with pytest.raises(WrongSettingError, match="issuer"):
        read_providers(str(path))
    with pytest.raises(WrongSettingError):
        read_providers(str(tmp_path / "absent.yaml"))
