"""The frame of every answer: headers, languages, errors, health."""

import re

import pytest
from sqlalchemy.orm import Session

from exchange.practices.models import Visibility
from tests.factories.accounts import make_ministry
from tests.factories.practices import make_practice
from tests.support.browser import Browser


def test_health_says_live_and_ready(browser: Browser) -> None:
    assert browser.get("/health/live").status == 200
    assert '"database":true' in browser.get("/health/ready").html


def test_every_answer_carries_the_policy_with_a_fresh_nonce(browser: Browser) -> None:
    first, second = (browser.raw("/sign-in").headers for _ in range(2))
    policy = first["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert re.findall(r"nonce-([\w-]{20,})", policy) != re.findall(
        r"nonce-([\w-]{20,})", second["Content-Security-Policy"]
    )
    assert first["Cache-Control"] == "no-store"
    assert first["X-Content-Type-Options"] == "nosniff"
    assert "Cookie" in first["Vary"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "There is no page here that you can open"),
        ("az", "Burada aça biləcəyiniz səhifə yoxdur"),
        ("tr", "Burada açabileceğiniz bir sayfa yok"),
        ("ru", "Здесь нет страницы, которую вы можете открыть"),
    ],
)
def test_an_unknown_address_answers_in_the_readers_language(browser: Browser, language: str, sentence: str) -> None:
    page = browser.another(language).get("/no-such-page")
    assert page.status == 404
    assert page.h1 == sentence
    assert page.one("html")["lang"] == language


def test_a_language_once_chosen_stays(browser: Browser) -> None:
    assert browser.get("/sign-in?lang=ru").one("html")["lang"] == "ru"
    assert browser.get("/sign-in").one("html")["lang"] == "ru"


def test_a_page_that_names_a_language_of_its_own_is_offered_in_the_others(browser: Browser, session: Session) -> None:
    path = f"/practices/{make_practice(session, make_ministry(session), visibility=Visibility.PUBLIC).slug}/en"
    links = {str(link["href"]) for link in browser.get(path).all('a[href*="lang="]')}
    assert {f"{path}?lang={code}" for code in ("az", "tr", "ru")} <= links
    assert browser.get(f"{path}?lang=ru").one("html")["lang"] == "ru"


def test_an_unknown_language_is_not_an_error(browser: Browser) -> None:
    assert browser.get("/sign-in?lang=xx").status == 200


def test_other_methods_are_refused(browser: Browser) -> None:
    for method in ("PUT", "TRACE", "CONNECT"):
        response = browser._client.open("/sign-in", method=method)  # noqa: SLF001 - no page sends them
        assert response.status_code == 405, method
    assert response.headers["Allow"] == "GET, HEAD, POST"


def test_a_form_without_its_token_is_refused_with_a_sentence(browser: Browser) -> None:
    response = browser._client.post("/sign-in", data={"email": "a@az.example"}, headers={"Accept-Language": "en"})  # noqa: SLF001 - a foreign page's form
    assert response.status_code == 400
    assert "open for too long" in response.get_data(as_text=True)


def test_a_form_whose_session_ended_shows_what_was_typed_but_no_password(browser: Browser) -> None:
    typed = {"summary": "Six <b>months</b> of work", "password": "my secret words"}
    response = browser._client.post("/practices/new", data=typed)  # noqa: SLF001 - the page was open for a day
    assert response.status_code == 400
    assert "Six &lt;b&gt;months&lt;/b&gt; of work" in response.get_data(as_text=True)
    assert "my secret words" not in response.get_data(as_text=True)


def test_words_that_another_site_sends_are_not_shown(browser: Browser) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    response = browser._client.post("/sign-in", data={"text": "call this number"}, headers=foreign)  # noqa: SLF001 - a foreign page's form
    assert response.status_code == 400
    assert "call this number" not in response.get_data(as_text=True)


def test_static_files_may_be_kept_for_good(browser: Browser) -> None:
    css = browser.get("/sign-in").one("link[rel=stylesheet]")["href"]
    assert browser.raw(str(css)).headers["Cache-Control"].endswith("immutable")
